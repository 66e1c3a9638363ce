package lab

import (
	"net/netip"
	"testing"
)

func TestFilters(t *testing.T) {
	narrow := func() *Network { return Chain(3).Narrow(3, 1400) }
	for _, tt := range []struct {
		name    string
		network *Network
		host    string
		rules   []Filter
		hops    int // of the probe of 1500 bytes that is to stay without an answer
	}{
		{"packet too big lost at its origin", narrow(), "r2", DropOwnTooBig(), 64},
		{"packet too big lost on its way", narrow(), "r1", DropTransitTooBig(), 64},
		{"packet too big lost on this host", narrow(), Origin, DropArrivingTooBig(), 64},
		{"large packets lost", Chain(3), "r2", DropLarge("e1", 1400), 64},
		{"silent hop", Chain(3), "r2", Silent(), 2},
		{"mute target", Chain(3), Target, Mute(), 64},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.network.Host(tt.host).Filter(tt.rules...)
			origin := Start(t, tt.network).Node(Origin)
			bothFamilies(t, 3, func(t *testing.T, v4 bool, target netip.Addr) {
				// The control first: what the filter leaves alone is answered.
				wantAnswer(t, ask(t, origin, target, 3, 1400), v4, exceeded, end(v4, 3, 2))
				if tt.host != Target {
					wantAnswer(t, ask(t, origin, target, 64, 1400), v4, portClosed, target)
				}
				wantSilence(t, origin, target, tt.hops, 1500)
			})
		})
	}
}

func TestFilterSyntaxError(t *testing.T) {
	Start(t, Chain(0)) // skips where there are no namespaces
	n := Chain(0)
	n.Host(Target).Filter(Filter{Input, "no such rule"})
	l, err := Build(t.Context(), n)
	if err == nil {
		l.Close()
		t.Fatal("a rule that nft does not understand was accepted")
	}
	t.Log(err)
}
