package host

import (
	"net/netip"
	"strings"
	"testing"
	"time"
)

// find returns the item of a name.
func find(t *testing.T, items []Item, name string) Item {
	t.Helper()
	for _, i := range items {
		if i.Name == name {
			return i
		}
	}
	t.Fatalf("no item %q in %+v", name, items)
	return Item{}
}

// says checks the status of an item and what its texts contain.
func says(t *testing.T, i Item, status Status, texts ...string) {
	t.Helper()
	all := i.Value + "\n" + i.Detail + "\n" + i.Remedy
	if i.Status != status {
		t.Errorf("%s is %s, want %s: %s", i.Name, i.Status, status, all)
	}
	for _, text := range texts {
		if !strings.Contains(all, text) {
			t.Errorf("%s does not say %q: %s", i.Name, text, all)
		}
	}
	if i.Status == OK && i.Remedy != "" {
		t.Errorf("%s is as it should be and has a remedy: %s", i.Name, i.Remedy)
	}
}

// TestLoopbackDown: nothing that this host says to itself arrives without it.
func TestLoopbackDown(t *testing.T) {
	items := judgeInterfaces([]Interface{{Index: 1, Name: "lo", Kind: "loopback", MTU: 65536}, {Index: 2, Name: "eth0", Kind: "device", MTU: 1500}})
	says(t, find(t, items, "lo"), Problem, "down", "ip link set lo up")
	says(t, find(t, items, "eth0"), OK, "down")
}

func TestJudgeInterfaces(t *testing.T) {
	items := judgeInterfaces([]Interface{
		{Index: 1, Name: "lo", Kind: "loopback", MTU: 65536, IPv6MTU: 65536, Up: true},
		{Index: 2, Name: "eth0", Kind: "device", MTU: 1500, IPv6MTU: 1480, Up: true},
		{Index: 3, Name: "va", Kind: "veth", MTU: 1500, Up: true, Lower: 4},
		{Index: 4, Name: "vb", Kind: "veth", MTU: 1400, Up: true, Lower: 3},
		{Index: 5, Name: "old", Kind: "veth", MTU: 1000, Lower: 99},
		{Index: 6, Name: "thin", Kind: "tun", MTU: 1279, Up: true},
		{Index: 7, Name: "br0", Kind: "bridge", MTU: 1500, Up: true},
		{Index: 8, Name: "p1", Kind: "device", MTU: 9000, Up: true, Master: 7},
		{Index: 9, Name: "p2", Kind: "device", MTU: 1450, Up: true, Master: 7},
		{Index: 10, Name: "br1", Kind: "bridge", MTU: 1500, Up: true},
		{Index: 11, Name: "p3", Kind: "device", MTU: 1450, Up: true, Master: 10},
		{Index: 12, Name: "br2", Kind: "bridge", MTU: 1500, Up: true},
		{Index: 13, Name: "p4", Kind: "device", MTU: 1500, Up: true, Master: 12},
		{Index: 14, Name: "p5", Kind: "device", MTU: 1400, Master: 12},
		{Index: 15, Name: "br3", Kind: "bridge", MTU: 1500, Up: true},
	})
	says(t, find(t, items, "lo"), OK, "MTU 65536 (loopback)")
	says(t, find(t, items, "eth0"), Note, "MTU 1500, IPv6 1480 (device)", "router advertisement")
	says(t, find(t, items, "va"), Problem, "vb has MTU 1400", "ip link set dev va mtu 1400")
	says(t, find(t, items, "vb"), OK)
	says(t, find(t, items, "old"), OK, "down")
	says(t, find(t, items, "thin"), Note, "1280")
	says(t, find(t, items, "br0"), Problem, "port p2 has MTU 1450", "up to 9000", "ip link set dev p2 mtu 9000")
	says(t, find(t, items, "br1"), Problem, "port p3 has MTU 1450", "the bridge 1500", "ip link set dev p3 mtu 1500")
	says(t, find(t, items, "br2"), OK)
	says(t, find(t, items, "br3"), OK)
}

func TestJudgeTunnel(t *testing.T) {
	far4, far6 := netip.MustParseAddr("192.0.2.9"), netip.MustParseAddr("2001:db8::9")
	vxlan := func(mtu int) Tunnel {
		return Tunnel{Interface: Interface{Name: "vx0", Kind: "vxlan", MTU: mtu}, Header: headerVXLAN}
	}
	wg := func(mtu int) Tunnel {
		return Tunnel{Interface: Interface{Name: "wg0", Kind: "wireguard", MTU: mtu}, Header: headerWireGuard, Hidden: hiddenWireGuard}
	}
	by4 := underlay{remote: far4, is4: true, device: "eth0", mtu: 1500}
	by6 := underlay{remote: far6, device: "eth1", mtu: 1500}
	gateway := underlay{device: "eth0", mtu: 1500}
	tests := []struct {
		name   string
		tunnel Tunnel
		ways   []underlay
		status Status
		texts  []string
	}{
		{"fits to the byte", vxlan(1450), []underlay{by4}, OK, []string{"1450 bytes fit", "192.0.2.9 by eth0 carries 1500, less 50"}},
		{"one byte too much", vxlan(1451), []underlay{by4}, Problem, []string{"Only 1450 bytes fit", "ip link set dev vx0 mtu 1450"}},
		{"over IPv6", vxlan(1450), []underlay{by6}, Problem, []string{"Only 1430", "less 70"}},
		{"the narrowest of several", vxlan(1450), []underlay{by4, by6}, Problem, []string{"2001:db8::9", "mtu 1430"}},
		{
			"no room for IPv6", vxlan(1400),
			[]underlay{{remote: far4, is4: true, device: "eth0", mtu: 1300}},
			Problem,
			[]string{"mtu 1250", "IPv6 inside needs 1280", "carry 1330"},
		},
		{"into itself", vxlan(1450), []underlay{{remote: far4, is4: true, device: "vx0", mtu: 1450}}, Problem, []string{"into the tunnel itself"}},
		{
			"no way", vxlan(1450),
			[]underlay{{remote: far4, is4: true, err: &Error{Op: "find route", Object: "to 192.0.2.9", Err: errShort}}},
			Unknown,
			[]string{"192.0.2.9: find route"},
		},
		{"no remote end", vxlan(1450), nil, Unknown, []string{"no remote end is set"}},
		{"a remote end for each packet", Tunnel{Interface: Interface{Name: "vx0", Kind: "vxlan", MTU: 1500}, Hidden: hiddenPerPacket}, nil, Unknown, []string{hiddenPerPacket}},
		{"WireGuard fits", wg(1420), []underlay{gateway}, Unknown, []string{
			"Its remote end is not known: " + hiddenWireGuard, "If it is reached by the default route (eth0, 1500 bytes), 1440 bytes fit over IPv4 and 1420 over IPv6",
			"wg show wg0 endpoints",
		}},
		{"WireGuard over IPv4 only", wg(1440), []underlay{gateway}, Note, []string{hiddenWireGuard, "if it is, and over IPv6: ip link set dev wg0 mtu 1420"}},
		{"WireGuard too large", wg(1441), []underlay{gateway}, Note, []string{hiddenWireGuard, "if it is: ip link set dev wg0 mtu 1420"}},
		{"WireGuard on PPPoE", wg(1420), []underlay{{device: "ppp0", mtu: 1492}}, Note, []string{"(ppp0, 1492 bytes), 1432 bytes fit over IPv4 and 1412 over IPv6"}},
		{"WireGuard by two gateways", wg(1420), []underlay{gateway, {device: "ppp0", mtu: 1492}}, Note, []string{"(ppp0, 1492 bytes)"}},
		{"WireGuard on a narrow line", wg(1280), []underlay{{device: "ppp0", mtu: 1300}}, Note, []string{"if it is: ip link set dev wg0 mtu 1220 (IPv6 inside needs 1280)"}},
		{"WireGuard without a gateway", wg(1420), nil, Unknown, []string{"What fits is not known: " + hiddenWireGuard}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { says(t, judgeTunnel(test.tunnel, test.ways), test.status, test.texts...) })
	}
}

func TestRouteNotes(t *testing.T) {
	var notes routeNotes
	via := netip.MustParseAddr("10.9.1.2")
	prefix := netip.MustParsePrefix
	for _, r := range []rtRoute{
		{kind: rtnUnicast, dst: prefix("10.1.0.0/16")},
		{kind: rtnUnicast, dst: prefix("10.2.0.0/16"), gateway: via, mtu: 1300, locked: true},
		{kind: rtnUnicast, dst: prefix("0.0.0.0/0"), gateway: via, mtu: 1400, advMSS: 1300},
		{kind: rtnUnicast, family: familyIPv6, dst: prefix("::/0"), advMSS: 1220},
		{kind: rtnLocal, dst: prefix("10.3.0.1/32"), mtu: 1400},
		{kind: rtnLocal, dst: prefix("127.0.0.1/32"), mtu: 65535, flags: rtmFlagCloned, expires: time.Minute},
		{kind: rtnUnicast, dst: prefix("10.4.0.1/32"), mtu: 1392, flags: rtmFlagCloned, expires: 90400 * time.Millisecond},
		{kind: rtnUnicast, dst: prefix("10.4.0.1/32"), mtu: 1392, flags: rtmFlagCloned, expires: 90400 * time.Millisecond},
		{kind: rtnUnicast, dst: prefix("10.4.0.2/32"), flags: rtmFlagCloned}, // a redirect
		{kind: rtnUnicast, dst: prefix("10.4.0.3/32"), mtu: 552, locked: true, flags: rtmFlagCloned},
		{kind: rtnUnicast, family: familyIPv6, dst: prefix("fd00::1/128"), mtu: 1280, flags: rtmFlagCloned},
	} {
		notes.add(r, "e1")
	}
	items := notes.items()
	if len(items) != 6 {
		t.Errorf("%d items, want 6: %+v", len(items), items)
	}
	says(t, find(t, items, "10.2.0.0/16 via 10.9.1.2 dev e1"), Note, "MTU 1300, locked", "No path MTU is learned")
	says(t, find(t, items, "default via 10.9.1.2 dev e1"), Note, "MTU 1400, TCP MSS 1300", "no larger packets")
	says(t, find(t, items, "default (IPv6) dev e1"), Note, "TCP MSS 1220", "segments of that size")
	says(t, find(t, items, "10.4.0.1"), Note, "cached path MTU 1392, for another 1m30s", "as root: ip route flush cache")
	says(t, find(t, items, "10.4.0.3"), Problem, "552, locked")
	says(t, find(t, items, "fd00::1"), Note, "ip -6 route flush cache")
}

func TestRouteNotesBound(t *testing.T) {
	var notes routeNotes
	addr := netip.MustParseAddr("10.0.0.0")
	for range maxRouteItems + 5 {
		addr = addr.Next()
		notes.add(rtRoute{kind: rtnUnicast, dst: netip.PrefixFrom(addr, 32), mtu: 1400}, "")
		notes.add(rtRoute{kind: rtnUnicast, dst: netip.PrefixFrom(addr, 32), mtu: 1400, flags: rtmFlagCloned}, "")
	}
	items := notes.items()
	if want := 2*maxRouteItems + 2; len(items) != want {
		t.Errorf("%d items, want %d", len(items), want)
	}
	says(t, find(t, items, "more routes with an MTU"), Note, "5")
	says(t, find(t, items, "more cached path MTUs"), Note, "5")

	none := (&routeNotes{}).items()
	says(t, find(t, none, "route MTUs"), OK, "none")
	says(t, find(t, none, "cached path MTUs"), OK, "none")
}

func TestDefaultWays(t *testing.T) {
	byIndex := indexed([]Interface{
		{Index: 2, Name: "eth0", Kind: "device", MTU: 1500},
		{Index: 3, Name: "wg0", Kind: "wireguard", MTU: 1420},
		{Index: 4, Name: "ppp0", Kind: "ppp", MTU: 1492},
		{Index: 5, Name: "tun0", Kind: "tun", MTU: 1300},
	})
	any4 := netip.MustParsePrefix("0.0.0.0/0")
	ways := defaultWays([]rtRoute{
		{dst: any4, oif: 3}, {dst: any4, oif: 5}, {dst: any4, oif: 2, mtu: 1400}, {dst: any4, oif: 2}, {dst: any4, oif: 4}, {dst: any4, oif: 9},
	}, byIndex)
	if len(ways) != 2 || ways[0].device != "eth0" || ways[0].mtu != 1400 || ways[1].device != "ppp0" || ways[1].mtu != 1492 {
		t.Errorf("got %+v, want eth0 with 1400 and ppp0 with 1492", ways)
	}
}

func TestIsDefault(t *testing.T) {
	main := rtRoute{table: 254, kind: rtnUnicast, dst: netip.MustParsePrefix("::/0"), oif: 2}
	if !main.isDefault() {
		t.Error("a default route is not seen as one")
	}
	for name, change := range map[string]func(*rtRoute){
		"another table": func(r *rtRoute) { r.table = 51820 },
		"unreachable":   func(r *rtRoute) { r.kind = 7 },
		"a prefix":      func(r *rtRoute) { r.dst = netip.MustParsePrefix("::/1") },
		"an exception":  func(r *rtRoute) { r.flags = rtmFlagCloned },
	} {
		r := main
		if change(&r); r.isDefault() {
			t.Errorf("%s: is seen as a default route", name)
		}
	}
}
