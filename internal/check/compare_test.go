package check

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

func TestNarrowWords(t *testing.T) {
	for want, n := range map[string]narrow{
		"packet too big behind hop 3, 1400 bytes pass":                {3, pmtu.LimitPacketTooBig, 1400},
		"packet too big between this host and hop 1, 1400 bytes pass": {0, pmtu.LimitPacketTooBig, 1400},
		"a black hole between this host and hop 1, 1392 bytes pass":   {0, pmtu.LimitBlackHole, 1392},
		"a black hole somewhere on the way":                           {-1, pmtu.LimitBlackHole, 0},
		"a limit of this host, 1300 bytes pass":                       {0, pmtu.LimitLocal, 1300},
	} {
		if got := n.words(netip.Addr{}); got != want {
			t.Errorf("%+v: %q, want %q", n, got, want)
		}
	}
}

func TestNarrowSame(t *testing.T) {
	at3 := narrow{3, pmtu.LimitBlackHole, 1400}
	for _, tt := range []struct {
		o    narrow
		want bool
	}{
		{narrow{3, pmtu.LimitBlackHole, 1392}, true},
		{narrow{-1, pmtu.LimitBlackHole, 1400}, true},
		{narrow{-1, pmtu.LimitBlackHole, 1392}, false},
		{narrow{4, pmtu.LimitBlackHole, 1400}, false},
		{narrow{3, pmtu.LimitPacketTooBig, 1400}, false},
		{narrow{-1, pmtu.LimitPacketTooBig, 1400}, false},
	} {
		if at3.same(tt.o) != tt.want || tt.o.same(at3) != tt.want {
			t.Errorf("%+v is %+v: %v, want %v", tt.o, at3, !tt.want, tt.want)
		}
	}
}

// TestChangesOfUnknownSize: a size that was not known before, or is not now, has not changed.
func TestChangesOfUnknownSize(t *testing.T) {
	unknown := strings.Replace(earlierRun, `, "to_bytes": 1400`, "", 1)
	if c := read(t, unknown).Changes(now(func(*Result) {})); c != nil {
		t.Errorf("before: %+v", c)
	}
	if c := read(t, earlierRun).Changes(now(func(r *Result) { r.Trace.Limits[0].To = 0 })); c != nil {
		t.Errorf("now: %+v", c)
	}
}

// TestMostThatPasses: the least of what limits let through counts, as long as no more than that got to the destination.
func TestMostThatPasses(t *testing.T) {
	told := func(to ...pmtu.MTU) (list []pmtu.Limit) {
		for i, to := range to {
			list = append(list, pmtu.Limit{AfterHop: i + 1, Kind: pmtu.LimitPacketTooBig, From: 1500, To: to, Auth: pmtu.AuthToken})
		}
		return list
	}
	for name, tt := range map[string]struct {
		path    pmtu.PathMTU
		limits  []pmtu.Limit
		arrived pmtu.MTU // at the destination
		want    pmtu.MTU
	}{
		"proven":                        {proven(1400), told(1300), 1400, 1400},
		"nobody says anything":          {atLeast(1400), nil, 0, 0},
		"nobody does, and much arrives": {atLeast(1400), nil, 1400, 0},
		"one limit":                     {atLeast(68), told(1400), 68, 1400},
		"the first is the least":        {atLeast(68), told(1300, 1400), 68, 1300},
		"the last is the least":         {atLeast(68), told(1400, 1300), 68, 1300},
		"just that arrives":             {atLeast(1400), told(1400), 1400, 1400},
		"one byte more arrives":         {atLeast(1401), told(1400), 1401, 0},
		"one that is not proven":        {atLeast(68), []pmtu.Limit{{AfterHop: 1, Kind: pmtu.LimitPacketTooBig, From: 1500, To: 1400, Auth: pmtu.AuthTuple}}, 68, 0},
	} {
		r := &pmtu.Result{PathMTU: tt.path, Limits: tt.limits, Hops: []pmtu.Hop{{Hop: 3, Reached: true, MTU: tt.arrived}}}
		if got := mostThatPasses(r); got != tt.want {
			t.Errorf("%s: %d, want %d", name, got, tt.want)
		}
	}
}
