// Package asym tells from the hop limit of an answer how many hops it
// travelled, and whether that differs from the way there.
package asym

// Sureness says how sure a Verdict is.
type Sureness uint8

// How sure a classification is.
const (
	Unknown Sureness = iota // there is nothing to compare
	No                      // the same number of hops both ways
	Maybe                   // off by one: some routers decrement the hop limit of their own ICMP
	Yes                     // different numbers of hops
)
