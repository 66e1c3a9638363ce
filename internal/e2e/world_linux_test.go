package e2e

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/pathmtu/pmtu/internal/lab"
	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// systemFiles stand in /etc of every namespace, so that names are the same on
// every machine and no resolver is asked: nobody listens on loopback there.
var systemFiles = map[string]string{
	"hosts": `127.0.0.1 localhost
10.77.0.1 r1.example
fd77::1 r1.example
10.77.0.3 vpn.example
fd77::3 vpn.example
10.77.0.5 a-router-with-a-name-that-is-longer-than-the-column-for-it.example
fd77::5 a-router-with-a-name-that-is-longer-than-the-column-for-it.example
10.77.99.9 git.example
fd77:99::9 git.example
`,
	"resolv.conf":   "nameserver 127.0.0.1\n",
	"nsswitch.conf": "hosts: files dns\n",
}

// output is what a program left behind.
type output struct {
	stdout, stderr string
	code           int
}

// patience ends a program that does not end. It decides nothing else.
const patience = 2 * time.Minute

// behind makes a namespace with a simulated network in it. Without the
// rights for that the test skips with the reason.
func behind(tb testing.TB, n *simnet.Network) *simnet.Namespace {
	tb.Helper()
	ns, err := newWorld(n, simnet.TUNOptions{})
	needs(tb, err)
	tb.Cleanup(func() {
		if err := ns.Close(); err != nil {
			tb.Errorf("simulated network: %v", err)
		}
	})
	return ns
}

// needs skips the test where err says that this machine or user cannot do what
// it needs, and fails it for every other error.
func needs(tb testing.TB, err error) {
	tb.Helper()
	switch {
	case err == nil:
	case errors.Is(err, fs.ErrPermission), errors.Is(err, fs.ErrNotExist), errors.Is(err, errors.ErrUnsupported):
		lab.Lacking(tb, fmt.Errorf("networks behind /dev/net/tun: %w", err))
	default:
		tb.Fatal(err)
	}
}

// newWorld makes a namespace with a simulated network and the files of
// systemFiles in place of the system's.
func newWorld(n *simnet.Network, o simnet.TUNOptions) (*simnet.Namespace, error) {
	ns, err := simnet.NewNamespace(n, o)
	if err != nil {
		return nil, err
	}
	if err := ns.Do(replaceSystemFiles); err != nil {
		return nil, errors.Join(fmt.Errorf("replace files of /etc: %w", err), ns.Close())
	}
	return ns, nil
}

// replaceSystemFiles gives the calling thread, and what it starts, other files in /etc.
func replaceSystemFiles() error {
	if err := unix.Unshare(unix.CLONE_FS | unix.CLONE_NEWNS); err != nil {
		return os.NewSyscallError("unshare", err)
	}
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return os.NewSyscallError("mount", err)
	}
	for name := range systemFiles {
		etc := filepath.Join("/etc", name)
		if _, err := os.Stat(etc); errors.Is(err, fs.ErrNotExist) {
			continue // the resolvers do without, and behave the same
		}
		if err := unix.Mount(filepath.Join(built, name), etc, "", unix.MS_BIND, ""); err != nil {
			return fmt.Errorf("%s: %w", etc, os.NewSyscallError("mount", err))
		}
	}
	return nil
}

// load returns a network of internal/simnet by its name.
func load(tb testing.TB, name string) *simnet.Network {
	tb.Helper()
	n, err := simnet.Load(name)
	if err != nil {
		tb.Fatal(err)
	}
	return n
}

// run runs a program in a namespace, as a user without rights unless privileged.
func run(ns *simnet.Namespace, path string, args ...string) (output, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = environment
	cmd.Dir = "/"
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	ns.Unprivileged(cmd)
	err := ns.Run(cmd)
	if ctx.Err() != nil {
		return output{}, fmt.Errorf("%s %v: did not end within %v; so far: %s%s", path, args, patience, &stdout, &stderr)
	}
	code, err := exitCode(err)
	return output{stdout.String(), stderr.String(), code}, err
}

// environment is that of every program run here.
var environment = []string{"LC_ALL=C", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/"}

// exitCode returns the code of a program that ended by itself.
func exitCode(err error) (int, error) {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.Exited() {
		return exit.ExitCode(), nil
	}
	return 0, err
}

// mustRun is run for a program that must start.
func mustRun(tb testing.TB, ns *simnet.Namespace, path string, args ...string) output {
	tb.Helper()
	out, err := run(ns, path, args...)
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// families are the families of a network.
func families(n *simnet.Network) []pmtu.Family {
	var all []pmtu.Family
	for _, f := range []pmtu.Family{pmtu.IPv4, pmtu.IPv6} {
		// Linux has no IPv6 on a link that is too small for it.
		if n.Has(f) && n.LocalMTU() >= f.Min() {
			all = append(all, f)
		}
	}
	return all
}
