package lab

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// runAsUser runs some of this package's tests again as an ordinary user and
// returns what they said.
func runAsUser(t *testing.T, tests string, env ...string) string {
	t.Helper()
	if os.Geteuid() != 0 || os.Getenv(insideEnv) != "" {
		t.Skip("only real root can become another user; this run is as an ordinary user already")
	}
	cmd := exec.CommandContext(t.Context(), "/proc/self/exe", "-test.v", "-test.run", tests)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	cmd.Env = append(os.Environ(), append([]string{RequireEnv + "="}, env...)...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Skipf("run tests as user %d: %v", nobody, err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("tests as user %d: %v", nobody, err)
	}
	t.Logf("as user %d:\n%s", nobody, &out)
	return out.String()
}

func TestAsOrdinaryUser(t *testing.T) {
	tests := []string{
		"TestChainHops", "TestNarrow", "TestRateLimits", "TestFilters", "TestTwoTunnels",
		"TestOutputRunsInTheNode", "TestNobodyHasNoRights", "TestForgetPathMTU",
	}
	out := runAsUser(t, "^("+strings.Join(tests, "|")+")$")
	if strings.Contains(out, "lab: no network namespaces here") {
		Lacking(t, errors.New(out))
	}
	for _, name := range tests {
		if !strings.Contains(out, "--- PASS: "+name+" (") {
			t.Errorf("%s did not pass as an ordinary user", name)
		}
	}
}

// An ordinary user who may not open /dev/net/tun is told so.
func TestTunnelDeviceReason(t *testing.T) {
	info, err := os.Stat(tunnelPath)
	if err != nil {
		t.Skip(err)
	}
	if info.Mode().Perm()&0o006 != 0 {
		t.Skipf("%s is open to everybody here", tunnelPath)
	}
	out := runAsUser(t, "^TestTunnels$/^WireGuard")
	if !strings.Contains(out, tunnelPath+" may not be opened by this user") {
		t.Error("the skipped test does not say why")
	}
}

// Where neither namespaces nor user namespaces are allowed, a test says so. The
// mark of Enter keeps it from using a user namespace here.
func TestNamespaceReason(t *testing.T) {
	out := runAsUser(t, "^TestChainHops$", insideEnv+"=1")
	if !strings.Contains(out, "--- SKIP: TestChainHops") || !strings.Contains(out, "lab: no network namespaces here: unshare") {
		t.Error("the test did not skip with the reason")
	}
}

func TestUnsupportedError(t *testing.T) {
	err := namespaceError(os.NewSyscallError("unshare", unix.EPERM))
	missing := (*UnsupportedError)(nil)
	if !errors.As(err, &missing) || missing.Why == "" || !errors.Is(err, unix.EPERM) {
		t.Errorf("got %v, want an UnsupportedError with a reason around EPERM", err)
	}
	if err := namespaceError(unix.EMFILE); errors.As(err, &missing) {
		t.Errorf("got %v: too many open files is not the system's rule", err)
	}
}

// fakeTB records what Lacking does to a test.
type fakeTB struct{ did string }

func (f *fakeTB) Helper()               {}
func (f *fakeTB) Cleanup(func())        {}
func (f *fakeTB) Skipf(string, ...any)  { f.did = "skip" }
func (f *fakeTB) Fatalf(string, ...any) { f.did = "fail" }

func TestLacking(t *testing.T) {
	for value, want := range map[string]string{"": "skip", "require": "fail"} {
		t.Setenv(RequireEnv, value)
		var tb fakeTB
		Lacking(&tb, errors.New("reason"))
		if tb.did != want {
			t.Errorf("%s=%s: %s, want %s", RequireEnv, value, tb.did, want)
		}
	}
}
