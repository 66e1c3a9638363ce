package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"iter"
	"net/netip"
	"strings"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// family is what the programs are compared over.
const family = pmtu.IPv4

// required is the size that each path is to carry, bytes.
const required pmtu.MTU = 1500

// check checks the addresses that in has, one a line, and prints a line for each
// as its result comes: its number, status, path MTU, outcome and packets.
func check(in io.Reader, out io.Writer, rate float64) error {
	w := bufio.NewWriter(out)
	var bad error
	err := pmtu.Fleet{Rate: rate}.Run(context.Background(), read(in, &bad), func(n int, r *pmtu.Result, err error) {
		if err != nil {
			bad = err
			return
		}
		fmt.Fprintln(w, n, status(r), int(r.PathMTU.MTU), r.Outcome, r.Stats.Sent)
	})
	if err != nil {
		return err
	}
	if bad != nil {
		return bad
	}
	return w.Flush()
}

// read reads the targets one by one: none is kept.
func read(in io.Reader, bad *error) iter.Seq[pmtu.Options] {
	return func(yield func(pmtu.Options) bool) {
		lines := bufio.NewScanner(in)
		for lines.Scan() {
			a, err := netip.ParseAddr(lines.Text())
			if err != nil {
				*bad = err
				return
			}
			if !yield(pmtu.Options{Target: netip.AddrPortFrom(a, 0), Require: required, EndToEnd: true}) {
				return
			}
		}
	}
}

// swallowed is the status of a path on which the required size vanishes, and
// what passes was not found out.
const swallowed pmtu.Status = "swallowed"

func status(r *pmtu.Result) pmtu.Status {
	switch {
	case r.PathMTU.Status == "":
		return pmtu.StatusUnknown
	case r.PathMTU.Status == pmtu.StatusProven:
		return pmtu.StatusProven
	}
	for _, l := range r.Limits {
		if l.Kind == pmtu.LimitBlackHole && l.From <= required {
			return swallowed
		}
	}
	return r.PathMTU.Status
}

// kind is what a target is, and what is true of it.
type kind struct {
	text   string
	name   string
	status pmtu.Status
	mtu    pmtu.MTU
}

const blackHole = "silent limit"

var allKinds = []kind{
	{simnet.KindPlain, "plain", pmtu.StatusAtLeast, required},
	{simnet.KindTooBig, "reported", pmtu.StatusProven, 1400},
	{simnet.KindBlackHole, blackHole, pmtu.StatusProven, 1392},
	{simnet.KindDead, "dead", pmtu.StatusUnknown, 0},
}

func (s settings) kinds() []kind {
	if s.alive {
		return allKinds[:3]
	}
	return allKinds
}

func (s settings) world() (*simnet.World, error) {
	var texts []string
	for _, k := range s.kinds() {
		texts = append(texts, k.text)
	}
	list, err := simnet.Kinds(texts...)
	if err != nil {
		return nil, err
	}
	return simnet.NewWorld(s.targets, list...), nil
}

// tally is what our output says, compared with what is true.
type tally struct {
	right, wrong, missing, packets int
	rough                          int    // right, but what passes is not said
	first                          string // the first that is wrong
}

// readTally reads the output of check.
func readTally(out string, s settings) (tally, error) {
	t := tally{missing: s.targets}
	kinds := s.kinds()
	for line := range strings.Lines(out) {
		if !strings.HasSuffix(line, "\n") {
			break // it was stopped in the middle
		}
		var n, mtu, sent int
		var status, outcome string
		if _, err := fmt.Sscan(line, &n, &status, &mtu, &outcome, &sent); err != nil {
			return t, fmt.Errorf("read result %q: %w", strings.TrimSpace(line), err)
		}
		k := kinds[n%len(kinds)]
		if status == string(swallowed) && k.name == blackHole {
			t.rough++
			t.missing--
			t.packets += sent
			continue
		}
		t.count(status == string(k.status) && mtu == int(k.mtu), sent, fmt.Sprintf("target %d (%s) is %s", n, k.name, strings.TrimSpace(line)))
	}
	return t, nil
}

// count counts one result; text says what it is if it is wrong.
func (t *tally) count(right bool, packets int, text string) {
	t.missing--
	t.packets += packets
	if right {
		t.right++
		return
	}
	if t.wrong++; t.first == "" {
		t.first = text
	}
}

// String says it in few words.
func (t tally) String() string {
	s := fmt.Sprintf("%d verdicts right, to the byte; %d packets", t.right, t.packets)
	if t.rough > 0 {
		s += fmt.Sprintf("; %d more, but not to the byte", t.rough)
	}
	if t.wrong > 0 || t.missing > 0 {
		s += fmt.Sprintf("; %d wrong (%s), %d missing", t.wrong, t.first, t.missing)
	}
	return s
}
