package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/pathmtu/pmtu/internal/tunnel"
	"github.com/pathmtu/pmtu/pmtu"
)

// TestLookerHints: what a limit is judged by.
func TestLookerHints(t *testing.T) {
	hole := func(after int, from, to pmtu.MTU) pmtu.Limit {
		return pmtu.Limit{AfterHop: after, Kind: pmtu.LimitBlackHole, From: from, To: to}
	}
	for _, tt := range []struct {
		name   string
		looker looker
		limits []pmtu.Limit
		want   []tunnel.Hints // the zero Hints: it looks like nothing
	}{
		{
			"each from the one before it",
			looker{pmtu.IPv4, 1480, 9000, 9},
			[]pmtu.Limit{tooBig(1, "10.77.0.1", 9000, 1500, 1500), tooBig(4, "10.77.0.4", 1500, 1480, 1480), hole(8, 1480, 1400)},
			[]tunnel.Hints{
				{Before: 9000, Position: tunnel.Access, Family: tunnel.IPv4, OtherMTU: 1480},
				{Before: 1500, Position: tunnel.Middle, Family: tunnel.IPv4, OtherMTU: 1480},
				{Before: 1480, Position: tunnel.Last, Family: tunnel.IPv4, OtherMTU: 1480},
			},
		},
		{
			"what is not proven looks like nothing, and nothing is known behind it but what was refused",
			looker{pmtu.IPv6, 0, 1500, 9},
			[]pmtu.Limit{tooBig(3, "10.77.0.3", 1500, 0, 1420), tooBig(4, "10.77.0.4", 1420, 1400, 1400)},
			[]tunnel.Hints{{}, {Before: 1420, Position: tunnel.Middle, Family: tunnel.IPv6}},
		},
		{
			"this host's own is no riddle, and what follows starts from it",
			looker{pmtu.IPv6, 0, 1500, 0},
			[]pmtu.Limit{{AfterHop: 0, Kind: pmtu.LimitLocal, From: 1500, To: 1460}, tooBig(2, "10.77.0.2", 1460, 1400, 1400)},
			[]tunnel.Hints{{}, {Before: 1460, Family: tunnel.IPv6}},
		},
		{
			"without a place nothing is known to be before it",
			looker{pmtu.IPv4, 0, 1500, 9},
			[]pmtu.Limit{tooBig(2, "10.77.0.2", 1500, 1492, 1492), hole(-1, 1492, 1400)},
			[]tunnel.Hints{{Before: 1500, Position: tunnel.Access | tunnel.Middle, Family: tunnel.IPv4}, {Family: tunnel.IPv4}},
		},
		{
			"a loopback of 65536 is above what an MTU can be",
			looker{pmtu.IPv4, 0, 65536, 0},
			[]pmtu.Limit{tooBig(1, "10.77.0.1", 65536, 1500, 1500)},
			[]tunnel.Hints{{Family: tunnel.IPv4}},
		},
	} {
		k := tt.looker
		for i, l := range tt.limits {
			es, h := k.next(l)
			if diff := cmp.Diff(tt.want[i], h.Hints); diff != "" {
				t.Errorf("%s, limit %d (-want +got):\n%s", tt.name, i, diff)
			}
			if (es != nil) != (tt.want[i] != tunnel.Hints{}) {
				t.Errorf("%s, limit %d: looks like %v", tt.name, i, es)
			}
		}
	}
}

// TestNeverOneAlone: where several things fit, neither a person nor a program
// is told one only, and the command shows the same as is meant.
func TestNeverOneAlone(t *testing.T) {
	several := 0
	for mtu := 1200; mtu <= 1500; mtu++ {
		for _, h := range severalClues(mtu) {
			es := tunnel.LooksLike(mtu, h.Hints)
			s, command := looksLikeText(pmtu.MTU(mtu), es, h)
			if len(es) == 0 {
				if s != "" || command != "" || worthTelling(es) != 0 {
					t.Errorf("%d looks like nothing: %q %q", mtu, s, command)
				}
				continue
			}
			named, rest := 0, 0
			for _, e := range es[:min(3, len(es))] {
				if strings.Contains(s, e.Name) {
					named++
				}
			}
			if i := strings.LastIndex(s, " or "); command != "" {
				if _, err := fmt.Sscanf(s[i:], " or %d more:", &rest); err != nil {
					t.Errorf("%d: %q: %v", mtu, s, err)
				}
				if got := shownBy(t, command); !slices.Equal(got, es) {
					t.Errorf("%d, %+v: %q does not show the same (-want +got):\n%s", mtu, h, command, cmp.Diff(es, got, cmpopts.IgnoreUnexported(tunnel.Explanation{})))
				}
			}
			if named+rest != len(es) {
				t.Errorf("%d, %+v: %q: %d named, there are %d", mtu, h, s, named, len(es))
			}
			if len(es) > 1 {
				several++
				if named < 2 || worthTelling(es) < 2 {
					t.Errorf("%d, %+v: one alone: %q, and %d in JSON", mtu, h, s, worthTelling(es))
				}
			}
		}
	}
	if several < 100 {
		t.Errorf("only %d numbers have several explanations: nothing was tested", several)
	}
}

// shownBy is what a command of pmtu calc explains.
func shownBy(t *testing.T, command string) []tunnel.Explanation {
	t.Helper()
	words := strings.Fields(command)
	if !slices.Equal(words[:2], []string{"pmtu", "calc"}) || len(words)%2 != 0 {
		t.Fatalf("%q is no command", command)
	}
	var mtu, after, hops int
	var h tunnel.Hints
	place := false
	for i := 2; i < len(words); i += 2 {
		var n int
		if _, err := fmt.Sscan(words[i+1], &n); err != nil {
			t.Fatalf("%q: %v", command, err)
		}
		switch words[i] {
		case "--looks-like":
			mtu = n
		case "--from":
			h.Before = n
		case "--after-hop":
			after, place = n, true
		case "--hops":
			hops = n
		case "--family":
			h.Family = tunnel.Family(n)
		case "--other-family-mtu":
			h.OtherMTU = n
		default:
			t.Fatalf("%q has a flag that is not known", command)
		}
	}
	if place {
		h.Position = tunnel.PositionOf(after, hops)
	}
	return tunnel.LooksLike(mtu, h)
}

// severalClues are what may be known of a limit.
func severalClues(mtu int) []clues {
	four, six := tunnel.Hints{Family: tunnel.IPv4}, tunnel.Hints{Family: tunnel.IPv6}
	from := func(before, after, hops, other int) clues {
		h := tunnel.Hints{Before: before, Position: tunnel.PositionOf(after, hops), Family: tunnel.IPv4, OtherMTU: other}
		return clues{h, after, hops}
	}
	return []clues{
		{Hints: four},
		{Hints: six},
		from(mtu+80, -1, 9, 0),
		from(1500, 0, 0, 0),
		from(1500, 1, 9, 0),
		from(1500, 4, 9, 1500),
		from(9000, 8, 9, mtu),
	}
}

// TestLooksLikeText: how sure the words are.
func TestLooksLikeText(t *testing.T) {
	e := func(name string, l tunnel.Likelihood) tunnel.Explanation {
		return tunnel.Explanation{Name: name, Likelihood: l}
	}
	for _, tt := range []struct {
		es   []tunnel.Explanation
		want string
	}{
		{nil, ""},
		{[]tunnel.Explanation{e("A", tunnel.Likely)}, "Looks like A"},
		{[]tunnel.Explanation{e("A", tunnel.Possible)}, "May be A"},
		{[]tunnel.Explanation{e("A", tunnel.Likely), e("B", tunnel.Rare)}, "Looks like A or B"},
		{[]tunnel.Explanation{e("A", tunnel.Likely), e("B", tunnel.Likely), e("C", tunnel.Likely)}, "Looks like A, B or C"},
		{[]tunnel.Explanation{e("A", tunnel.Likely), e("B", tunnel.Possible), e("C", tunnel.Possible)}, "Looks like A, B or 1 more:"},
		{[]tunnel.Explanation{e("A", tunnel.Rare), e("B", tunnel.Rare), e("C", tunnel.Rare), e("D", tunnel.Rare)}, "May be A, B or 2 more:"},
	} {
		if got, _ := looksLikeText(1499, tt.es, clues{}); got != tt.want {
			t.Errorf("%d explanations: %q, want %q", len(tt.es), got, tt.want)
		}
	}
}

// TestTextLooksAsJSON: a person is told the same to be the likeliest as a program, unless how far it is was not known in time.
func TestTextLooksAsJSON(t *testing.T) {
	limits := 0
	for _, c := range common {
		r := simulate(t, c.network, pmtu.IPv4, pmtu.UDP)
		text := strings.Join(strings.Fields(string(render(t, "text", r, Options{}))), " ")
		inTime := slices.ContainsFunc(r.Updates, func(u pmtu.Update) bool {
			l, ok := u.(pmtu.LimitUpdate)
			return ok && l.HopCount == r.HopCount
		})
		look := newLooker(r, Options{})
		for _, l := range r.Limits {
			es, known := look.next(l)
			if len(es) == 0 || !inTime {
				continue
			}
			limits++
			if s, command := looksLikeText(l.To, es, known); !strings.Contains(text, s) || !strings.Contains(text, command) {
				t.Errorf("%s: no %q and %q in\n%s", c.name, s, command, text)
			}
		}
	}
	if limits < 5 {
		t.Errorf("%d limits look like something: nothing was tested", limits)
	}
}

// TestOtherFamily: the other family's path MTU tells tunnels apart.
func TestOtherFamily(t *testing.T) {
	r := proven("198.51.100.9", path4, 1460)
	r.Hops[0].MTU = 1500
	r.Limits = []pmtu.Limit{tooBig(1, "10.77.0.1", 1500, 1460, 1460)}
	first := func(other pmtu.MTU) string {
		var d struct {
			Limits []struct {
				LooksLike []struct{ Name string } `json:"looks_like"`
			}
		}
		if err := json.Unmarshal(render(t, "json", finish(r), Options{OtherMTU: other}), &d); err != nil || len(d.Limits) != 1 {
			t.Fatalf("%v: %+v", err, d)
		}
		name := d.Limits[0].LooksLike[0].Name
		if text := render(t, "text", r, Options{OtherMTU: other}); !bytes.Contains(text, []byte(" "+name)) {
			t.Errorf("JSON has %s first, the text\n%s", name, text)
		}
		return name
	}
	if got := first(1500); got != "DS-Lite" {
		t.Errorf("with 1500 over the other family: %s", got)
	}
	if got := first(1460); got == "DS-Lite" {
		t.Errorf("with 1460 over both families: %s", got)
	}
}

// TestLooksLikeUnsent: what this host's own device drops is no tunnel on the way.
func TestLooksLikeUnsent(t *testing.T) {
	for unsent, want := range map[int]bool{0: true, 60: false} {
		l := pmtu.Limit{AfterHop: 0, Kind: pmtu.LimitBlackHole, From: 1500, To: 1404, Unsent: unsent}
		if es, _ := newLooker(eitherWay(), Options{}).next(l); (len(es) > 0) != want {
			t.Errorf("%d: %+v", unsent, es)
		}
	}
}

// TestSameLimit: counts that go on growing make no other limit.
func TestSameLimit(t *testing.T) {
	l := pmtu.Limit{Kind: pmtu.LimitBlackHole, From: 1500, To: 1404}
	for _, grown := range []pmtu.Limit{{Lost: 1}, {Controls: 1}, {ControlsLost: 1}, {Unsent: 1}} {
		grown.Kind, grown.From, grown.To = l.Kind, l.From, l.To
		if !sameLimit(l, grown) {
			t.Errorf("%+v", grown)
		}
	}
	if other := (pmtu.Limit{Kind: pmtu.LimitBlackHole, From: 1500, To: 1403}); sameLimit(l, other) {
		t.Errorf("%+v", other)
	}
}
