package pmtu_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// TestCommand: the command that looks closer asks what was asked.
func TestCommand(t *testing.T) {
	for _, c := range []struct {
		target   string
		protocol pmtu.Protocol
		want     string
	}{
		{"198.51.100.9:0", pmtu.UDP, "pmtu 198.51.100.9"},
		{"198.51.100.9:33434", pmtu.UDP, "pmtu 198.51.100.9"},
		{"198.51.100.9:44444", pmtu.UDP, "pmtu 198.51.100.9"},
		{"198.51.100.9:443", pmtu.UDP, "pmtu 198.51.100.9/443"},
		{"[2001:db8::9]:53", pmtu.UDP, "pmtu 2001:db8::9/53"},
		{"[fe80::9%eth0]:53", pmtu.UDP, "pmtu fe80::9%eth0/53"},
		{"198.51.100.9:33434", pmtu.ICMP, "pmtu --protocol icmp 198.51.100.9"},
		{"198.51.100.9:443", pmtu.ICMP, "pmtu 198.51.100.9/443"}, // UDP was tried first
	} {
		r := pmtu.Result{Target: netip.MustParseAddrPort(c.target), Protocol: c.protocol}
		if got := r.Command(); got != c.want {
			t.Errorf("%s over %v: %q, want %q", c.target, c.protocol, got, c.want)
		}
	}
}

// TestCommandInFinding: a check of a port that does not answer names that port.
func TestCommandInFinding(t *testing.T) {
	n := inline(t, "hops 4\ndest udp=silent echo=silent")
	d, err := simnet.NewDriver(n, simnet.DriverOptions{})
	if err != nil {
		t.Fatal(err)
	}
	r := overDriver(t, d, n, 4, pmtu.Options{Target: netip.AddrPortFrom(n.Target(4), 99), EndToEnd: true, Require: 1400})
	if len(r.Findings) != 1 || !strings.Contains(r.Findings[0].Detail, "(pmtu "+n.Target(4).String()+"/99 shows") {
		t.Errorf("%+v", r.Findings)
	}
}
