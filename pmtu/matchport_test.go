package pmtu_test

import (
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestOtherPort: a refusal that quotes a port to which no probe went is a hint, whatever token it
// quotes. What it says counts when probes bear it out, as many as without a word of anybody.
func TestOtherPort(t *testing.T) {
	const others = 3 // losses at least of a size that nobody who is believed refused, but for the first
	for _, f := range families {
		for how, least := range map[string]int{"": 1, " rewrite-port=7": 1 + others} {
			r := overNetwork(t, inline(t, "hops 9\nhop 4 mtu=1400"+how+"\n"), f, pmtu.Options{})
			if r.PathMTU.Status != pmtu.StatusProven || r.PathMTU.MTU != 1400 {
				t.Errorf("%q, %v: %+v", how, f, r.PathMTU)
			}
			asked := 0
			for _, c := range r.Claims {
				if c.Size == 1401 {
					asked++
				}
			}
			if asked < least || how == "" && asked > least {
				t.Errorf("%q, %v: 1401 bytes refused %d times, want %d", how, f, asked, least)
			}
		}
	}
}
