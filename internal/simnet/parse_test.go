package simnet

import (
	"errors"
	"net/netip"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

func TestParseErrors(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", "x.net:0: no hops"},
		{"title only", "x.net:1: no hops"},
		{"hops", "x.net:1: hops: a value is missing"},
		{"hops 0", `x.net:1: hops 0: "0" is no number from 1 to 255`},
		{"hops 256", `x.net:1: hops 256: "256" is no number from 1 to 255`},
		{"hops 2 3", "x.net:1: hops 2 3: one value is wanted"},
		{"hops 2\nhops 3", "x.net:2: hops: given twice"},
		{"# comment\n\nhop 1 mtu=1400", "x.net:3: hop 1: comes before hops"},
		{"dest udp=echo", "x.net:1: dest: comes before hops"},
		{"loop 1-2", "x.net:1: loop 1-2: comes before hops"},
		{"hops 1\nhop 1 mtu=1400", "x.net:2: hop 1: there are no routers"},
		{"hops 3\nhop 3 mtu=1400", `x.net:2: hop 3: "3" is no number from 1 to 2`},
		{"hops 3\nhop 2-1 mtu=1400", "x.net:2: hop 2-1: its end is before its start"},
		{"hops 3\nhop", "x.net:2: hop: its number is missing"},
		{"hops 3\nhop 1", "x.net:2: hop 1: nothing is set"},
		{"hops 3\nhop 1 mtu", `x.net:2: hop 1: "mtu" is not KEY=VALUE`},
		{"hops 3\nhop 1 mut=1400", `x.net:2: hop 1: unknown key "mut"`},
		{"hops 3\nhop 1 udp=echo", `x.net:2: hop 1: unknown key "udp"`},
		{"hops 3\ndest ptb=dropped", `x.net:2: dest: unknown key "ptb"`},
		{"hops 3\nhop 1 mtu=1400 mtu=1300", "x.net:2: hop 1: mtu: given twice"},
		{"hops 3\nhop 1 mtu=1400,1300", "x.net:2: hop 1: mtu: 2 values for 1 addresses (IPv4) and 1 (IPv6)"},
		{"hops 3\nhop 1 delay=-1ms", `x.net:2: hop 1: delay: "-1ms" is no time from 0 to 1h`},
		{"hops 3\nhop 1 loss=110%", `x.net:2: hop 1: loss: "110%" is no share from 0% to 100%`},
		{"hops 3\nhop 1 loss=NaN%", `x.net:2: hop 1: loss: "NaN%" is no share from 0% to 100%`},
		{"hops 3\nhop 1 silent=true", `x.net:2: hop 1: silent: "true" is none of yes, no`},
		{"hops 3\nhop 1 addr=300", "x.net:2: hop 1: addr: 300 is no host from 1 to 254"},
		{"hops 3\nhop 1 addr=::ffff:1.2.3.4", `x.net:2: hop 1: addr: "::ffff:1.2.3.4" is neither a host's number nor an address`},
		{"hops 3\nhop 1 ptb-from=3,4", `x.net:2: hop 1: ptb-from: "3,4" is more than one host`},
		{"hops 3\nhop 1 limit=6", `x.net:2: hop 1: limit: "" is no time from 0 to 1h`},
		{"hops 3\nhop 1 mpls=1/2", `x.net:2: hop 1: mpls: "1/2" is not LABEL/TC/TTL`},
		{"hops 3\nhop 1 interface=outgoing,speed=9", `x.net:2: hop 1: interface: "speed" is none of addr, index, mtu, name`},
		{"hops 3\nhop 1 unreachable4=3", `x.net:2: hop 1: unreachable4: "" is no number from 0 to 255`},
		{"hops 3\nloop 2", "x.net:2: loop 2: not N-M"},
		{"hops 3\nloop 2-1", "x.net:2: loop 2-1: its end is before its start"},
		{"hops 3\nforge", "x.net:2: forge: its kind is missing"},
		{"hops 3\nforge magic", `x.net:2: forge: "magic" is none of token, target, minimal, data`},
		{"hops 3\nforge token hop=3", `x.net:2: forge: unknown key "hop"`},
		{"families ipx\nhops 1", "x.net:1: families ipx: neither ipv4, ipv6 nor both"},
		{"hops 1\nlocal mtu=67", `x.net:2: mtu: "67" is no number from 68 to 131072`},
		{"hops 1\nnonsense 5", `x.net:2: unknown directive "nonsense"`},
		{"hops 3\nhop 1 x=1\nhop 2 y=2", "x.net:2: hop 1: unknown key \"x\"\nx.net:3: hop 2: unknown key \"y\""},
	} {
		_, err := Parse("x.net", []byte(tt.text))
		if err == nil || err.Error() != tt.want {
			t.Errorf("%q:\n got %v\nwant %s", tt.text, err, tt.want)
		}
	}
}

func TestParse(t *testing.T) {
	n := parse(t, strings.Join([]string{
		"title  A network  with everything # and a comment",
		"hops 4",
		"local mtu=9000 addr=192.0.2.1,2001:db8::1",
		"hop all silent=yes mtu=8000",
		"hop 2-3 silent=no addr=198.51.100.7",
		"dest addr=7,8",
	}, "\n"))
	if n.Title() != "A network with everything" || n.Name() != "test" || n.LocalMTU() != 9000 {
		t.Errorf("title %q, name %q, local MTU %d", n.Title(), n.Name(), n.LocalMTU())
	}
	if got := n.Source(pmtu.IPv6); got != netip.MustParseAddr("2001:db8::1") {
		t.Errorf("source %s", got)
	}
	if got := n.Target(pmtu.IPv4); got != netip.MustParseAddr("10.77.99.7") {
		t.Errorf("target %s", got)
	}
	hops := n.d.hops
	if !hops[0].silent || hops[1].silent || hops[1].mtus[0] != 8000 || hops[3].silent {
		t.Error("a later line did not override an earlier one, or more than it says")
	}
	if got := hops[1].addrs.v4[0].String() + " " + hops[1].addrs.v6[0].String(); got != "198.51.100.7 fd77::2" {
		t.Errorf("hop 2 is %s", got)
	}
}

func TestLoadUnknown(t *testing.T) {
	if _, err := Load("../plain-9"); !errors.Is(err, ErrUnknown) {
		t.Errorf("error %v, want ErrUnknown", err)
	}
}

func TestHostAddr(t *testing.T) {
	for _, tt := range []struct {
		n        int
		dest     bool
		ip4, ip6 string
	}{
		{1, false, "10.77.0.1", "fd77::1"},
		{12, false, "10.77.0.12", "fd77::12"},
		{254, false, "10.77.0.254", "fd77::254"},
		{9, true, "10.77.99.9", "fd77:99::9"},
	} {
		if got := hostAddr(pmtu.IPv4, tt.n, tt.dest).String(); got != tt.ip4 {
			t.Errorf("host %d: %s, want %s", tt.n, got, tt.ip4)
		}
		if got := hostAddr(pmtu.IPv6, tt.n, tt.dest).String(); got != tt.ip6 {
			t.Errorf("host %d: %s, want %s", tt.n, got, tt.ip6)
		}
	}
	if a := localAddr(pmtu.IPv6).String(); a != "fd77:254::2" {
		t.Errorf("this host is %s", a)
	}
}
