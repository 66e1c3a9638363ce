package pmtu_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestLadderLines: what is told in tracepath's order, in how many packets, and in what time on the virtual clock.
func TestLadderLines(t *testing.T) {
	for _, c := range []struct {
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
	} {
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
