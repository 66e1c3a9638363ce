package render

import (
	"context"
	"net/netip"
	"testing"

	"github.com/pathmtu/pmtu/internal/golden"
	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// TestRandomTextFits: whatever there is to say of a path, no line of its text is wider than a terminal.
func TestRandomTextFits(t *testing.T) {
	for seed := range uint64(60) {
		n := simnet.Random(seed)
		for _, f := range []pmtu.Family{pmtu.IPv4, pmtu.IPv6} {
			if !n.Target(f).IsValid() {
				continue
			}
			d, err := simnet.NewDriver(n, simnet.DriverOptions{})
			if err != nil {
				t.Fatal(err)
			}
			r, err := pmtu.Run(context.Background(), d, pmtu.Options{
				Target: netip.AddrPortFrom(n.Target(f), 0), Seed: [32]byte{byte(seed)},
				Source: pmtu.Source{Addr: n.Source(f), Interface: "eth0", InterfaceMTU: n.LocalMTU()},
			}, nil)
			d.Close()
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			for _, o := range []Options{{}, {Verbose: true}, {ASCII: true, Redact: true}} {
				got := render(t, "text", r, o)
				golden.Fits(t, got, DefaultWidth)
				if t.Failed() {
					t.Fatalf("seed %d, %v:\n%s", seed, f, got)
				}
			}
		}
	}
}
