package cli

import (
	"context"
	"time"

	"github.com/pathmtu/pmtu/internal/host"
	"github.com/pathmtu/pmtu/pmtu"
)

// hostDelta is how far this host's counters of a family grew in a time.
type hostDelta struct {
	tooBig      int // packets too big that its ICMP took in; for IPv4 every unreachable
	unmatched   int // ICMP messages that it took in and no socket wanted
	undelivered int // packets that came and that a filter dropped
}

// watch begins to watch the counters of a family. The function that it
// returns tells how far they grew since its last call; ok is false where
// the kernel does not say.
func watch(is4 bool) func() (d hostDelta, ok bool) {
	last, err := host.ReadCounters()
	return func() (hostDelta, bool) {
		now, nowErr := host.ReadCounters()
		if err != nil || nowErr != nil {
			return hostDelta{}, false
		}
		grown := now.Sub(last)
		last = now
		tooBig, ok1 := grown.PacketTooBig(is4)
		unmatched, ok2 := grown.Unmatched(is4)
		undelivered, ok3 := grown.Undelivered(is4)
		return hostDelta{int(tooBig), int(unmatched), int(undelivered)}, ok1 && ok2 && ok3
	}
}

// losses is what runs lost, and what this host took in for them.
type losses struct {
	vanished int           // packets lost in black holes
	fewest   int           // of these, those of the run that lost the fewest
	refused  int           // unreachables and packets too big that a socket got
	took     time.Duration // all of them together
}

func lossesOf(r *pmtu.Result) losses {
	n := vanished(r)
	return losses{vanished: n, fewest: n, refused: refusals(r), took: r.Duration}
}

// fewDrops is how many packets must have been dropped to explain the smallest black hole.
const fewDrops = 3

// dropping tells whether this host may have dropped packets too big that came in the time that is watched. Whether it did
// only the end of a run can tell.
func dropping(grown func() (hostDelta, bool)) func() bool {
	unmatched, undelivered := 0, 0
	return func() bool {
		d, _ := grown()
		unmatched, undelivered = unmatched+d.unmatched, undelivered+d.undelivered
		return max(unmatched, undelivered) >= fewDrops
	}
}

// enough is how many packets must have been dropped to explain what vanished. A few are always dropped, and not
// every router reports all; but of several runs, none may be explained by what the others lost.
func (l losses) enough() int {
	if l.fewest < l.vanished {
		return max(fewDrops, l.vanished-l.fewest/2)
	}
	return max(fewDrops, l.vanished/2)
}

// hostTooBig returns how many packets too big reached this host in the runs and
// no socket. Its counters are for all of the host's traffic, and a filter's
// drops have no type. So they count only where a run found a black hole:
// what its ICMP took in and could give to nobody, and what was
// dropped while large packets vanished, but not in as long a time after it.
func (e *env) hostTooBig(ctx context.Context, l losses, grown func() (hostDelta, bool)) int {
	if l.vanished == 0 || ctx.Err() != nil {
		return 0
	}
	d, ok := grown()
	if !ok {
		return 0
	}
	if n := min(d.tooBig-l.refused, d.unmatched); n >= l.enough() {
		return min(n, l.vanished)
	}
	if d.undelivered < l.enough() {
		return 0
	}
	wait := min(l.took, maxQuiet)
	e.pause(ctx, wait)
	quiet, ok := grown()
	if !ok || ctx.Err() != nil || !quietly(d.undelivered, quiet.undelivered, l.took, wait) {
		return 0
	}
	return min(d.undelivered, l.vanished)
}

// quietly reports whether what was dropped in a time was due to what went on then: in the wait after it no more than a
// quarter as much was, for its length. One more might have been, which says little of a long time and a short wait.
func quietly(dropped, after int, took, wait time.Duration) bool {
	if wait <= 0 {
		return false
	}
	times := float64(took) / float64(wait)
	return float64(after)*times <= float64(dropped/4) && float64(after+1)*times <= float64(dropped)/2
}

// maxQuiet bounds how long the counters are watched after a run.
const maxQuiet = time.Second

// vanished is how many packets were lost in black holes.
func vanished(r *pmtu.Result) int {
	n := 0
	for _, l := range r.Limits {
		if l.Kind == pmtu.LimitBlackHole {
			n += l.Lost
		}
	}
	return n
}

// refusals is how many of the unreachables and packets too big that this
// host took in are answers to probes.
func refusals(r *pmtu.Result) int {
	n := len(r.Claims)
	for _, f := range r.Probes {
		if f.Answer == pmtu.AnswerUnreachable {
			n++
		}
	}
	return n
}

// account adds to a result what the engine cannot know, and returns the
// findings that follow from it.
func account(r *pmtu.Result, tooBig int) (more []pmtu.Update) {
	if tooBig == 0 {
		return nil
	}
	had := map[pmtu.Code]bool{}
	for _, f := range r.Findings {
		had[f.Code] = true
	}
	r.HostTooBig = tooBig
	r.Findings = pmtu.Diagnose(r)
	for _, f := range r.Findings {
		if !had[f.Code] {
			more = append(more, pmtu.FindingUpdate{Finding: f})
		}
	}
	r.Updates = append(r.Updates, more...)
	return more
}

// pause waits, but no longer than ctx lasts.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
