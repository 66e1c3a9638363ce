// Package host reads what this host says about MTUs, and changes nothing. It
// works without privileges; what a sandbox hides is reported as unknown, with the reason.
//
//   - [FindRoute] is what the kernel would do with a packet: interface, gateway,
//     source, the MTU of the route and the path MTU that it has cached,
//     told apart.
//   - [ReadCounters] is a snapshot of the kernel's counters. The difference of two
//     says how many packets too big reached the host's ICMP, whether a program
//     got them or not, and how many packets its firewall dropped before that.
//   - [Doctor] looks at sockets, settings, interfaces, tunnels and routes, and says
//     what is wrong with them and what to set.
//
// Parsers and judgements are pure and build on every system; what asks the
// kernel needs Linux and returns [errors.ErrUnsupported] elsewhere.
//
// Everything is that of the network namespace of the calling thread.
package host
