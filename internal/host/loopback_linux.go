package host

import "strings"

// downLoopback returns the loopback interface where it is down; false: it is up, or
// cannot be looked at.
func downLoopback() (Interface, bool) {
	list, err := Interfaces()
	if err != nil {
		return Interface{}, false
	}
	for _, i := range list {
		if i.Kind == "loopback" {
			return i, !i.Up
		}
	}
	return Interface{}, false
}

// blameLoopback names the cause of what failed while the loopback interface is down. A socket
// that was refused has another one, and so has a family that this host does not have.
func blameLoopback(item Item, version int, lo Interface) Item {
	if item.Status == OK || item.Value == "refused" || version == 6 && lo.IPv6MTU == 0 {
		return item
	}
	if _, cause, ok := strings.Cut(item.Detail, ": "); ok && item.Value == "none" {
		item.Value, item.Detail = "no address", sentence(strings.TrimSuffix(cause, "."))
	}
	item.Status = Problem
	item.Detail = "The loopback interface " + lo.Name + " is down, and nothing that this host sends to itself arrives. " + item.Detail
	item.Remedy = "ip link set " + lo.Name + " up"
	return item
}
