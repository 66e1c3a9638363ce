package tunnel

import (
	"fmt"
	"testing"
)

// leastTests are the least MTUs outside for packets inside, which nothing but
// the bytes of the headers gives: for encapsulations whose interface or whose
// blocks hide some of them in the MTU inside.
var leastTests = []struct {
	stack        string
	inner, outer int
}{
	{"wireguard/ipv4", 1420, 1480},
	{"wireguard/ipv6", 1420, 1500},
	{"tailscale/ipv4", 1280, 1340},
	{"tailscale/ipv6", 1280, 1360},
	{"netbird/ipv4", 1280, 1340},
	{"netbird/ipv6", 1280, 1360},
	{"nebula/ipv4", 1300, 1360},
	{"nebula/ipv6", 1300, 1380},
	{"teredo", 1280, 1308}, // RFC 4380, section 5.1.2: IPv4 and UDP
	{"geneve/ipv4:vlan", 1446, 1500},
	{"gre/ipv6", 1456, 1500},
	{"gretap/ipv6", 1442, 1500},
	{"nvgre/ipv6", 1438, 1500},
	{"etherip/ipv6", 1444, 1500},
	{"l2tp/ipv6", 1440, 1500},
	{"l2tpv3/ipv6", 1442, 1500},
	{"vxlan-gpe/ipv6", 1444, 1500},
	{"lisp/ipv6", 1444, 1500},
	{"fou/ipv6", 1452, 1500},
	{"gue/ipv6", 1448, 1500},
	// Stacks, the other way.
	{"wireguard/ipv6+pppoe", 1412, 1500},
	{"vxlan/ipv4+wireguard/ipv6", 1370, 1500},
	{"gre/ipv4+esp-cbc-sha1/ipv4:transport", 1434, 1496}, // 1458 in blocks of 16, less 24, pads up to 1500
	{"l2tp/ipv4+esp-gcm/ipv4:transport,nat-t", 1418, 1500},
	{"6in4+pppoe", 1472, 1500},
}

// singleFamily are the encapsulations that can carry packets of one family, or
// run over one, only. All others do both, or are links.
var (
	carriesOne = map[string]Families{
		"ipip": Only4, "dslite": Only4, "map-e": Only4, "4in6": Only4, "464xlat": Only4, "map-t": Only4, "nat64": Only4,
		"6in4": Only6, "6to4": Only6, "6rd": Only6, "isatap": Only6, "teredo": Only6, "ip6ip6": Only6,
	}
	overOne = map[string]Families{
		"ipip": Only4, "6in4": Only4, "6to4": Only4, "6rd": Only4, "isatap": Only4, "teredo": Only4, "pptp": Only4, "eoip": Only4,
		"dslite": Only6, "map-e": Only6, "4in6": Only6, "ip6ip6": Only6, "ip6tnl": Only6, "464xlat": Only6, "map-t": Only6, "nat64": Only6, "srv6": Only6, "srv6-reduced": Only6,
	}
	links = map[string]bool{"pppoe": true, "mpls": true, "vlan": true, "qinq": true, "llc-snap": true, "macsec": true}
)

func TestLeastOuter(t *testing.T) {
	for _, tt := range leastTests {
		if got, err := Outer(tt.inner, mustStack(t, tt.stack)); err != nil || got != tt.outer {
			t.Errorf("Outer(%d, %s) = %d, %v, want %d", tt.inner, tt.stack, got, err, tt.outer)
		}
	}
}

func TestFamiliesOfRows(t *testing.T) {
	named := map[string]bool{}
	for _, r := range Catalogue() {
		named[r.ID] = true
		if r.Kind == Setting || r.Kind == Stream {
			continue
		}
		carries, over := Both, Both
		if one, ok := carriesOne[r.ID]; ok {
			carries = one
		}
		if one, ok := overOne[r.ID]; ok {
			over = one
		}
		if links[r.ID] {
			over = 0
		}
		if r.Carries != carries || r.Outer != over {
			t.Errorf("%s carries %v over %v, want %v over %v", r.ID, r.Carries, r.Outer, carries, over)
		}
	}
	for _, list := range []map[string]Families{carriesOne, overOne} {
		for id := range list {
			if !named[id] {
				t.Errorf("%s is not in the catalogue", id)
			}
		}
	}
}

// TestEveryByteIsTested changes every number of every row by one and sees to
// it that a published number, or a packet that was built byte by byte, says so.
func TestEveryByteIsTested(t *testing.T) {
	if err := contradiction(); err != nil {
		t.Fatal(err)
	}
	changes := 0
	try := func(what string, p *int, steps ...int) {
		for _, d := range steps {
			*p += d
			if contradiction() == nil {
				t.Errorf("%s: %+d is not noticed", what, d)
			}
			*p -= d
			changes++
		}
	}
	for _, r := range catalogue().rows {
		for i := range r.Parts {
			try(r.ID+", "+r.Parts[i].What, &r.Parts[i].Bytes, -1, 1)
		}
		if r.Kind == Padded {
			try(r.ID+", block", &r.Block, -1, 1)
			try(r.ID+", trailer", &r.Trailer.Bytes, -1, 1)
		}
		for i := range r.Options {
			if o := &r.Options[i]; o.Effect == Adds && o.number() {
				try(r.ID+", "+o.Name, &o.Per, -1, 1)
			} else if o.Effect == Adds && o.Bytes != 0 {
				try(r.ID+", "+o.Name, &o.Bytes, -1, 1)
			}
		}
	}
	if changes < 250 {
		t.Errorf("only %d changes", changes)
	}
}

// contradiction compares the catalogue with what others say.
func contradiction() error {
	for _, tt := range rowTests {
		s, err := ParseStack(tt.stack, 0)
		if err != nil {
			return err
		}
		if got, err := Inner(tt.outer, s); err != nil || got != tt.inner {
			return fmt.Errorf("%s: %d, %w", tt.stack, got, err)
		}
	}
	for _, tt := range leastTests {
		if err := wants(tt.stack, tt.inner, tt.outer); err != nil {
			return err
		}
	}
	const n, blocks = 1300, 32 // sizes over two of the largest blocks
	for size := n; size < n+blocks; size++ {
		for _, c := range espModels {
			if err := wants(c.id+"/ipv4", size, espPacket(size, 20, 0, c.iv, c.block, c.icv, false)); err != nil {
				return err
			}
			if err := wants(c.id+"/ipv6:nat-t", size, espPacket(size, 40, 8, c.iv, c.block, c.icv, false)); err != nil {
				return err
			}
		}
		for id, hmac := range openVPNModels {
			if err := wants(id+"/ipv4", size, openVPNCBCPacket(size, 20, hmac)); err != nil {
				return err
			}
		}
	}
	return nil
}

func wants(stack string, inner, outer int) error {
	s, err := ParseStack(stack, 0)
	if err != nil {
		return err
	}
	if got, err := Outer(inner, s); err != nil || got != outer {
		return fmt.Errorf("Outer(%d, %s) = %d, %w, want %d", inner, stack, got, err, outer)
	}
	return nil
}
