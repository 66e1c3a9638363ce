package errqueue_test

import (
	"errors"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/errqueue"
	"github.com/pathmtu/pmtu/errqueue/errqueuetest"
)

var (
	router4 = netip.MustParseAddr("10.77.0.3")
	router6 = netip.MustParseAddr("fd77::3")
	local6  = netip.MustParseAddr("fe80::3%2")
	stamp   = time.Unix(1767323045, 678000001)
)

// addrs lets cmp compare what it cannot look into.
var addrs = cmp.Options{
	cmp.Comparer(func(a, b netip.Addr) bool { return a == b }),
	cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b }),
}

// parseTests are control messages as the kernel makes them, and what they say.
var parseTests = []struct {
	name  string
	build func(c *errqueuetest.Control)
	want  errqueue.Message
}{
	{"nothing", func(*errqueuetest.Control) {}, errqueue.Message{HopLimit: -1, TrafficClass: -1}},
	{"packet too big", func(c *errqueuetest.Control) {
		c.Time(stamp).HopLimit4(61).TrafficClass4(0xc0).Interface4(3, router4).
			Error4(errqueuetest.Error{Errno: 90, Origin: errqueue.OriginICMP, Type: 3, Code: 4, Info: 1420, Offender: router4})
	}, errqueue.Message{
		FromQueue: true, Origin: errqueue.OriginICMP, Errno: 90, Type: 3, Code: 4, Info: 1420,
		Offender: router4, HopLimit: 61, TrafficClass: 0xc0, Interface: 3, At: stamp,
	}},
	{"packet too big, IPv6", func(c *errqueuetest.Control) {
		c.Time(stamp).Interface6(300, router6).HopLimit6(255).TrafficClass6(0x28).
			Error6(errqueuetest.Error{Errno: 90, Origin: errqueue.OriginICMP6, Type: 2, Info: 4294967295, Offender: router6})
	}, errqueue.Message{
		FromQueue: true, Origin: errqueue.OriginICMP6, Errno: 90, Type: 2, Info: 4294967295,
		Offender: router6, HopLimit: 255, TrafficClass: 0x28, Interface: 300, At: stamp,
	}},
	{"extension", func(c *errqueuetest.Control) {
		c.Error4(errqueuetest.Error{Errno: 113, Origin: errqueue.OriginICMP, Type: 11, ExtensionOffset: 100, Offender: router4})
	}, errqueue.Message{
		FromQueue: true, Origin: errqueue.OriginICMP, Errno: 113, Type: 11, ExtensionOffset: 100,
		Offender: router4, HopLimit: -1, TrafficClass: -1,
	}},
	{"invalid extension from link-local", func(c *errqueuetest.Control) {
		c.Error6(errqueuetest.Error{
			Errno: 113, Origin: errqueue.OriginICMP6, Type: 3, Info: 16 << 24,
			ExtensionOffset: 80, ExtensionInvalid: true, Offender: local6,
		})
	}, errqueue.Message{
		FromQueue: true, Origin: errqueue.OriginICMP6, Errno: 113, Type: 3, Info: 16 << 24,
		ExtensionOffset: 80, ExtensionInvalid: true, Offender: local6, HopLimit: -1, TrafficClass: -1,
	}},
	{"local", func(c *errqueuetest.Control) {
		c.Error4(errqueuetest.Error{Errno: 90, Origin: errqueue.OriginLocal, Info: 1500})
	}, errqueue.Message{
		FromQueue: true, Origin: errqueue.OriginLocal, Errno: 90, Info: 1500, HopLimit: -1, TrafficClass: -1,
	}},
	// Its last word is a counter, not an offset.
	{"transmit timestamp", func(c *errqueuetest.Control) {
		c.Error4(errqueuetest.Error{Errno: 42, Origin: errqueue.OriginTimestamping, ExtensionOffset: 7})
	}, errqueue.Message{
		FromQueue: true, Origin: errqueue.OriginTimestamping, Errno: 42, HopLimit: -1, TrafficClass: -1,
	}},
	{"mapped offender", func(c *errqueuetest.Control) {
		c.Error6(errqueuetest.Error{Errno: 113, Origin: errqueue.OriginICMP, Type: 11, Offender: netip.MustParseAddr("::ffff:10.77.0.3")})
	}, errqueue.Message{
		FromQueue: true, Origin: errqueue.OriginICMP, Errno: 113, Type: 11, Offender: router4, HopLimit: -1, TrafficClass: -1,
	}},
	{"data with flow info", func(c *errqueuetest.Control) {
		c.HopLimit6(64).FlowInfo6(0x0b8abcde).Time64(stamp)
	}, errqueue.Message{HopLimit: 64, TrafficClass: 0xb8, At: stamp}},
	{"data in fragments", func(c *errqueuetest.Control) {
		c.HopLimit4(64).Fragments4(1300)
	}, errqueue.Message{HopLimit: 64, TrafficClass: -1, FragmentSize: 1300}},
	{"data in fragments, IPv6", func(c *errqueuetest.Control) {
		c.HopLimit6(64).Fragments6(1296)
	}, errqueue.Message{HopLimit: 64, TrafficClass: -1, FragmentSize: 1296}},
	{"fragments of no size", func(c *errqueuetest.Control) {
		c.Fragments4(-1)
	}, errqueue.Message{HopLimit: -1, TrafficClass: -1}},
	{"unknown between", func(c *errqueuetest.Control) {
		c.Add(1, 37, make([]byte, 48)).HopLimit4(64).Add(99, 99, nil).TrafficClass4(1)
	}, errqueue.Message{HopLimit: 64, TrafficClass: 1}},
}

func TestParse(t *testing.T) {
	for _, word := range []int{4, 8} {
		for _, tt := range parseTests {
			t.Run(fmt.Sprintf("%d bit %s", 8*word, tt.name), func(t *testing.T) {
				c := &errqueuetest.Control{Word: word}
				tt.build(c)
				got := dirty()
				if err := errqueue.ParseWord(c.Bytes(), got, word); err != nil {
					t.Fatal(err)
				}
				want := tt.want
				keep := dirty() // what Parse leaves alone
				want.Peer, want.FlowInfo, want.Payload, want.Truncated = keep.Peer, keep.FlowInfo, keep.Payload, keep.Truncated
				if diff := cmp.Diff(&want, got, addrs); diff != "" {
					t.Errorf("(-want +got)\n%s", diff)
				}
			})
		}
	}
}

// dirty is a message with something in every field.
func dirty() *errqueue.Message {
	return &errqueue.Message{
		FromQueue: true, Origin: 9, Errno: 9, Type: 9, Code: 9, Info: 9, ExtensionOffset: 9, ExtensionInvalid: true,
		Offender: netip.MustParseAddr("fe80::9%9"), Peer: netip.MustParseAddrPort("192.0.2.9:9"), FlowInfo: 9,
		Payload: []byte{9}, Truncated: true, HopLimit: 9, TrafficClass: 9, FragmentSize: 9, Interface: 9, At: time.Unix(9, 9),
	}
}

// TestParseImage has the bytes of a 64-bit little-endian kernel, so that
// builder and parser cannot be wrong together.
func TestParseImage(t *testing.T) {
	oob := []byte{
		20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 61, 0, 0, 0, 0, 0, 0, 0, // IP_TTL 61
		48, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11, 0, 0, 0, // IP_RECVERR
		90, 0, 0, 0, 2, 3, 4, 0, 0x8c, 5, 0, 0, 0, 0, 0, 0, // EMSGSIZE, ICMP 3/4, 1420
		2, 0, 0, 0, 10, 77, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, // 10.77.0.3
	}
	if string(errqueue.PutHopLimit(8, 4, 61)) != string(oob[:24]) {
		t.Skip("this system is not little-endian")
	}
	var m errqueue.Message
	if err := errqueue.ParseWord(oob, &m, 8); err != nil || m.HopLimit != 61 || m.Info != 1420 || m.Offender != router4 {
		t.Errorf("%+v, %v", m, err)
	}
}

func TestPutHopLimit(t *testing.T) {
	for _, word := range []int{4, 8} {
		want4 := (&errqueuetest.Control{Word: word}).HopLimit4(7).Bytes()
		want6 := (&errqueuetest.Control{Word: word}).HopLimit6(255).Bytes()
		if got := errqueue.PutHopLimit(word, 4, 7); string(got) != string(want4) {
			t.Errorf("IPv4, word %d: % x, want % x", word, got, want4)
		}
		if got := errqueue.PutHopLimit(word, 6, 255); string(got) != string(want6) {
			t.Errorf("IPv6, word %d: % x, want % x", word, got, want6)
		}
	}
}

func TestParseErrors(t *testing.T) {
	hop := (&errqueuetest.Control{Word: 8}).HopLimit4(64)
	good := hop.Bytes()
	for _, tt := range []struct {
		name string
		oob  []byte
		want string
	}{
		{"header cut off", good[:15], "parse header at byte 0: needs 16 bytes, has 15"},
		{"data cut off", good[:19], "parse IP_TTL at byte 0: needs 20 bytes, has 19"},
		{"second cut off", append(append([]byte(nil), good...), 1), "parse header at byte 24: needs 16 bytes, has 1"},
		{"length of 0", make([]byte, 16), "parse length at byte 0: needs 16 bytes, has 0"},
		{"length of -1", append([]byte{255, 255, 255, 255, 255, 255, 255, 255}, good[8:]...), "parse length at byte 0: needs 16 bytes, has -1"},
		{"short hop limit", (&errqueuetest.Control{Word: 8}).Add(0, 2, []byte{64}).Bytes(), "parse IP_TTL at byte 0: needs 4 bytes, has 1"},
		{"short fragment size", (&errqueuetest.Control{Word: 8}).Add(0, 25, []byte{1, 2}).Bytes(), "parse IP_RECVFRAGSIZE at byte 0: needs 4 bytes, has 2"},
		{"short fragment size, IPv6", (&errqueuetest.Control{Word: 8}).Add(41, 77, []byte{1, 2}).Bytes(), "parse IPV6_RECVFRAGSIZE at byte 0: needs 4 bytes, has 2"},
		{"empty traffic class", (&errqueuetest.Control{Word: 8}).Add(0, 1, nil).Bytes(), "parse IP_TOS at byte 0: needs 1 bytes, has 0"},
		{"short error", (&errqueuetest.Control{Word: 8}).Add(41, 25, make([]byte, 15)).Bytes(), "parse IPV6_RECVERR at byte 0: needs 16 bytes, has 15"},
		{"short interface", (&errqueuetest.Control{Word: 8}).Add(41, 50, make([]byte, 16)).Bytes(), "parse IPV6_PKTINFO at byte 0: needs 20 bytes, has 16"},
		{"short time", (&errqueuetest.Control{Word: 8}).Add(1, 35, make([]byte, 8)).Bytes(), "parse SCM_TIMESTAMPNS at byte 0: needs 16 bytes, has 8"},
	} {
		var m errqueue.Message
		err := errqueue.ParseWord(tt.oob[:len(tt.oob):len(tt.oob)], &m, 8)
		var e *errqueue.ParseError
		if !errors.As(err, &e) || err.Error() != tt.want {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

// TestParseAllocs is a promise of Parse. The zones are such that strconv and
// package unique have to do something for the first time only.
func TestParseAllocs(t *testing.T) {
	for _, offender := range []string{"10.77.0.3", "fd77::3", "fe80::3%2", "fe80::3%123456"} {
		oob := typical(netip.MustParseAddr(offender))
		var m errqueue.Message
		if n := testing.AllocsPerRun(1000, func() {
			if err := errqueue.Parse(oob, &m); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("offender %s: %v allocations, want 0", offender, n)
		}
	}
}

// typical returns the control messages of an error as Open asks for them.
func typical(offender netip.Addr) []byte {
	var c errqueuetest.Control
	e := errqueuetest.Error{Errno: 113, Offender: offender}
	if offender.Is4() {
		e.Origin, e.Type = errqueue.OriginICMP, 11
		return c.Time(stamp).HopLimit4(61).TrafficClass4(0).Interface4(2, router4).Error4(e).Bytes()
	}
	e.Origin, e.Type = errqueue.OriginICMP6, 3
	return c.Time(stamp).Interface6(2, router6).HopLimit6(61).TrafficClass6(0).Error6(e).Bytes()
}
