// Package errqueue sends UDP and ICMP echo probes and reads what becomes of them from the
// error queue of a Linux socket: ICMP errors with their sender, type, code, next-hop MTU,
// quote and arrival, without a raw socket and without any privilege.
//
// # The queue
//
// A socket that asks for it (IP_RECVERR, IPV6_RECVERR; see ip(7)) keeps the
// ICMP errors about its datagrams in a queue beside the data. An entry has who sent the error
// (Message.Offender), what it said, and the quote: the destination that the
// router saw (Message.Peer) and the bytes behind the UDP header (Message.Payload). Control messages tell
// with which hop limit and when the error itself arrived. Parse decodes them, and is all
// that a program with sockets of its own needs.
//
// A Conn is unconnected. One socket serves any number of destinations, and
// sees errors about datagrams whose destination was rewritten on the way,
// which a connected one would not.
//
// # Sending
//
// A Conn sends with the don't-fragment bit in PROBE mode (IP_PMTUDISC_PROBE):
// the kernel neither fragments nor heeds the path MTU that it learned
// before, so that a datagram of any size up to the MTU of the interface tests the path.
// The kernel still remembers the packet too big messages that come back,
// for ten minutes and for every program on the host.
//
// A larger datagram is refused, and Send returns a SizeError with the MTU.
//
// Each queued error is also put on the socket as its pending error (sk_err), which
// the next system call returns, be it what it may. A send that returns it
// has not sent. Send tells the two apart and sends again, so that its error
// is always about its own datagram.
//
// A send that the host drops for want of room says so (ErrNotSent): that is
// not a loss on the path and should not be counted as one.
//
// # Echo
//
// A Conn of network "ping4" or "ping6" sends ICMP echoes and receives their
// replies as data, without privilege where net.ipv4.ping_group_range has a group of the
// process. What it sends and receives begins with the ICMP header of 8 bytes: type, code,
// checksum, identifier, sequence number. Checksum and identifier are the kernel's;
// the identifier is the port of LocalAddr. Replies of other
// identifiers do not arrive. What an error quotes begins with that header too, so
// that even a minimal quote has the sequence number.
//
// An ICMPv4 source quench or redirect (types 4 and 5) arrives at a ping
// socket as an entry with EREMOTEIO, and means no refusal.
//
// # Receiving
//
// Recv returns the entries of the queue first, then data. Errors share the
// receive buffer with data, and what does not fit is lost in silence: receive after every
// burst, and keep no more than some dozens of probes in flight.
//
// A router may quote as little as the IP header and 8 bytes (RFC 792). Then Payload
// is empty, and only Peer and the local port tell which probe was meant.
// Put what identifies a probe at the front of its payload, and have something to
// fall back on.
//
// A Set receives from several Conns at once.
//
// # Forgery
//
// The kernel matches an error by the quoted addresses and ports alone. It does not check
// who sent it, nor that anything was sent at all. Anybody who guesses the
// local port can put entries on the queue. A random token of 64 bits at the
// front of the payload tells the genuine, where the quote is long enough to
// hold it. What a router claims as next-hop MTU is passed on unfiltered: zero and
// nonsense included.
//
// # Systems
//
// Only Linux has this queue. The package builds everywhere, and Parse works
// everywhere; Open returns errors.ErrUnsupported elsewhere.
package errqueue
