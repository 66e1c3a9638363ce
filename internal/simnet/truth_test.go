package simnet

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/pathmtu/pmtu/pmtu"
)

// bare returns the network without what keeps answers from coming, so that
// all that is true of its path can be seen.
func bare(n *Network) *Network {
	d := *n.d
	d.hops = slices.Clone(d.hops)
	d.forgeries = nil
	for i := range d.hops {
		h := &d.hops[i]
		h.limit = byFamily[limit]{unlimited, unlimited}
		h.loss, h.backLoss, h.silent, h.damage, h.copies = 0, 0, false, damageNone, 1
		h.ptb = script{{kind: elementDropped}}
		if h.udp == udpSilent {
			h.udp = udpUnreachable
		}
		h.backMTU = 0
	}
	return newNetwork(&d, 1)
}

// In every network that comes with the package, packets of exactly the sizes
// that Truth names get as far as Truth says.
func TestTruthIsWhatHappens(t *testing.T) {
	for _, name := range Networks() {
		for _, f := range families {
			n := load(t, name)
			if !n.Has(f) || n.LocalMTU() < f.Min() {
				continue
			}
			t.Run(name+"/"+f.String(), func(t *testing.T) { checkTruth(t, n, f) })
		}
	}
}

func checkTruth(t *testing.T, n *Network, f pmtu.Family) {
	p := probe(n, f, 1, 0)
	truth := n.Truth(Flow{Src: netip.AddrPortFrom(n.Source(f), testPort), Dst: p.Target})
	b := bare(n)
	for i, hop := range truth.Hops {
		if hop.MTU < f.Header()+8 {
			continue
		}
		a := one(t, b, 0, udp(b, f, i+1, int(hop.MTU)))
		if !slices.Contains(hop.Addrs, a.from) {
			t.Errorf("hop %d: %s answered, want one of %v", i+1, a.from, hop.Addrs)
		}
		if initial := b.d.hops[i].hopLimit; initial-int(a.ip.HopLimit)+1 != hop.ReturnHops {
			t.Errorf("hop %d: hop limit %d of %d, want %d return hops", i+1, a.ip.HopLimit, initial, hop.ReturnHops)
		}
	}
	hops := len(truth.Hops)
	for _, limit := range truth.Limits {
		none(t, b, 0, udp(b, f, limit.AfterHop+1, int(limit.To)+1))
	}
	if !truth.Reachable {
		if truth.HopCount != 0 || truth.Answers {
			t.Errorf("not reachable, but %d hops", truth.HopCount)
		}
		return
	}
	if truth.HopCount != hops || truth.Hops[hops-1].MTU != truth.PathMTU {
		t.Errorf("%d hops, %d listed; path MTU %d", truth.HopCount, hops, truth.PathMTU)
	}
	if truth.PathMTU >= f.Header()+8 {
		if a := one(t, b, 0, udp(b, f, 255, int(truth.PathMTU))); a.from != n.Target(f) {
			t.Errorf("path MTU %d did not get to the destination", truth.PathMTU)
		}
	}
	if truth.PathMTU < n.LocalMTU() {
		none(t, b, 0, udp(b, f, 255, int(truth.PathMTU)+1))
	}
}

func TestTruth(t *testing.T) {
	addr := cmpopts.EquateComparable(netip.Addr{})
	text := strings.Join([]string{
		"hops 5", "hop 1 mtu=1492", "hop 2 silent=yes return=4", "hop 3 mtu=1400 ptb=dropped", "hop 4 mtu=1450",
		"dest return=9",
	}, "\n")
	n := parse(t, text)
	hop := func(n int, mtu pmtu.MTU, back int) TruthHop {
		there := time.Duration(min(n, 5)-1) * 2 * time.Millisecond
		return TruthHop{Addrs: []netip.Addr{hostAddr(pmtu.IPv4, n, n == 9)}, MTU: mtu, ReturnHops: back, RTT: 2 * there}
	}
	silent := hop(2, 1492, 4)
	silent.Silent = true
	want := Truth{
		Reachable: true, Answers: true, HopCount: 5, ReturnHops: 9, PathMTU: 1400,
		Hops:   []TruthHop{hop(1, 1500, 1), silent, hop(3, 1492, 3), hop(4, 1400, 4), hop(9, 1400, 9)},
		Limits: []TruthLimit{{AfterHop: 1, From: 1500, To: 1492}, {AfterHop: 3, From: 1492, To: 1400, Silent: true}},
	}
	flow := Flow{Dst: netip.AddrPortFrom(n.Target(pmtu.IPv4), 33434)}
	if diff := cmp.Diff(want, n.Truth(flow), addr); diff != "" {
		t.Errorf("truth (-want +got):\n%s", diff)
	}
}

func TestTruthOnce(t *testing.T) {
	for script, want := range map[string]bool{
		"mtu,dropped": true, "1300,dropped,dropped": true,
		"mtu": false, "dropped": false, "dropped,mtu": false, "mtu,dropped,...": false, "mtu,mtu,dropped": false, "1..3,dropped": false, "mtu,dropped,mtu": false,
	} {
		n := parse(t, "hops 3\nhop 1 mtu=1400 ptb="+script)
		if l := n.Truth(Flow{Dst: netip.AddrPortFrom(n.Target(pmtu.IPv4), 33434)}).Limits[0]; l.Once != want {
			t.Errorf("%s: %v", script, l.Once)
		}
	}
}

func TestTruthOfNoPath(t *testing.T) {
	for _, tt := range []struct {
		text string
		hops int
		mtu  pmtu.MTU
		code uint8 // of the refusal, 0: none
	}{
		{"hops 6\nhop 3 unreachable4=3/13 mtu=1000", 3, 1500, 13},
		{"hops 6\nhop 2 mtu=1400\nloop 3-4", 4, 1400, 0},
		{"hops 6\nhop 2 mtu=0", 2, 0, 0},
	} {
		n := parse(t, tt.text)
		got := n.Truth(Flow{Dst: netip.AddrPortFrom(n.Target(pmtu.IPv4), 33434)})
		if got.Reachable || got.Answers || got.HopCount != 0 || len(got.Hops) != tt.hops || got.PathMTU != tt.mtu {
			t.Errorf("%q: %+v", tt.text, got)
		}
		if tt.code != 0 && (got.Refusal == nil || got.Refusal.Code != tt.code) {
			t.Errorf("%q: refusal %v", tt.text, got.Refusal)
		}
	}
}

func TestTruthAnswers(t *testing.T) {
	for text, want := range map[string]bool{
		"hops 3":                           true,
		"hops 3\ndest udp=silent":          false,
		"hops 3\ndest udp=echo":            true,
		"hops 3\ndest silent=yes":          false,
		"hops 3\ndest silent=yes udp=echo": true,
		"hops 3\ndest return=65":           false,
	} {
		n := parse(t, text)
		if got := n.Truth(Flow{Dst: netip.AddrPortFrom(n.Target(pmtu.IPv6), 33434)}); got.Answers != want {
			t.Errorf("%q: answers is %t", text, got.Answers)
		}
	}
}

// Where each packet goes another way, only what all ways carry is the path MTU.
func TestTruthOfPacketsInTurn(t *testing.T) {
	n := parse(t, "hops 4\nhop 2 addr=2,102 mtu=1500,1400 pick=packet\nhop 3 return=65")
	for port := range uint16(8) {
		got := n.Truth(Flow{Dst: netip.AddrPortFrom(n.Target(pmtu.IPv4), port)})
		if got.PathMTU != 1400 || len(got.Hops[1].Addrs) != 2 {
			t.Errorf("port %d: path MTU %d by %v", port, got.PathMTU, got.Hops[1].Addrs)
		}
		if !got.Hops[2].Silent {
			t.Error("hop 3's answers die on their way, but it is not called silent")
		}
	}
}
