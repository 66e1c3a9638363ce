package host

import (
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func file(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestParseCounters(t *testing.T) {
	c := parseCounters(file(t, "snmp"), file(t, "snmp6"), file(t, "netstat"))
	for name, text := range map[string]string{
		"IcmpInDestUnreachs": "snmp", "IcmpMsgInType3": "snmp", "IcmpOutRateLimitHost": "snmp",
		"Icmp6InPktTooBigs": "snmp6", "Icmp6OutRateLimitHost": "snmp6",
		"TcpExtTCPMTUPFail": "netstat", "TcpExtLockDroppedIcmps": "netstat",
	} {
		if _, ok := c.Get(name); !ok {
			t.Errorf("%s is not found in %s", name, text)
		}
	}
	if _, ok := c.Get("TcpMaxConn"); ok {
		t.Error("TcpMaxConn is -1, which is no counter")
	}
	// Every value of the file, counted by hand in another way.
	if got, want := len(parseColumns(file(t, "snmp6"))), strings.Count(file(t, "snmp6"), "\n"); got != want {
		t.Errorf("snmp6 has %d counters, want %d", got, want)
	}
}

func TestParseCountersOldKernel(t *testing.T) {
	c := parseCounters(file(t, "snmp-4.19"), "", "")
	if n, ok := c.PacketTooBig(true); n != 41 || !ok {
		t.Errorf("packets too big, IPv4: %d, %v", n, ok)
	}
	if n, ok := c.Unmatched(true); n != 2 || !ok {
		t.Errorf("unmatched: %d, %v", n, ok)
	}
	// 250512 received, 3 put together of 6 fragments: 250509 packets; 250498 delivered and 3 for nobody.
	if n, ok := c.Undelivered(true); n != 8 || !ok {
		t.Errorf("undelivered: %d, %v, want 8", n, ok)
	}
	for name, known := range map[string]func(bool) (uint64, bool){
		"packets too big": c.PacketTooBig, "unmatched": c.Unmatched, "undelivered": c.Undelivered, "rate limited": c.RateLimited,
	} {
		if n, ok := known(false); ok || n != 0 {
			t.Errorf("%s, IPv6: %d, %v, want unknown", name, n, ok)
		}
	}
	if n, ok := c.RateLimited(true); ok {
		t.Errorf("rate limited: %d, want unknown", n)
	}
}

func TestSub(t *testing.T) {
	earlier := Counters{values: map[string]uint64{"IcmpInDestUnreachs": 7, "Icmp6InPktTooBigs": 3, "reset": 9, "gone": 1}}
	later := Counters{values: map[string]uint64{"IcmpInDestUnreachs": 10, "Icmp6InPktTooBigs": 3, "reset": 2, "new": 5}}
	want := map[string]uint64{"IcmpInDestUnreachs": 3, "Icmp6InPktTooBigs": 0}
	if diff := cmp.Diff(want, later.Sub(earlier).values); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if n := (Counters{}).Sub(earlier).Len(); n != 0 {
		t.Errorf("the difference to nothing has %d counters", n)
	}
}

func TestParsePairsOdd(t *testing.T) {
	tests := []struct {
		name, text string
		want       map[string]uint64
	}{
		{"empty", "", map[string]uint64{}},
		{"names only", "Ip: A B\n", map[string]uint64{}},
		{"more values than names", "Ip: A\nIp: 1 2\n", map[string]uint64{}},
		{"a lost line of values", "Ip: A\nIcmp: B\nIcmp: 2\n", map[string]uint64{"IcmpB": 2}},
		{"no colon", "nonsense\nIp: A\nIp: 1\n", map[string]uint64{"IpA": 1}},
		{"past 64 bits", "Ip: A B\nIp: 18446744073709551616 18446744073709551615\n", map[string]uint64{"IpB": 1<<64 - 1}},
		{"no end of line", "Ip: A\nIp: 4", map[string]uint64{"IpA": 4}},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, parsePairs(test.text)); diff != "" {
			t.Errorf("%s: -want +got:\n%s", test.name, diff)
		}
	}
}

func FuzzParseCounters(f *testing.F) {
	f.Add(file(f, "snmp"), file(f, "snmp6"), file(f, "netstat"))
	f.Add(file(f, "snmp-4.19"), "", "")
	f.Add("Ip: InReceives\nIp: 3\n", "Ip6InReceives 4", "x")
	f.Fuzz(func(t *testing.T, snmp, snmp6, netstat string) {
		c := parseCounters(snmp, snmp6, netstat)
		d := c.Sub(c)
		if d.Len() != c.Len() {
			t.Errorf("%d counters, %d in the difference to itself", c.Len(), d.Len())
		}
		for name, n := range maps.All(d.values) {
			if n != 0 {
				t.Errorf("%s differs from itself by %d", name, n)
			}
		}
		for _, is4 := range []bool{true, false} {
			in, _ := c.Get(map[bool]string{true: "IpInReceives", false: "Ip6InReceives"}[is4])
			whole, _ := c.Get(map[bool]string{true: "IpReasmOKs", false: "Ip6ReasmOKs"}[is4])
			if n, _ := c.Undelivered(is4); n > in+whole && in+whole >= in {
				t.Errorf("%d undelivered of %d", n, in+whole)
			}
		}
	})
}

func BenchmarkParseCounters(b *testing.B) {
	snmp, snmp6, netstat := file(b, "snmp"), file(b, "snmp6"), file(b, "netstat")
	b.ReportAllocs()
	for b.Loop() {
		parseCounters(snmp, snmp6, netstat)
	}
}
