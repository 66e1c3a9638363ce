// Package lab builds small networks out of real Linux kernels, for tests and
// for the demonstration: every host is a network namespace of its own, every
// link a veth pair or a real tunnel (VXLAN, WireGuard), and every answer that
// a probe gets is the kernel's.
//
// A [Network] is a description, a plain value. [Chain] makes the usual one, a
// row of routers, and its methods change it:
//
//	n := lab.Chain(4)                            // origin r1 r2 r3 r4 target
//	n.Narrow(3, 1400)                            // link 3 carries 1400 bytes
//	n.Host("r2").Filter(lab.DropOwnTooBig()...)  // and nobody says so
//	l := lab.Start(t, n)                         // closed when the test ends
//	out, err := l.Node("origin").Output(ctx, lab.Nobody, "tracepath", "-n", "10.9.5.2")
//
// [Start] is for tests: it skips with the reason where this system cannot
// build the network, or fails where the environment says LAB=require. [Build]
// is the same for programs and returns an [*UnsupportedError].
//
// # Rights
//
// Nothing here needs root. Whoever may create network namespaces builds a lab
// at once. Everybody else goes through [Enter], which runs the program again
// inside a user namespace in which it may; [Main] does that for a TestMain:
//
//	func TestMain(m *testing.M) { os.Exit(lab.Main(m.Run)) }
//
// WireGuard also needs to open /dev/net/tun. Where that is for root only, as
// on many systems, [TunnelDevice] says so and VXLAN is the tunnel to use.
//
// # Threads
//
// The kernel keeps the network namespace for each thread. [Node.Do] runs a
// function on a thread that is locked to the node's namespace for that time; a
// thread that could not be moved back is never given to another goroutine,
// the runtime ends it. Sockets opened in Do stay in the node's namespace and
// may be used from everywhere.
//
// # Cleanliness
//
// No namespace has a name in the file system, so any number of labs run side
// by side with the same device names and addresses, and all of it is gone when
// the last file descriptor is closed, even after a crash.
//
// Descriptions build on every system; building them needs Linux.
package lab
