package host

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"

	"golang.org/x/sys/unix"
)

// Doctor looks at this host and reports what it can do and how its MTUs are
// set. It changes nothing, sends to the loopback address only, and takes well under a
// second. What cannot be read is an item with status Unknown and the reason.
// When ctx is done, the report ends with what was learned by then.
func Doctor(ctx context.Context) Report {
	var r Report
	for _, part := range []func(context.Context) []Item{systemItems, socketItems, settingItems, deviceItems, routeItems} {
		if err := ctx.Err(); err != nil {
			r.Items = append(r.Items, Item{Group: GroupSystem, Name: "report", Status: Unknown, Detail: "It ended early: " + err.Error() + "."})
			break
		}
		r.Items = append(r.Items, part(ctx)...)
	}
	return r
}

// systemItems says on what this runs and with which rights.
func systemItems(context.Context) []Item {
	kernel := Item{Group: GroupSystem, Name: "kernel", Status: OK}
	var uts unix.Utsname
	if err := unix.Uname(&uts); err != nil {
		kernel.Status, kernel.Detail = Unknown, sentence(err.Error())
	} else {
		kernel.Value = fmt.Sprintf("%s %s, %s", unix.ByteSliceToString(uts.Sysname[:]), unix.ByteSliceToString(uts.Release[:]), runtime.GOARCH)
	}
	return []Item{kernel, rightsItem(), counterItem(), filterItem()}
}

// counterItem says whether a packet too big that reached this host but no
// program can be told.
func counterItem() Item {
	item := Item{Group: GroupSystem, Name: "ICMP counters", Status: OK, Value: "readable"}
	c, err := ReadCounters()
	if err != nil {
		item.Value, item.Status = "", Unknown
		item.Detail = sentence(err.Error()) + " A packet too big that this host itself loses goes unnoticed."
		return item
	}
	_, ok4 := c.PacketTooBig(true)
	_, ok6 := c.PacketTooBig(false)
	if !ok4 && !ok6 {
		item.Value, item.Status = "", Unknown
		item.Detail = "They have no number for packets too big."
	}
	return item
}

// filterItem says what this report is silent about, whoever asks: what rules come to for a packet is not told by reading
// them, which takes CAP_NET_ADMIN (Linux: net/netfilter/nfnetlink.c, nfnetlink_rcv).
func filterItem() Item {
	return Item{
		Group: GroupSystem, Name: "packet filters", Value: "not looked at", Status: Unknown,
		Detail: `Their rules are not read: what these come to, only a packet tells. Root can list them, as by nft list ruleset or iptables-save. One that drops ICMP "fragmentation needed" or "packet too big" makes black holes: a trace through one notices that.`,
	}
}

// rightsItem says who this is. None of the capabilities is needed; one allows more.
func rightsItem() Item {
	item := Item{Group: GroupSystem, Name: "rights", Status: OK}
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var data [2]unix.CapUserData
	if err := unix.Capget(&header, &data[0]); err != nil {
		item.Value, item.Status = fmt.Sprintf("user %d", os.Geteuid()), Unknown
		item.Detail = "Capabilities cannot be read: " + err.Error() + "."
		return item
	}
	has := func(c uint) bool { return data[0].Effective&(1<<c) != 0 }
	switch {
	case has(unix.CAP_NET_ADMIN):
		item.Value = fmt.Sprintf("user %d, CAP_NET_ADMIN", os.Geteuid())
		item.Detail = "Nothing needs it but firewall marks (--mark)."
	case has(unix.CAP_NET_RAW):
		item.Value = fmt.Sprintf("user %d, CAP_NET_RAW", os.Geteuid())
		item.Detail = "Nothing needs it but firewall marks (--mark, since Linux 5.17)."
	default:
		item.Value = fmt.Sprintf("user %d, no network capability", os.Geteuid())
		item.Detail = "None is needed, but for firewall marks (--mark)."
	}
	return item
}

// settingItems reads the sysctls.
func settingItems(context.Context) []Item {
	items := make([]Item, 0, len(settings))
	for _, s := range settings {
		text, err := os.ReadFile("/proc/sys/" + strings.ReplaceAll(s.name, ".", "/"))
		if err != nil {
			items = append(items, Item{Group: GroupSettings, Name: s.name, Status: Unknown, Detail: sentence(err.Error())})
			continue
		}
		items = append(items, settingItem(s, string(text)))
	}
	return items
}

// deviceItems looks at interfaces and at the tunnels among them.
func deviceItems(ctx context.Context) []Item {
	links, err := listLinks()
	if err != nil {
		reason := sentence(err.Error())
		return []Item{
			{Group: GroupInterfaces, Name: "interfaces", Status: Unknown, Detail: reason},
			{Group: GroupTunnels, Name: "tunnels", Status: Unknown, Detail: reason},
		}
	}
	list, tunnels := tunnelsOf(links)
	items := judgeInterfaces(list)
	if len(tunnels) == 0 {
		return append(items, Item{Group: GroupTunnels, Name: "tunnels", Value: "none of the kernel's", Status: OK})
	}
	byIndex := indexed(list)
	defaults := findDefaultWays(byIndex)
	for _, t := range tunnels {
		if ctx.Err() != nil {
			break
		}
		items = append(items, judgeTunnel(t, waysOf(t, byIndex, defaults)))
	}
	return items
}

// findDefaultWays returns the ways of this host's default routes, none where they cannot be read.
func findDefaultWays(byIndex map[int]Interface) []underlay {
	s, err := openRoute()
	if err != nil {
		return nil
	}
	defer s.close()
	var routes []rtRoute
	for _, family := range []uint8{familyIPv4, familyIPv6} {
		err = s.dump(family, func(r rtRoute) bool {
			if r.isDefault() {
				routes = append(routes, r)
			}
			return true
		})
		if err != nil {
			return nil
		}
	}
	return defaultWays(routes, byIndex)
}

// routeItems looks for routes with an MTU and for cached path MTUs.
func routeItems(ctx context.Context) []Item {
	unknown := func(err error) []Item {
		return []Item{{Group: GroupRoutes, Name: "routes", Status: Unknown, Detail: "Routes cannot be read: " + err.Error() + "."}}
	}
	s, err := openRoute()
	if err != nil {
		return unknown(err)
	}
	defer s.close()
	names := map[int]string{}
	if list, err := Interfaces(); err == nil { // without them a route has no device name
		for _, i := range list {
			names[i.Index] = i.Name
		}
	}
	var notes routeNotes
	var failed []Item
	for _, family := range []uint8{familyIPv4, familyIPv6} {
		err := s.dump(family, func(r rtRoute) bool {
			notes.add(r, names[r.oif])
			return ctx.Err() == nil
		})
		if err != nil {
			failed = append(failed, unknown(err)...)
		}
	}
	return append(notes.items(), failed...)
}
