package pmtu

import (
	"net/netip"
	"testing"
)

// TestHostRefused: what to enter is as the programs take it, which know no zones.
func TestHostRefused(t *testing.T) {
	for _, tt := range []struct{ target, detail, remedy string }{
		{
			"192.0.2.9", "This host could not send to 192.0.2.9: why.",
			"Look at this host's routes and firewall: ip route get 192.0.2.9; nft list ruleset.",
		},
		{
			"fe80::9%eth0", "This host could not send to fe80::9%eth0: why.",
			"Look at this host's routes and firewall: ip route get fe80::9 oif eth0; nft list ruleset.",
		},
	} {
		target := netip.AddrPortFrom(netip.MustParseAddr(tt.target), DefaultPort)
		got := Diagnose(&Result{Target: target, Outcome: OutcomeUnreachable, Refusal: "why"})
		if len(got) != 1 || got[0].Detail != tt.detail || got[0].Remedy != tt.remedy {
			t.Errorf("%s: %+v", tt.target, got)
		}
	}
	local := &Result{
		Target: netip.MustParseAddrPort("[fe80::9%eth0]:33434"), Outcome: OutcomeReached, LocalMTU: 1400,
		PathMTU: PathMTU{Status: StatusProven, MTU: 1400},
	}
	const want = "If more should pass, look at the MTU of the interface and of the route: ip link; ip route get fe80::9 oif eth0."
	if got := Diagnose(local); len(got) != 1 || got[0].Remedy != want {
		t.Errorf("local limit: %+v", got)
	}
}

// TestRefusedHere: an error that this host sent itself is no router's, whatever hop limit it answers.
func TestRefusedHere(t *testing.T) {
	const (
		firewall = "Look at this host's routes and firewall: ip route get 192.0.2.9; nft list ruleset."
		link     = "Nobody answers on the link, for 192.0.2.9 or for the gateway to it: ip route get 192.0.2.9; ip neigh."
	)
	for _, tt := range []struct {
		from           string
		code           uint8
		place          string
		want           Code
		hop            int
		detail, remedy string
	}{
		{"192.0.2.1", 1, "this host itself", CodeUnreachable, 0, "This host itself (192.0.2.1) says of 192.0.2.9: host unreachable (ICMP type 3, code 1).", link},
		{"127.0.0.1", 1, "this host itself", CodeUnreachable, 0, "This host itself (127.0.0.1) says of 192.0.2.9: host unreachable (ICMP type 3, code 1).", link},
		{"192.0.2.1", 13, "this host itself", CodeProhibited, 0, "This host itself (192.0.2.1) says of 192.0.2.9: administratively prohibited (ICMP type 3, code 13).", firewall},
		{"192.0.2.2", 1, "hop 1", CodeUnreachable, 1, "192.0.2.2 at hop 1 says of 192.0.2.9: host unreachable (ICMP type 3, code 1).", "See whether 192.0.2.9 is up. If it is, ask who runs 192.0.2.2 why nobody answers for it on the link there."},
	} {
		r := &Result{
			Target: netip.MustParseAddrPort("192.0.2.9:33434"), Outcome: OutcomeUnreachable,
			Source: Source{Addr: netip.MustParseAddr("192.0.2.1")},
			Hops:   []Hop{{Hop: 1, Answers: []Answer{{Addr: netip.MustParseAddr(tt.from), Error: &ICMPError{Family: IPv4, Type: 3, Code: tt.code}}}}},
		}
		if w, ok := r.Refuser(); !ok || w.Place() != tt.place {
			t.Errorf("%s, code %d: %q, want %q", tt.from, tt.code, w.Place(), tt.place)
		}
		got := Diagnose(r)
		if len(got) != 1 || got[0].Code != tt.want || got[0].Hop != tt.hop || got[0].Detail != tt.detail || got[0].Remedy != tt.remedy {
			t.Errorf("%s, code %d: %+v", tt.from, tt.code, got)
		}
	}
}

// TestRefusedIPv6: the types of ICMPv6 are others than those of ICMP.
func TestRefusedIPv6(t *testing.T) {
	from := netip.MustParseAddr("2001:db8::1")
	got := Diagnose(&Result{
		Target: netip.MustParseAddrPort("[2001:db8::9]:33434"), Outcome: OutcomeUnreachable,
		Hops: []Hop{{Hop: 1, Answers: []Answer{{Addr: from, Error: &ICMPError{Family: IPv6, Type: 1}}}}},
	})
	const want = "2001:db8::1 at hop 1 says of 2001:db8::9: no route to destination (ICMPv6 type 1, code 0)."
	if len(got) != 1 || got[0].Detail != want {
		t.Errorf("%+v, want %q", got, want)
	}
}
