package lab

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// User says with which rights a command runs in a node.
type User int

const (
	// Root may do everything in the node's network.
	Root User = iota
	// Nobody is user 65534 without any capability over the node's network.
	// Under real root it is that user for files too. Inside a user namespace,
	// which has one user only, it keeps that user's access to files.
	Nobody
)

// nobody is the user and group id of Nobody.
const nobody = 65534

// Start starts a command in the node's namespace, with the rights of a user.
// Fields of cmd.SysProcAttr that it does not need are kept. The caller waits
// for the command; one that still runs when the lab is closed is killed.
func (n *Node) Start(cmd *exec.Cmd, as User) error {
	if as == Nobody {
		attr, err := nobodyAttr(cmd.SysProcAttr)
		if err != nil {
			return fmt.Errorf("lab: run %s in %s: %w", cmd.Path, n.name, err)
		}
		cmd.SysProcAttr = attr
	}
	// A child is born in the namespace of the thread that forks it.
	if err := n.Do(cmd.Start); err != nil {
		return fmt.Errorf("lab: run %s in %s: %w", cmd.Path, n.name, err)
	}
	n.mu.Lock()
	n.started = append(n.started, cmd.Process)
	n.mu.Unlock()
	return nil
}

// Output runs a command in the node's namespace and returns what it wrote to
// standard output. A failure carries what it wrote to standard error; the
// command's own exit status is an [*exec.ExitError].
func (n *Node) Output(ctx context.Context, as User, name string, args ...string) ([]byte, error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := n.Start(cmd, as); err != nil {
		return nil, err
	}
	if err := cmd.Wait(); err != nil {
		return stdout.Bytes(), fmt.Errorf("lab: %s in %s: %w: %s", name, n.name, err, bytes.TrimSpace(stderr.Bytes()))
	}
	return stdout.Bytes(), nil
}

// nobodyAttr adds to attr what makes a child Nobody: the user id itself where
// we may set it, else a user namespace below this one, in which no right over
// this one's networks is held (user_namespaces(7)).
func nobodyAttr(attr *syscall.SysProcAttr) (*syscall.SysProcAttr, error) {
	if attr == nil {
		attr = &syscall.SysProcAttr{}
	}
	whole, err := idsMapped()
	if err != nil {
		return nil, err
	}
	if whole && os.Geteuid() == 0 {
		attr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
		return attr, nil
	}
	ns := userNamespace(nobody, os.Getuid(), os.Getgid())
	attr.Cloneflags |= ns.Cloneflags
	attr.UidMappings, attr.GidMappings = ns.UidMappings, ns.GidMappings
	return attr, nil
}

// idsMapped reports whether the id of Nobody exists in this user namespace.
func idsMapped() (bool, error) {
	text, err := os.ReadFile("/proc/self/uid_map")
	if err != nil {
		return false, err
	}
	for line := range bytes.Lines(text) {
		var inside, outside, count uint64
		if _, err := fmt.Sscan(string(line), &inside, &outside, &count); err != nil {
			return false, fmt.Errorf("read /proc/self/uid_map: %w", err)
		}
		if inside <= nobody && nobody < inside+count {
			return true, nil
		}
	}
	return false, nil
}

// userNamespace returns the attributes of a child in a user namespace of its own in which it has the
// id inside, for user and group.
func userNamespace(inside, uid, gid int) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{
		Cloneflags:  unix.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: inside, HostID: uid, Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: inside, HostID: gid, Size: 1}},
	}
}

// stop kills what was started in the node and not waited for.
func (n *Node) stop() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, p := range n.started {
		// For a process that was waited for this is os.ErrProcessDone: nothing
		// is sent to an id that another process may have by now.
		_ = p.Kill()
	}
	n.started = nil
}
