// Package pmtu learns the path to a destination and the largest packet that
// it carries: the hops, what each lets through, who said so, and how sure that
// is. It needs Linux, and no privileges.
//
// # Terms
//
// An [MTU] is the size of a whole IP packet in bytes. A [Probe] is one UDP
// datagram with the don't-fragment bit and a hop limit. The hop at which the hop limit runs
// out answers with an ICMP time exceeded (RFC 792, RFC 4443); the destination
// answers with a port unreachable. A router whose next link is too small for
// a probe answers with a packet too big that claims the next-hop MTU (RFC 1191, RFC
// 8201). The offender is who sent such an answer, the quote is what it
// returned of the probe.
//
// # What is true
//
// A path MTU is proven when a packet of that size was answered by the
// destination and one byte more was refused, or does not leave this host. Everything else is at least
// so much, as far as the last hop that answered, or unknown. What a router
// claims is probed, it is never the result by itself.
//
// Every probe carries a random token. An answer that quotes it is
// authenticated by token; one whose quote is too short for it, by addresses and ports
// only. Answers with another token are counted and ignored.
//
// # How it works
//
// An [Engine] is a state machine: [Engine.Step] takes the time and an
// [Event], and returns [Action]s. It has no socket, goroutine, timer or
// clock, so a run can be recorded ([Recorder]), replayed ([Replay]) and
// simulated. A [Driver] is the world: it sends probes and returns events.
// [Run] puts the two together; [Trace] does so over the kernel's sockets.
// Package pmtutest has a driver for tests.
//
// In [ModeSweep] small probes go to all hop limits of a window at once, and at
// the same time a large one goes to the destination; each packet too big
// leads to the size that it claims, and to one byte more. In [ModeTracepath] the
// engine sees what iputils tracepath would, in its order.
//
// Many targets are one [Fleet]: an Engine each, in one loop, over one socket
// for each family and protocol, at one pace. With [Options].EndToEnd an engine asks only
// whether the destination gets packets of a size, with two packets where it does.
//
// Every run ends: within [Options].MaxProbes, MaxBytes and Deadline, and with
// a [Result] that holds what was learned by then.
package pmtu
