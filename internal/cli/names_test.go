package cli

import (
	"net/netip"
	"slices"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestNamesExpect: every address that will be printed is asked for as soon
// as it is known.
func TestNamesExpect(t *testing.T) {
	a, b := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")
	for _, tt := range []struct {
		u    pmtu.Update
		want []netip.Addr
	}{
		{pmtu.HopUpdate{Hop: pmtu.Hop{Answers: []pmtu.Answer{{Addr: a}, {Addr: b}}}}, []netip.Addr{a, b}},
		{pmtu.LimitUpdate{Limit: pmtu.Limit{Addr: a}}, []netip.Addr{a}},
		{pmtu.LimitUpdate{}, nil},
		{pmtu.FindingUpdate{Finding: pmtu.Finding{Addr: b}}, []netip.Addr{b}},
		{pmtu.TraceLine{Addr: b}, []netip.Addr{b}},
		{pmtu.TraceLine{}, nil},
		{pmtu.LocalUpdate{MTU: 1500}, nil},
	} {
		var got []netip.Addr
		n := &names{start: func(a netip.Addr) { got = append(got, a) }}
		n.expect(tt.u)
		if !slices.Equal(got, tt.want) {
			t.Errorf("%T: asked for %v, want %v", tt.u, got, tt.want)
		}
	}
}

// TestNamesOnce: an answer that comes too late changes nothing of what was
// printed.
func TestNamesOnce(t *testing.T) {
	a := netip.MustParseAddr("192.0.2.1")
	answers := []string{"", "late.example"}
	n := oldNames()
	n.ask = func(netip.Addr) (string, bool) {
		first := answers[0]
		answers = answers[1:]
		return first, first == ""
	}
	for range 2 {
		if got := n.Name(a); got != "" || !n.Failed(a) {
			t.Errorf("name %q, failed %v", got, n.Failed(a))
		}
	}
	if all := n.all(); len(all) != 1 || all[0] != (name{Addr: a, Failed: true}) {
		t.Errorf("all: %v", all)
	}
}
