package pmtu_test

import (
	"testing"
	"time"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestEndsEarly: a run that a deadline ends while it waits for a silent destination has told who refused what, and
// what gets to the last hop that answers.
func TestEndsEarly(t *testing.T) {
	const text = "title x\nhops 5\nhop 2 mtu=1400\ndest udp=silent echo=silent tcp=silent\n"
	for _, f := range families {
		for _, c := range []struct {
			deadline time.Duration
			want     []pmtu.MTU // at the hops that answer
			status   pmtu.PathMTU
		}{
			{200 * time.Millisecond, []pmtu.MTU{1500, 1500, 0, 0}, pmtu.PathMTU{Status: pmtu.StatusAtLeast, Direction: pmtu.DirectionForward}},
			{800 * time.Millisecond, []pmtu.MTU{1500, 1500, 1400, 1400}, pmtu.PathMTU{Status: pmtu.StatusAtLeast, MTU: 1400, Direction: pmtu.DirectionForward}},
			{10 * time.Second, []pmtu.MTU{1500, 1500, 1400, 1400}, pmtu.PathMTU{Status: pmtu.StatusAtLeast, MTU: 1400, Direction: pmtu.DirectionForward}},
		} {
			r := overNetwork(t, inline(t, text), f, pmtu.Options{Deadline: c.deadline})
			small := pmtu.MTU(0)
			for i, want := range c.want {
				got := r.Hops[i].MTU
				if want == 0 { // small probes only
					small = got
				} else if got != want {
					t.Errorf("%v, %v: MTU %d at hop %d, want %d", f, c.deadline, got, i+1, want)
				}
			}
			if c.status.MTU == 0 {
				c.status.MTU = small
			}
			if r.PathMTU != c.status || len(r.Limits) != 1 || r.Limits[0].AfterHop != 2 {
				t.Errorf("%v, %v: path MTU %+v, want %+v, limits %+v", f, c.deadline, r.PathMTU, c.status, r.Limits)
			}
		}
	}
}
