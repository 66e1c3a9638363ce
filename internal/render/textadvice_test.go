package render

import (
	"bytes"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestNothingToSet: that hosts find the path MTU by themselves is said where
// all that is too big is reported, that nothing is left to set where the route has
// what is advised, and either only there.
func TestNothingToSet(t *testing.T) {
	zero := func(r *pmtu.Result) { r.Limits[0].Claimed = 0 }
	for _, c := range []struct {
		name   string
		change func(*pmtu.Result)
		want   bool
	}{
		{"reported", func(*pmtu.Result) {}, true},
		{"behind a limit of this host", func(r *pmtu.Result) {
			r.Limits = append([]pmtu.Limit{{Kind: pmtu.LimitLocal, From: 9000, To: 1500}}, r.Limits...)
		}, true},
		{"no size named", zero, false},
		{"a wrong size named", func(r *pmtu.Result) { r.Limits[1].Claimed-- }, false},
		{"a black hole", func(r *pmtu.Result) { r.Limits[1].Kind = pmtu.LimitBlackHole }, false},
		{"lost on this host", func(r *pmtu.Result) { r.Findings = []pmtu.Finding{{Code: pmtu.CodePTBLostOnThisHost}} }, false},
		{"a route that learns nothing", func(r *pmtu.Result) { r.Source.RouteLocked = true }, false},
		{"a black hole, and a route that has less already", func(r *pmtu.Result) {
			r.Limits[1].Kind, r.Source.RouteMTU = pmtu.LimitBlackHole, 1300
		}, true},
		{"a black hole, and a route that has more", func(r *pmtu.Result) {
			r.Limits[1].Kind, r.Source.RouteMTU = pmtu.LimitBlackHole, 1381
		}, false},
		{"no limit", func(r *pmtu.Result) { r.Limits = nil }, false},
	} {
		r := twoLimits()
		c.change(r)
		got := render(t, "text", r, Options{})
		if bytes.Contains(got, []byte("Set: nothing")) != c.want {
			t.Errorf("%s: %v in\n%s", c.name, !c.want, got)
		}
		if bytes.Contains(got, []byte("MTU 1380 on this host's eth0")) == r.Advice.InForce(r.Source) {
			t.Errorf("%s: the device, or none, in\n%s", c.name, got)
		}
	}
}
