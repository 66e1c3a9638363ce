package judge

import (
	"testing"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// TestMirrored: a run over echoes should have an answer where a router behind the place can be heard, or UDP
// beside them is answered by errors; and only there.
func TestMirrored(t *testing.T) {
	const hole = "hops 4\nhop 2 mtu=1400 ptb=dropped\n"
	for _, c := range []struct {
		text string
		p    pmtu.Protocol
		fair bool
	}{
		{hole, pmtu.ICMP, true},
		{hole + "hop 3 silent=yes", pmtu.ICMP, true},
		{hole + "hop 3 damage=flipped", pmtu.ICMP, true},
		{hole + "dest udp=silent echo=answer", pmtu.ICMP, true},
		{hole + "dest udp=silent echo=answer\nhop 3 quote=minimal", pmtu.Auto, true},
		{hole + "dest udp=silent echo=answer\nhop 3 rewrite=198", pmtu.Auto, true},
		{hole + "dest udp=silent echo=answer\nhop 3 silent=yes", pmtu.ICMP, false},
		{hole + "dest udp=silent echo=answer\nhop 3 damage=flipped", pmtu.ICMP, false},
		{hole + "dest udp=silent echo=answer\nhop 3 damage=short", pmtu.Auto, false},
		{hole + "dest udp=silent echo=answer\nhop 3 rewrite=198 quote=minimal", pmtu.Auto, false},
		{hole + "dest udp=18\nhop 3 silent=yes", pmtu.ICMP, false},
		{hole + "dest udp=echo", pmtu.UDP, true},
		{hole + "dest udp=echo\nhop 3 quote=minimal", pmtu.UDP, true},
		{hole + "dest udp=echo\nhop 3 damage=short", pmtu.UDP, false},
		{hole + "dest udp=echo\nhop 3 quote=7", pmtu.UDP, false},
		{hole + "dest udp=echo\nhop 3 damage=zeroed", pmtu.UDP, false},
		{"hops 4\nhop 2-3 rewrite=198\nhop 2 mtu=1400\nhop 3 quote=minimal\ndest udp=silent echo=answer", pmtu.Auto, false},
		{"hops 4\nhop 2 mtu=1400\nhop 3 silent=yes\ndest udp=silent echo=answer", pmtu.Auto, true},
		// What others quote or claim is no excuse, nor what the reporter claims.
		{"hops 4\nhop 1 quote=minimal\nhop 2 mtu=1400\nhop 3 silent=yes\ndest udp=silent echo=answer", pmtu.Auto, true},
		{"hops 4\nhop 1 rewrite=198\nhop 2 mtu=1400\nhop 3 silent=yes\ndest udp=silent echo=answer", pmtu.Auto, true},
		{"hops 4\nhop 2 mtu=1400 ptb=1300\nhop 3 silent=yes\ndest udp=silent echo=answer", pmtu.Auto, true},
		{"hops 4\nhop 2 mtu=1400 quote=minimal\nhop 3 silent=yes\ndest udp=silent echo=answer", pmtu.Auto, false},
		// The way back is one where it loses an answer to what arrives, and no other.
		{"hops 4\ndest back-mtu=1300", pmtu.UDP, true},
		{"hops 4\ndest back-mtu=1300", pmtu.Auto, true},
		{"hops 4\ndest back-mtu=1300", pmtu.ICMP, false},
		{"hops 4\nhop 2 mtu=1300\ndest back-mtu=1300", pmtu.ICMP, true},
		{"hops 4\nhop 2 mtu=1301\ndest back-mtu=1300", pmtu.ICMP, false},
		{"hops 4\ndest udp=echo back-mtu=1300", pmtu.UDP, false},
		{"hops 4\nhop 2 mtu=1300\ndest udp=echo back-mtu=1300", pmtu.UDP, true},
	} {
		n, err := simnet.Parse("test.net", []byte(c.text))
		if err != nil {
			t.Fatal(err)
		}
		tr := Try(n, Setup{Family: pmtu.IPv4, Protocol: c.p, Seed: 1}, nil)
		if Fair(tr) != c.fair {
			t.Errorf("%q over %v: fair is %v, path MTU %+v", c.text, c.p, !c.fair, tr.Result.PathMTU)
		}
		if c.fair && Inconclusive(tr) {
			t.Errorf("%q over %v: no answer: %+v", c.text, c.p, tr.Result.PathMTU)
		}
	}
}
