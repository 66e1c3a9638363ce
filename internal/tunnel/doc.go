// Package tunnel knows what encapsulations cost: how many bytes of a link's MTU
// a tunnel, an overlay or an access line takes, to the byte, both ways, and which
// of them a given MTU may come from. It is data and arithmetic; it sends nothing.
//
// All sizes are bytes of whole IP packets, the IP header included.
//
// # Stacks
//
// A stack is one encapsulation or several, the innermost first, joined by +:
//
//	wireguard                    WireGuard, over IPv4 unless the caller says otherwise
//	wireguard/ipv6+pppoe         WireGuard over IPv6, over a PPPoE line
//	gre:key+esp-gcm:transport    GRE with a key in transport mode ESP
//	geneve/ipv6:options=8        Geneve over IPv6 with 8 bytes of options
//
// After a name comes the family of the outer IP header, if it has one, then
// options, separated by commas. "over" and "in" between blanks, and blanks alone, read as + does.
// [ParseStack] reads a stack, [Catalogue] lists the names with their options.
//
// # Both ways
//
// [Inner] gives the MTU inside of a stack from the one outside, [Outer] the
// least MTU outside that carries a packet inside; [Calc] gives either of them
// with every step, the MSS and warnings.
//
// # Explanations
//
// [LooksLike] goes the other way round: from an MTU to all that may have made
// it. Most numbers have several explanations (1480 is 6in4, IPIP, 6rd, MAP-T
// and NAT64), so it gives all of them, ordered by what is common and by what
// the caller knows: the MTU before the limit, the place in the path, the family
// and the other family's MTU. [Explain] adds what else the number may be, a TCP
// MSS or a ping payload.
package tunnel
