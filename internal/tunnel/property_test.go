package tunnel

import "testing"

// everyStack are all forms and usual stacks, and interfaces with an MTU.
func everyStack(t testing.TB) []Stack {
	t.Helper()
	var all []Stack
	for _, c := range guess().candidates {
		all = append(all, c.stack)
	}
	for _, text := range []string{
		"wireguard:mtu=1420", "wireguard/ipv6:mtu=1399", "tailscale", "nebula", "teredo", "vxlan/ipv4+wireguard/ipv6:mtu=1420",
		"esp-gcm:nat-t+wireguard:mtu=1333+esp-cbc-sha512+pppoe",
	} {
		all = append(all, mustStack(t, text))
	}
	return append(all, Stack{})
}

// Outer is the least MTU that carries a packet: with it the packet passes, with a byte less it does not.
func TestOuterIsLeast(t *testing.T) {
	for _, s := range everyStack(t) {
		for n := MinMTU; n <= 9000; n += 1 + n/1600*37 {
			need, err := Outer(n, s)
			if err != nil {
				continue // the interface takes no more
			}
			if got, err := Inner(need, s); err != nil || got < n {
				t.Fatalf("%s: Outer(%d) = %d, but Inner of that is %d, %v", s, n, need, got, err)
			}
			if need-1 < MinMTU {
				continue
			}
			if got, err := Inner(need-1, s); err == nil && got >= n {
				t.Fatalf("%s: Outer(%d) = %d, but with a byte less %d pass", s, n, need, got)
			}
		}
	}
}

// More outside is never less inside, and the other way round.
func TestMonotone(t *testing.T) {
	for _, s := range everyStack(t) {
		last, lastNeed := 0, 0
		for n := MinMTU; n <= 1600; n++ {
			if in, err := Inner(n, s); err == nil {
				if in < last {
					t.Fatalf("%s: Inner(%d) = %d, less than %d before", s, n, in, last)
				}
				last = in
			}
			if need, err := Outer(n, s); err == nil {
				if need < lastNeed {
					t.Fatalf("%s: Outer(%d) = %d, less than %d before", s, n, need, lastNeed)
				}
				lastNeed = need
			}
		}
	}
}

// A stack is its layers one after the other, from the outside in and from the inside out.
func TestStacksAreLayers(t *testing.T) {
	for _, text := range []string{"wireguard/ipv6+pppoe", "gre+esp-cbc-sha1:transport", "vxlan/ipv6+wireguard/ipv4+pppoe", "6in4+gre:key+esp-gcm:nat-t"} {
		s := mustStack(t, text)
		for outer := 300; outer < 1600; outer++ {
			n := outer
			for i := s.Len() - 1; i >= 0; i-- {
				var err error
				if n, err = Inner(n, Stack{layers: s.layers[i : i+1]}); err != nil {
					t.Fatal(err)
				}
			}
			if got, err := Inner(outer, s); err != nil || got != n {
				t.Fatalf("%s: Inner(%d) = %d, %v, layer by layer %d", text, outer, got, err, n)
			}
		}
		for inner := MinMTU; inner < 1500; inner++ {
			n := inner
			for i := range s.layers {
				var err error
				if n, err = Outer(n, Stack{layers: s.layers[i : i+1]}); err != nil {
					t.Fatal(err)
				}
			}
			if got, err := Outer(inner, s); err != nil || got != n {
				t.Fatalf("%s: Outer(%d) = %d, %v, layer by layer %d", text, inner, got, err, n)
			}
		}
	}
}

func TestNoEncapsulationChangesNothing(t *testing.T) {
	for _, n := range []int{MinMTU, 1500, MaxMTU} {
		in, err1 := Inner(n, Stack{})
		out, err2 := Outer(n, Stack{})
		if in != n || out != n || err1 != nil || err2 != nil {
			t.Errorf("%d: inner %d, %v, outer %d, %v", n, in, err1, out, err2)
		}
	}
}
