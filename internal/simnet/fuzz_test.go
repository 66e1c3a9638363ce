package simnet

import (
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

// A description is refused or describes a network that can be used.
func FuzzParse(f *testing.F) {
	for _, name := range Networks() {
		text, err := networks.ReadFile(networksDir + "/" + name + suffix)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		n, err := Parse("fuzz", text)
		if err != nil {
			return
		}
		for _, family := range families {
			if !n.Has(family) {
				continue
			}
			p := probe(n, family, 1, 100)
			if truth := n.Truth(Flow{Dst: p.Target}); truth.PathMTU > n.LocalMTU() {
				t.Errorf("path MTU %d is more than the local MTU", truth.PathMTU)
			}
			for hop := 1; hop < 256; hop += 7 {
				wellFormed(t, n.Packet(Epoch, udp(n, family, hop, 200)))
			}
			wellFormed(t, n.Packet(Epoch, udp(n, family, 255, 1500)))
		}
	})
}

// Whatever is sent into a network, only packets come out.
func FuzzPacket(f *testing.F) {
	n := load(f, "everything")
	for _, family := range families {
		f.Add(udp(n, family, 64, 1500))
		f.Add(udp(n, family, 3, 60))
		src, dst := n.Source(family), n.Target(family)
		f.Add(wire.AppendIP(nil, wire.IP{Src: src, Dst: dst, HopLimit: 64, Protocol: wire.ProtoTCP},
			wire.AppendTCP(nil, src, dst, wire.TCP{Flags: wire.FlagSYN}, nil)))
		f.Add(wire.AppendIP(nil, wire.IP{Src: src, Dst: dst, HopLimit: 64, Protocol: 132}, make([]byte, 40)))
	}
	spoilt, err := Parse("spoilt", []byte("hops 3\nhop all rewrite=5 rewrite-port=9 damage=flipped mpls=1/1/1\n"+
		"dest udp=echo back-mtu=100 back-large=fragmented tcp=syn-ack\nforge target\nforge minimal as=expired\nforge data"))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, n := range []*Network{n.Fresh(1), spoilt.Fresh(1)} {
			wellFormed(t, n.Packet(Epoch, b))
		}
	})
}

func wellFormed(t *testing.T, list []Delivery) {
	t.Helper()
	for _, d := range list {
		ip, _, err := wire.ParseIP(d.Packet)
		if err != nil || ip.TotalLen != len(d.Packet) {
			t.Errorf("what comes back is no packet: %v: %x", err, d.Packet)
		}
		if d.At.Before(Epoch) || d.At.After(Epoch.Add(1000*time.Hour)) {
			t.Errorf("it comes at %v", d.At)
		}
		if ip.Version != int(pmtu.IPv4) && ip.Version != int(pmtu.IPv6) {
			t.Errorf("version %d", ip.Version)
		}
	}
}
