// Package asym tells from the hop limit of an answer how many hops it
// travelled, and whether that differs from the way there.
//
// Every router takes one from the hop limit (IPv4: TTL) of a packet that it
// forwards. Nobody writes into a packet what hop limit it started with, but
// nearly all systems start with 64, 128 or 255. So the least of these that is
// not below the hop limit that arrived is a good guess ([InitialHopLimit]), and
// what was taken from it is the number of routers on the way. One more is the
// number of hops ([ReturnHops]), counted as probes count them: a neighbour is
// at 1. It is what tracepath prints as "back".
//
// Comparing this with the way there needs care, because it is a guess on top of
// a guess. [Classify] therefore says how sure it is, and why:
//
//   - A packet too big never counts. It comes from a router at which the
//     probe's hop limit was not used up, so the probe does not tell how far
//     that router is.
//   - One hop more or less is [Maybe]. Some routers send their own ICMP
//     errors through themselves and decrement them once: the answer starts
//     with 254 instead of 255.
//   - More hops back than there, on an answer with an MPLS label stack, is
//     [Maybe] too. A router inside of a tunnel may send its errors on to the
//     tunnel's end, from where they come back (RFC 3032, section 2.3.2).
//   - A hop limit that still has its first value would mean that there is no
//     router in between. From a hop that is not a neighbour this is not
//     believed, and the verdict is [Unknown]: something on the way writes a
//     new hop limit.
//   - More than 32 hops back are not believed either, unless the way there is
//     that long too. The answer probably started with another value, such as
//     the 32 of some old systems.
//
// Even [Yes] says only that the number of hops differs, and [No] only that it
// does not: ways of the same length can be different ways. Asymmetric paths are
// common in the Internet and no error.
//
// The package does no I/O and needs no privileges; nothing but its String
// methods allocates. Where the hop limit comes from is up to the caller: on
// Linux from IP_RECVTTL and IPV6_RECVHOPLIMIT, for ICMP errors as well as for
// data.
package asym
