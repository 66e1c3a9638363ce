// Package simnet simulates whole networks, packet by packet: bytes go in, and
// the bytes that come back come out with the time of their arrival.
//
// A [Network] is a state machine without a goroutine, a socket or a clock.
// Three things run it: a [Driver] on a virtual clock, a [TUN] in real time for
// tests of whole programs, and a test that calls [Network.Packet] itself.
//
// # Path
//
// A network is one path, for IPv4 and IPv6 alike: this host, routers at hops 1
// to N-1, and a destination at hop N. A router behaves as Linux does: it looks
// at the hop limit before it looks at the size (net/ipv4/ip_forward.c,
// net/ipv6/ip6_output.c), it quotes as much as fits in 576 bytes (IPv4) or
// 1280 (IPv6), and it limits its errors to six at once and then one a second
// (IPv4) or ten (IPv6), packet too big excepted. What the probes reach is told
// from the description by [Network.Truth], for whoever judges a tool.
//
// A [World] is many networks behind one host, told apart by their destinations:
// for programs that ask many targets at once.
//
// # Description
//
// A description is text, one directive a line; # starts a comment.
//
//	title SENTENCE                what the network shows
//	hops N                        the destination is hop N (1 to 255); comes before hop and dest
//	families ipv4|ipv6|both       default both
//	seed N                        of losses, default 1
//	local KEY=VALUE ...           this host
//	hop N|N-M|all KEY=VALUE ...   routers; later lines override
//	dest KEY=VALUE ...            the destination
//	loop N-M                      what leaves hop M goes back to hop N
//	forge KIND KEY=VALUE ...      answers that nobody on the path gave
//
// A HOST is an address, which then is of its own family only, or a number n:
// 10.77.0.n and fd77::n for routers, 10.77.99.n and fd77:99::n for destinations
// (the number's decimal digits stand in the IPv6 address). Hop n is host n and
// the destination is host 9 by default; this host is 10.77.254.2 and fd77:254::2.
//
// Keys of local:
//
//	mtu=N        of the local device, default 1500
//	link=N       what its link carries, where that is less: larger packets leave and vanish
//	addr=HOST    as above, of either family
//
// Keys of hop and dest:
//
//	addr=HOST,...      who answers; default as above. With several, see pick
//	pick=flow|packet   the member by the flow's addresses and ports, or each packet the next; default flow
//	delay=D            one way, of the link that leads to the hop; default 2ms (hop 1: 0)
//	back=D             the whole way back from the hop; default the sum of the delays there
//	slow=D             extra time for its ICMP errors only (a slow control plane)
//	loss=P%            of the link that leads to the hop, forward
//	back-loss=P%       the same link, backward
//	hoplimit=N         initial hop limit of what it sends; default 64
//	return=N           hops its answers travel; default as many as there. Hop 1's arrive as sent
//	silent=yes         no time exceeded and no unreachable (packet too big: see ptb)
//	limit=linux|none|N/D[/W] ICMP errors: N at once, then one every D; default linux. None for packet too big.
//	                     With W, an earlier run has taken the N, and the first comes W after the first packet
//	quote=full|minimal|N     bytes quoted behind the IP header (minimal: 8); default full
//	damage=none|zeroed|flipped|short  the quote: payload zeroed, its first 8 bytes inverted, cut in the UDP header
//	rewrite=HOST[,HOST]      quotes name this destination (a translator that did not restore it)
//	rewrite-port=N           and this port
//	mpls=LABEL/TC/TTL,...    label stack of RFC 4950, outermost first
//	interface=ROLE[,index=N][,name=S][,mtu=N][,addr]   RFC 5837; ROLE is incoming, subip, outgoing or nexthop
//	extension=compliant|legacy   with or without the length field of RFC 4884
//	copies=N           how often each answer comes; default 1, the others 1 ms apart
//	unreachable4=T/C   ICMP type and code for IPv4 packets that are to go further (dest: in the place of port unreachable)
//	unreachable6=T/C   the same for IPv6
//
// Keys of hop only:
//
//	mtu=N,...          of the link behind the hop, one or one for each addr; default 1500. 0: nothing passes
//	ptb=LIST           what packets too big are answered with, see below; default mtu
//	ptb-from=HOST[,HOST]  who says so; default the hop
//	ptb-limit=none|N/D   default none
//	shared=yes           in a World, all networks have this router in common, and with it
//	                     its address and its one limit of errors
//	refuse=route|filter  unreachable comes before the hop limit is looked at, as of a Linux unreachable
//	                     route (default), or after hop limit and size, as of a firewall
//
// LIST has one element for each packet too big in turn; the last repeats, or
// the list starts again where it ends with "...". An element is N, N..M (each
// number between, up or down), mtu, size (the size of the packet that did not
// fit), mtu+N, mtu-N, size+N, size-N, or dropped. What does not fit the field
// (16 bits in IPv4) is cut to its greatest value.
//
// Keys of dest only:
//
//	udp=unreachable|silent|echo|N   port unreachable (default), silence, the same payload back, N bytes back
//	echo=answer|silent              ICMP echo; default answer
//	tcp=rst|syn-ack|silent          default rst
//	back-mtu=N                      largest packet that the way back carries; default no limit
//	back-large=lost|fragmented      what happens to larger ones; default lost
//
// Kinds of forge:
//
//	token     the quote's payload begins with another token
//	target    the quote names another destination
//	minimal   a true quote of 8 bytes: no token
//	data      a datagram to the probe's port, an echo reply with other data to an echo
//
// Keys of forge: from=HOST (default 66), as=ptb|expired|unreachable (default ptb),
// mtu=N (default 600), after=D from the probe's departure (default 1ms), hoplimit=N
// (default 64, as it arrives), every=N (each N-th probe; default 1).
package simnet
