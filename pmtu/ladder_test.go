package pmtu_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// ladderRows are networks, the most packets that a trace in tracepath's order may cost, and its lines.
var ladderRows = []struct {
	text    string
	options pmtu.Options
	most    int // packets
	want    string
}{
	{
		"hops 3",
		pmtu.Options{},
		7,
		"1 local pmtu 1500; 1 answer 1; 1 answer 1; 2 answer 2; 3 answer 9; 0 resume pmtu 1500; reached, 8ms",
	},
	{
		"hops 3",
		pmtu.Options{MaxHops: 3},
		4,
		"1 local pmtu 1500; 1 answer 1; 1 answer 1; 2 answer 2; 3 answer 9; 0 resume pmtu 1500; reached, 8ms",
	},
	{
		"hops 3",
		pmtu.Options{MaxHops: 2},
		3,
		"1 local pmtu 1500; 1 answer 1; 1 answer 1; 2 answer 2; 0 too many pmtu 1500; 0 resume pmtu 1500; too_many_hops, 4ms",
	},
	{
		"hops 3",
		pmtu.Options{FirstHop: 2},
		5,
		"2 local pmtu 1500; 2 answer 2; 2 answer 2; 3 answer 9; 0 resume pmtu 1500; reached, 8ms",
	},
	{
		"hops 3",
		pmtu.Options{StartSize: 1400},
		6,
		"1 answer 1; 2 answer 2; 3 answer 9; 0 resume pmtu 1400; reached, 8ms",
	},
	{
		"hops 3\nlocal mtu=1400",
		pmtu.Options{},
		7,
		"1 local pmtu 1400; 1 answer 1; 1 answer 1; 2 answer 2; 3 answer 9; 0 resume pmtu 1400; reached, 8ms",
	},
	{
		"hops 3\nlocal mtu=1400",
		pmtu.Options{StartSize: 1400},
		6,
		"1 answer 1; 2 answer 2; 3 answer 9; 0 resume pmtu 1400; reached, 8ms",
	},
	{
		"hops 3\nlocal mtu=1400\nhop all quote=minimal",
		pmtu.Options{},
		7,
		"1 local pmtu 1400; 1 answer 1; 1 answer 1; 2 answer 2; 3 answer 9; 0 resume pmtu 1400; reached, 8ms",
	},
	{
		"hops 3\nhop 1 mtu=1400\nhop 2 mtu=1300",
		pmtu.Options{},
		14,
		"1 local pmtu 1500; 1 answer 1; 1 answer 1; 2 answer 1 pmtu 1400; 2 answer 2; 3 answer 2 pmtu 1300; 3 answer 9; 0 resume pmtu 1300; reached, 12ms",
	},
	{
		"hops 3\nhop 2 silent=yes",
		pmtu.Options{},
		38,
		"1 local pmtu 1500; 1 answer 1; 1 answer 1; 2 none; 3 answer 9; 0 resume pmtu 1500; reached, 3s",
	},
	{
		"hops 3\nhop 1 silent=yes",
		pmtu.Options{},
		36,
		"1 local pmtu 1500; 1 none; 2 answer 2; 3 answer 9; 0 resume pmtu 1500; reached, 3s",
	},
	{
		"hops 4\nhop 1 silent=yes\nhop 2 mtu=1400",
		pmtu.Options{},
		60,
		"1 local pmtu 1500; 1 none; 2 answer 2; 3 answer 2 pmtu 1400; 3 answer 3; 4 answer 9; 0 resume pmtu 1400; reached, 3.012s",
	},
	{
		"hops 3\nhop 1-2 silent=yes\ndest udp=silent",
		pmtu.Options{MaxHops: 5},
		15,
		"1 local pmtu 1500; 1 none; 2 none; 3 none; 4 none; 5 none; 0 too many pmtu 1500; 0 resume pmtu 1500; too_many_hops, 4s",
	},
	{
		"hops 3\ndest udp=echo",
		pmtu.Options{},
		7,
		"1 local pmtu 1500; 1 answer 1; 1 answer 1; 2 answer 2; 3 reply; 0 resume pmtu 1500; reached, 8ms",
	},
}

// TestLadderLines: what is told in tracepath's order, in how many packets, and in what time on the virtual clock.
func TestLadderLines(t *testing.T) {
	for _, c := range ladderRows {
		for _, f := range families {
			o := c.options
			o.Mode = pmtu.ModeTracepath
			r := overNetwork(t, inline(t, c.text), f, o)
			if got := ladderLines(r); got != c.want || r.Stats.Sent > c.most {
				t.Errorf("%q over %v, %d packets:\n got %s\nwant %s", c.text, f, r.Stats.Sent, got, c.want)
			}
		}
	}
}

// ladderLines are those of the run, in short: the hop, what it is, the last number of the address and the size that is told.
func ladderLines(r *pmtu.Result) string {
	var list []string
	for _, u := range r.Updates {
		l, ok := u.(pmtu.TraceLine)
		if !ok {
			continue
		}
		s := fmt.Sprintf("%d %s", l.Hop, [...]string{"local", "answer", "none", "failed", "reply", "too many", "resume"}[l.Kind])
		if l.Addr.IsValid() {
			a := l.Addr.String()
			s += " " + a[strings.LastIndexAny(a, ".:")+1:]
		}
		if l.MTU > 0 {
			s += fmt.Sprintf(" pmtu %d", l.MTU)
		}
		list = append(list, s)
	}
	return fmt.Sprintf("%s; %s, %v", strings.Join(list, "; "), r.Outcome, r.Duration.Round(1e6))
}

// TestLadderMarks: what is told beside: the hops of the answer's way back where they differ, whose quote is broken or names no probe,
// how far the destination is, and what the result makes of it.
func TestLadderMarks(t *testing.T) {
	for _, c := range []struct{ text, marks, hops string }{
		{
			"hops 3", "1 time; 1 time; 2 time; 3 time; 3 hops, 3 back",
			"2 of 2 1 token 2; 1 of 1 2 token 1; 1 of 1 9 token 1 reached; 3 hops, 3 back",
		},
		{
			"hops 3\nhop 2 return=5", "1 time; 1 time; 2 time asymm 5; 3 time; 3 hops, 3 back",
			"2 of 2 1 token 2; 1 of 1 2 token 1; 1 of 1 9 token 1 reached; 3 hops, 3 back",
		},
		{
			"hops 3\nhop 2 damage=flipped", "1 time; 1 time; 2 time broken; 3 time; 3 hops, 3 back",
			"2 of 2 1 token 2; 1 of 1 2 tuple 1; 1 of 1 9 token 1 reached; 3 hops, 3 back",
		},
		{
			"hops 3\nhop 2 quote=minimal", "1 time; 1 time; 2 time; 3 time; 3 hops, 3 back",
			"2 of 2 1 token 2; 1 of 1 2 tuple 1; 1 of 1 9 token 1 reached; 3 hops, 3 back",
		},
		{
			"hops 3\nhop 2 mtu=1400 quote=minimal", "1 time; 1 time; 2 time; 3 time; 3 time; 3 hops, 3 back",
			"2 of 2 1 token 2; 1 of 1 2 tuple 1; 2 of 2 2 tuple 1 9 token 1 reached; 3 hops, 3 back",
		},
		{
			"hops 3\ndest return=6 hoplimit=128", "1 time; 1 time; 2 time; 3 time; 3 hops, 6 back",
			"2 of 2 1 token 2; 1 of 1 2 token 1; 1 of 1 9 token 1 reached; 3 hops, 6 back",
		},
		{
			"hops 3\nhop 2 silent=yes", "1 time; 1 time; 2; 3 time; 3 hops, 3 back",
			"2 of 2 1 token 2; 0 of 1; 1 of 1 9 token 1 reached; 3 hops, 3 back",
		},
		{
			"families ipv4\nhops 3\nhop 2 unreachable4=3/13", "1 time; 1 time; 2 time; -1 hops, -1 back",
			"2 of 2 1 token 2; 1 of 1 2 token 1 error 3/13; 0 hops, 0 back",
		},
		{
			"families ipv6\nhops 3\nhop 2 unreachable6=1/1", "1 time; 1 time; 2 time; -1 hops, -1 back",
			"2 of 2 1 token 2; 1 of 1 2 token 1 error 1/1; 0 hops, 0 back",
		},
	} {
		for _, f := range families {
			n := inline(t, c.text)
			if !n.Has(f) {
				continue
			}
			r := overNetwork(t, n, f, pmtu.Options{Mode: pmtu.ModeTracepath})
			if marks, hops := ladderMarks(r); marks != c.marks || hops != c.hops {
				t.Errorf("%q over %v:\n got %s\nwant %s\n got %s\nwant %s", c.text, f, marks, c.marks, hops, c.hops)
			}
		}
	}
}

// ladderMarks are those of the lines, and the hops of the result: packets sent and answered, who answered, how sure that is.
func ladderMarks(r *pmtu.Result) (string, string) {
	var list, hops []string
	for _, u := range r.Updates {
		l, ok := u.(pmtu.TraceLine)
		if !ok || l.Kind == pmtu.LineLocal {
			continue
		}
		s := fmt.Sprint(l.Hop)
		for i, on := range []bool{l.HasRTT, l.Broken, l.Guessed, l.Asymmetric} {
			if on {
				s += [...]string{" time", " broken", " guessed", fmt.Sprint(" asymm ", l.ReturnHops)}[i]
			}
		}
		if l.Kind == pmtu.LineResume {
			s = fmt.Sprintf("%d hops, %d back", l.Hops, l.Back)
		}
		list = append(list, s)
	}
	for _, h := range r.Hops {
		s := fmt.Sprintf("%d of %d", h.Received, h.Sent)
		for _, a := range h.Answers {
			text := a.Addr.String()
			s += fmt.Sprintf(" %s %s %d", text[strings.LastIndexAny(text, ".:")+1:], a.Auth, len(a.RTTs))
			if a.Error != nil {
				s += fmt.Sprintf(" error %d/%d", a.Error.Type, a.Error.Code)
			}
		}
		if h.Reached {
			s += " reached"
		}
		hops = append(hops, s)
	}
	return strings.Join(list, "; "), fmt.Sprintf("%s; %d hops, %d back", strings.Join(hops, "; "), r.HopCount, r.ReturnHops)
}

// TestLadderStart: tracepath begins with more than any link has, so that this host tells its own limit, but for
// a size that is given.
func TestLadderStart(t *testing.T) {
	for _, c := range []struct {
		family pmtu.Family
		start  pmtu.MTU
		want   string
	}{
		{pmtu.IPv4, 0, "1 answer 1; 2 answer 9; 0 resume pmtu 65535; reached, 4ms"},
		{pmtu.IPv6, 0, "1 local pmtu 65575; 1 answer 1; 1 answer 1; 2 answer 9; 0 resume pmtu 65575; reached, 4ms"},
		{pmtu.IPv4, 1400, "1 answer 1; 2 answer 9; 0 resume pmtu 1400; reached, 4ms"},
		{pmtu.IPv6, 1400, "1 answer 1; 2 answer 9; 0 resume pmtu 1400; reached, 4ms"},
	} {
		r := overNetwork(t, inline(t, "hops 2\nlocal mtu=66000\nhop all mtu=66000"), c.family, pmtu.Options{Mode: pmtu.ModeTracepath, StartSize: c.start})
		if got := ladderLines(r); got != c.want {
			t.Errorf("%v from %d:\n got %s\nwant %s", c.family, c.start, got, c.want)
		}
	}
}
