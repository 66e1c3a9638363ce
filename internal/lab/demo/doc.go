// Demo shows what pmtu does, on real input: it builds a network of its own in
// network namespaces, with a real tunnel in it, says in words what it built, runs
// pmtu in it for IPv4 and IPv6, and exits with 1 unless pmtu has found
// the path MTU that the network was built with.
//
// It needs no root: see package lab. Nothing that it sends leaves its own
// namespaces, and nothing is left when it ends.
package main
