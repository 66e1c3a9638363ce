// Package asym tells from the hop limit of an answer how many hops it
// travelled, and whether that differs from the way there.
//
// Every router takes one from the hop limit (IPv4: TTL) of a packet. Nobody
// writes into a packet what hop limit it started with, but nearly all systems
// start with 64, 128 or 255, so the least of these that is not below
// the hop limit that arrived is a good guess ([InitialHopLimit]). What is
// missing from it is the number of routers passed; one more is the number
// of hops ([ReturnHops]), counted as the hop limit of a probe counts
// them: a neighbour is at 1. It is what tracepath prints as "back".
//
// Comparing this with the way there needs care, because it is a guess on top
// of a guess. [Classify] therefore says how sure it is, and why:
//
//   - A packet too big never counts. It comes from a router at which the probe's hop limit
//     was not used up, so the probe does not tell how far that router is.
//   - One hop more or less is [Maybe]. Some routers send their own ICMP
//     errors through themselves and decrement them once: the answer starts
//     with 254 instead of 255.
//   - An answer with an MPLS label stack is at best [Maybe]: a router inside of a tunnel
//     sends its errors on to the tunnel's end, from where they come back
//     (RFC 3032, section 2.3.2).
//   - A hop limit that still has its first value says that there is no router in
//     between. From a hop that is not a neighbour that is not to be believed:
//     something on the way writes a new hop limit.
//   - More than 32 hops back are not to be believed either, unless the way there is
//     as long. The answer then started with another value, such as the 32 of
//     some old systems.
//
// Even [Yes] says only that the number of hops differs. Ways of the same
// length can be different ways, and an asymmetric path is common in the Internet and
// no error.
//
// The package does no I/O, allocates nothing but texts, and imports nothing of
// the project that it is part of.
package asym
