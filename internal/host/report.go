package host

import "slices"

// Status says what an item of a report means.
type Status string

// The statuses, from the best to the worst.
const (
	// OK is as it should be.
	OK Status = "ok"
	// Unknown could not be found out; the item's Detail has the reason.
	Unknown Status = "unknown"
	// Note is worth knowing, and may be on purpose.
	Note Status = "note"
	// Problem loses packets or keeps pmtu from working.
	Problem Status = "problem"
)

// Group says what an item is about.
type Group string

// The groups, in the order in which a report has them.
const (
	GroupSystem     Group = "system"
	GroupSockets    Group = "sockets"
	GroupSettings   Group = "settings"
	GroupInterfaces Group = "interfaces"
	GroupTunnels    Group = "tunnels"
	GroupRoutes     Group = "routes"
)

// Item is one thing that was looked at.
type Item struct {
	Group Group
	// Name says what was looked at: "UDP error queue, IPv4", a sysctl, an interface, a destination.
	Name string
	// Value is what was found, short; "": nothing.
	Value  string
	Status Status
	// Detail is a sentence that says what it means; "": nothing more to say.
	Detail string
	// Remedy is what to do, most often a command; "": nothing to do.
	Remedy string
}

// Report is what [Doctor] found.
type Report struct {
	Items []Item
}

// In returns the items of a group.
func (r Report) In(g Group) []Item {
	var items []Item
	for _, i := range r.Items {
		if i.Group == g {
			items = append(items, i)
		}
	}
	return items
}

// Worst returns the worst status of the report; OK for an empty one.
func (r Report) Worst() Status {
	order := []Status{OK, Unknown, Note, Problem}
	worst := 0
	for _, i := range r.Items {
		worst = max(worst, slices.Index(order, i.Status))
	}
	return order[worst]
}

// Count returns how many items have a status.
func (r Report) Count(s Status) int {
	n := 0
	for _, i := range r.Items {
		if i.Status == s {
			n++
		}
	}
	return n
}
