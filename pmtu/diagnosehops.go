package pmtu

import (
	"fmt"
	"net/netip"
	"slices"
	"time"

	"github.com/pathmtu/pmtu/asym"
)

// minRepeats is how many hops have to answer as the hop one round before
// them did, for that to be a loop.
const minRepeats = 4

// loop looks for hops that repeat up to the last that answered.
func (d *diagnosis) loop() {
	last := d.lastAnswered()
	if d.r.Outcome == OutcomeReached || last == nil || last.Answers[0].Error != nil {
		return
	}
	hops := d.r.Hops[:slices.IndexFunc(d.r.Hops, func(h Hop) bool { return h.Hop == last.Hop })+1]
	for period := 2; period+minRepeats <= len(hops); period++ {
		start, members := turns(hops, period)
		if len(members) < 2 {
			continue
		}
		d.round = hops[start].Hop
		f := Finding{
			Code: CodeRoutingLoop, Severity: SeverityError, Hop: d.round, Addr: members[0],
			Detail: fmt.Sprintf("Packets go round between %s from hop %d on: %s answers at %s.", join(addrWords(members)), d.round, members[0], d.repeats(hops[start:], members[0])),
			Remedy: fmt.Sprintf("Their routes to %s point at each other: who runs them has to correct them.", d.r.Target.Addr()),
		}
		for _, x := range d.probes {
			if x.HopLimit >= d.round && x.Answer == AnswerTimeExceeded && slices.Contains(members, x.Addr) {
				f.Evidence = append(f.Evidence, x.Probe)
			}
		}
		d.add(f)
		return
	}
}

// turns goes back from the last hop as long as each hop answers as those do
// that are whole rounds behind it; silent ones fit everywhere. It returns the first of
// them that answers again a round later, and who does: nobody where too few do.
func turns(hops []Hop, period int) (start int, members []netip.Addr) {
	later := make([]*Hop, period) // by place in the round, the next that answers
	repeats := 0
	for i := len(hops) - 1; i >= 0; i-- {
		h, at := &hops[i], i%period
		if len(h.Answers) == 0 {
			continue
		}
		if later[at] != nil {
			if !sameHop(*h, *later[at]) {
				break
			}
			repeats++
			start = i
			if a := h.Answers[0].Addr; !slices.Contains(members, a) {
				members = append(members, a)
			}
		}
		later[at] = h
	}
	if repeats < minRepeats {
		return 0, nil
	}
	slices.Reverse(members)
	return start, members
}

func sameHop(a, b Hop) bool {
	return slices.ContainsFunc(a.Answers, func(x Answer) bool {
		return slices.ContainsFunc(b.Answers, func(y Answer) bool { return x.Addr == y.Addr })
	})
}

// repeats names the first hops at which an address answers.
func (d *diagnosis) repeats(hops []Hop, a netip.Addr) string {
	var words []string
	for _, h := range hops {
		if len(words) < 3 && slices.ContainsFunc(h.Answers, func(x Answer) bool { return x.Addr == a }) {
			words = append(words, fmt.Sprintf("hop %d", h.Hop))
		}
	}
	return join(words)
}

func addrWords(addrs []netip.Addr) []string {
	words := make([]string, len(addrs))
	for i, a := range addrs {
		words[i] = a.String()
	}
	return words
}

// silence names hops on the way that did not answer: once for each run of them.
func (d *diagnosis) silence() {
	last, hops := d.lastAnswered(), d.path()
	if last == nil || !d.settled() {
		return
	}
	end := last.Hop
	if last.Answers[0].Error != nil {
		end = d.hopOf(last.Answers[0].Addr) // it refuses what was to end farther away, too
	}
	for i := 0; i < len(hops) && hops[i].Hop < end; i++ {
		if len(hops[i].Answers) > 0 {
			continue
		}
		first := hops[i].Hop
		for i+1 < len(hops) && hops[i+1].Hop < end && len(hops[i+1].Answers) == 0 {
			i++
		}
		d.silentHop(first, hops[i].Hop)
	}
}

func (d *diagnosis) silentHop(first, last int) {
	f := Finding{Code: CodeSilentHop, Severity: SeverityInfo, Hop: first}
	for _, x := range d.probes {
		if x.HopLimit >= first && x.HopLimit <= last && x.Answer == "" {
			f.Evidence = append(f.Evidence, x.Probe)
		}
	}
	who, does := fmt.Sprintf("Hop %d", first), "passes"
	if last > first {
		who, does = fmt.Sprintf("Hops %d to %d", first, last), "pass"
	}
	f.Detail = fmt.Sprintf("%s gave no answer to %s, and %s packets on.", who, count(len(f.Evidence), "packet"), does)
	for _, s := range d.r.Strangers {
		if s.Expired > 0 && d.hopOf(s.Addr) == 0 {
			f.Detail = fmt.Sprintf("%s gave no answer that returns our token to %s, and %s packets on.", who, count(len(f.Evidence), "packet"), does)
		}
	}
	f.Remedy = "Nothing is wrong with the path: many routers send no time exceeded. Should packets get lost near there, this hop cannot tell."
	d.add(f)
}

// waysBack names hops whose answers came another number of hops back.
func (d *diagnosis) waysBack() {
	var words []string
	f := Finding{Code: CodeAsymmetric, Severity: SeverityInfo}
	for _, h := range d.path() {
		for _, a := range h.Answers {
			if a.Asymmetric != asym.Yes || d.twice(a.Addr) {
				continue
			}
			if f.Hop == 0 {
				f.Hop, f.Addr = h.Hop, a.Addr
			}
			words = append(words, fmt.Sprintf("%s, %s there and %d back", d.place(h.Hop), count(h.Hop, "hop"), a.ReturnHops))
			f.Evidence = append(f.Evidence, d.at(h.Hop)...)
		}
	}
	if len(words) == 0 {
		return
	}
	const most = 3
	if n := len(words) - most; n > 0 {
		words = append(words[:most], fmt.Sprintf("%d others", n))
	}
	f.Detail = "Answers take other ways back: " + joinLong(words) + "."
	f.Remedy = "That is common and no fault. Limits and losses on the way back are others than those on the way there: trace from the other end too."
	d.add(f)
}

// twice reports whether the address answers at more than one hop: then its
// distance is not known.
func (d *diagnosis) twice(a netip.Addr) bool {
	n := 0
	for _, h := range d.r.Hops {
		if slices.ContainsFunc(h.Answers, func(x Answer) bool { return x.Addr == a }) {
			n++
		}
	}
	return n > 1
}

// joinLong is join for words that have commas in them.
func joinLong(words []string) string {
	out := words[0]
	for _, w := range words[1:] {
		out += "; " + w
	}
	return out
}

// at lists the probes that ended at the hop.
func (d *diagnosis) at(hop int) (ids []uint32) {
	for _, f := range d.probes {
		if f.HopLimit == hop && f.Answer != "" {
			ids = append(ids, f.Probe)
		}
	}
	return ids
}

// rewriting names the first hop whose quotes name another destination.
func (d *diagnosis) rewriting() {
	f := Finding{Code: CodeDestinationRewritten, Severity: SeverityInfo}
	var first Fate
	for _, x := range d.probes {
		if !x.Quoted.IsValid() || x.Answer == AnswerPacketTooBig && (d.hopOf(x.Addr) == 0 || sameHost(x.Addr, d.r.Target.Addr())) {
			continue // who signs for others says nothing of his own place
		}
		f.Evidence = append(f.Evidence, x.Probe)
		if h := d.hopOf(x.Addr); h > 0 && (f.Hop == 0 || h < f.Hop) {
			f.Hop, f.Addr, first = h, x.Addr, x
		}
	}
	if f.Hop == 0 {
		return
	}
	quoted := first.Quoted.Addr().String()
	if first.Quoted.Port() != 0 && first.Quoted.Port() != d.r.Target.Port() {
		quoted += fmt.Sprintf(" port %d", first.Quoted.Port())
	}
	f.Detail = fmt.Sprintf("From %s on packets are addressed to %s: a translator before it rewrites the destination, and not back in what it quotes.", d.place(f.Hop), quoted)
	f.Remedy = "Where that is a load balancer or a port forwarding of yours, all is well. A translator that does not restore quotes makes hosts ignore packets too big: ask who runs it to have ICMP errors translated too."
	d.add(f)
}

// A hop is slow where it takes this much longer than a hop behind it.
const (
	slowMargin = 30 * time.Millisecond
	slowFactor = 2
)

// slowness names hops that answer later than hops behind them.
func (d *diagnosis) slowness() {
	hops := d.path()
	for i, h := range hops {
		mine, ok := fastest(h)
		if !ok || h.Reached || d.twice(h.Answers[0].Addr) {
			continue
		}
		for _, behind := range hops[i+1:] {
			theirs, ok := fastest(behind)
			if !ok || d.twice(behind.Answers[0].Addr) || mine < theirs+slowMargin || mine < slowFactor*theirs {
				continue
			}
			d.add(Finding{
				Code: CodeSlowReplies, Severity: SeverityInfo, Hop: h.Hop, Addr: h.Answers[0].Addr, Evidence: append(d.at(h.Hop), d.at(behind.Hop)...),
				Detail: fmt.Sprintf("%s answered after %s, %s behind it after %s: it, or its way back, is slow to answer, not the path.",
					capital(d.place(h.Hop)), inMS(mine), d.place(behind.Hop), inMS(theirs)),
				Remedy: "Nothing is wrong with the path: routers answer when they have nothing better to do.",
			})
			break
		}
	}
}

// fastest is the least round-trip time of a hop.
func fastest(h Hop) (least time.Duration, ok bool) {
	for _, a := range h.Answers {
		for _, t := range a.RTTs {
			if !ok || t < least {
				least, ok = t, true
			}
		}
	}
	return least, ok
}

func inMS(d time.Duration) string {
	return fmt.Sprintf("%.0f ms", float64(d)/float64(time.Millisecond))
}

// capital makes the first letter of an English phrase a capital one.
func capital(s string) string {
	if s != "" && s[0] >= 'a' && s[0] <= 'z' {
		return string(s[0]-'a'+'A') + s[1:]
	}
	return s
}
