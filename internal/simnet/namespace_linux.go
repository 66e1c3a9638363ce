package simnet

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// Namespace is a network namespace in which a simulated network is all there
// is. It lives on a thread of its own until Close.
type Namespace struct {
	todo   chan func()
	done   chan struct{}
	once   sync.Once
	tun    *TUN
	inUser bool
}

// NewNamespace makes a network namespace, and in it a TUN device with the
// network behind it: addresses, MTU and default routes are set. It wants the
// rights of root (CAP_SYS_ADMIN, CAP_NET_ADMIN, /dev/net/tun), and leaves the
// caller's own namespace alone. The network is the namespace's from then on.
func NewNamespace(n *Network, o TUNOptions) (*Namespace, error) {
	return newNamespace(n, n, o)
}

// newNamespace makes a namespace for a host of the network, with all that carries its packets behind it.
func newNamespace(host *Network, n carrier, o TUNOptions) (*Namespace, error) {
	ns := &Namespace{todo: make(chan func()), done: make(chan struct{}), inUser: inUserNamespace()}
	started := make(chan error)
	go ns.thread(started)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("make network namespace: %w", err)
	}
	err := ns.Do(func() error { return ns.attach(host, n, o) })
	if err != nil {
		ns.Close()
		return nil, fmt.Errorf("set up network namespace: %w", err)
	}
	return ns, nil
}

// thread is the one thread that is in the namespace. It is never unlocked, so
// that it ends with the goroutine, and the namespace with it.
func (ns *Namespace) thread(started chan<- error) {
	runtime.LockOSThread()
	defer close(ns.done)
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		started <- os.NewSyscallError("unshare", err)
		return
	}
	started <- nil
	for f := range ns.todo {
		f()
	}
}

// Do runs f on the namespace's thread: sockets that it opens, and programs
// that it starts, are in the namespace.
func (ns *Namespace) Do(f func() error) error {
	result := make(chan error, 1)
	ns.todo <- func() { result <- f() }
	return <-result
}

// Start starts a program inside of the namespace.
func (ns *Namespace) Start(cmd *exec.Cmd) error { return ns.Do(cmd.Start) }

// Run starts a program inside of the namespace and waits until it has ended.
func (ns *Namespace) Run(cmd *exec.Cmd) error {
	if err := ns.Start(cmd); err != nil {
		return err
	}
	return cmd.Wait()
}

// nobody is the user and group of a program without rights.
const nobody = 65534

// Unprivileged makes cmd run as user and group 65534, without any capability
// in the namespace. The program and its directory must be readable for everybody.
func (ns *Namespace) Unprivileged(cmd *exec.Cmd) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	attr := cmd.SysProcAttr
	if !ns.inUser {
		attr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
		return
	}
	// A user namespace has no user 65534 of its own. In another one below it the
	// program is that user and has no power over this network.
	attr.Cloneflags |= syscall.CLONE_NEWUSER
	attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: nobody, HostID: 0, Size: 1}}
	attr.GidMappings = []syscall.SysProcIDMap{{ContainerID: nobody, HostID: 0, Size: 1}}
}

// Close ends the network and the namespace, and returns the first error of
// the network. Programs in the namespace must have ended. It may be called again.
func (ns *Namespace) Close() error {
	ns.once.Do(func() { close(ns.todo) })
	<-ns.done
	if ns.tun == nil {
		return nil
	}
	return ns.tun.Close()
}

// attach sets up the namespace that the calling thread is in.
func (ns *Namespace) attach(host *Network, n carrier, o TUNOptions) error {
	file, err := openTUN(deviceName, o.Ethernet)
	if err != nil {
		return err
	}
	var device io.ReadWriteCloser = file
	if o.Ethernet {
		device = newEthernet(file)
	}
	if err := configure(host, deviceName, o); err != nil {
		return errors.Join(err, device.Close())
	}
	ns.tun, err = start(n, device, o)
	return err
}

// inUserNamespace is true in a user namespace other than the first, which
// maps all users.
func inUserNamespace() bool {
	b, err := os.ReadFile("/proc/self/uid_map")
	return err == nil && strings.Join(strings.Fields(string(b)), " ") != "0 0 4294967295"
}

// NewWorldNamespace is NewNamespace for a world.
func NewWorldNamespace(w *World, o TUNOptions) (*Namespace, error) {
	o.gateway = true
	return newNamespace(w.Target(0), w, o)
}
