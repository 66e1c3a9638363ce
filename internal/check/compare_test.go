package check

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

func TestNarrowWords(t *testing.T) {
	for want, n := range map[string]narrow{
		"packet too big behind hop 3, 1400 bytes pass":     {3, pmtu.LimitPacketTooBig, 1400},
		"packet too big behind this host, 1400 bytes pass": {0, pmtu.LimitPacketTooBig, 1400},
		"a black hole behind this host, 1392 bytes pass":   {0, pmtu.LimitBlackHole, 1392},
		"a black hole somewhere on the way":                {-1, pmtu.LimitBlackHole, 0},
		"a limit of this host, 1300 bytes pass":            {0, pmtu.LimitLocal, 1300},
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
