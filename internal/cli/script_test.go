package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/pathmtu/pmtu/internal/golden"
)

// TestMain makes this binary be pmtu and tracepath when it is called so.
func TestMain(m *testing.M) {
	command := func() {
		os.Exit(Main(context.Background(), os.Args, os.Stdin, os.Stdout, os.Stderr))
	}
	testscript.Main(m, map[string]func(){"pmtu": command, "tracepath": command, "tracepath4": command, "tracepath6": command})
}

// TestScript runs testdata/script/*.txtar. Packets go to this host's loopback
// only.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		UpdateScripts:       *golden.Update,
		Setup:               setup,
		Condition: func(cond string) (bool, error) {
			switch cond {
			case "root":
				return os.Geteuid() == 0, nil
			case "ip6":
				return hasLoopback6(), nil
			}
			return false, fmt.Errorf("condition %q: not known", cond)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code":    checkCode,
			"full":    makeFull,
			"listen":  listenUDP,
			"waitfor": waitFor,
		},
	})
}

// setup makes a copy of the command that any user may run: $PUBLIC/pmtu.
func setup(e *testscript.Env) error {
	e.Setenv("LC_ALL", "C.UTF-8")
	dir, err := os.MkdirTemp("", "pmtu-public-")
	if err != nil {
		return err
	}
	e.Defer(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		return err
	}
	self, err := os.ReadFile(os.Args[0])
	if err != nil {
		return err
	}
	e.Setenv("PUBLIC", dir)
	// A script next door that forks now would keep the file open for writing,
	// and it could not be run (ETXTBSY).
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	return os.WriteFile(filepath.Join(dir, "pmtu"), self, 0o755)
}

func hasLoopback6() bool {
	c, err := net.ListenPacket("udp6", "[::1]:0")
	if err != nil {
		return false
	}
	c.Close()
	return true
}

// checkCode is "code N COMMAND...": the command ends with exit code N.
func checkCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N command [args...]")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		got = fmt.Sprint(exit.ExitCode())
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// listenUDP is "listen VAR": a port of 127.0.0.1 that takes all and answers
// nothing, its number in VAR.
func listenUDP(ts *testscript.TestScript, neg bool, args []string) {
	c, err := net.ListenPacket("udp4", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { c.Close() })
	ts.Setenv(args[0], fmt.Sprint(c.LocalAddr().(*net.UDPAddr).Port))
}

// makeFull is "full VAR": a device with no room, its path in VAR.
func makeFull(ts *testscript.TestScript, neg bool, args []string) {
	ts.Setenv(args[0], fullDevice(ts.MkAbs(".")))
}

// waitFor is "waitfor FILE PATTERN": it returns once the file matches.
func waitFor(ts *testscript.TestScript, neg bool, args []string) {
	pattern := regexp.MustCompile(args[1])
	for range 2000 {
		if b, err := os.ReadFile(ts.MkAbs(args[0])); err == nil && pattern.Match(b) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	ts.Fatalf("%s never matched %s", args[0], args[1])
}

// TestBrokenPipe: a real reader that has gone gives 141, and silence.
func TestBrokenPipe(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs Linux")
	}
	for _, args := range []string{"pmtu -n 127.0.0.1", "pmtu --json 127.0.0.1", "pmtu --version", "tracepath -n 127.0.0.1", "pmtu completion bash"} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		words := strings.Fields(args)
		var stderr bytes.Buffer
		cmd := program(t, words...)
		cmd.Stdout, cmd.Stderr = w, &stderr
		_ = cmd.Run() // its exit code is looked at
		w.Close()
		if code := cmd.ProcessState.ExitCode(); code != 141 || stderr.Len() > 0 {
			t.Errorf("%s: exit code %d, standard error %q", args, code, stderr.String())
		}
	}
}

// program returns a command that runs this binary as the program words[0].
func program(t *testing.T, words ...string) *exec.Cmd {
	t.Helper()
	link := filepath.Join(t.TempDir(), words[0])
	if err := os.Symlink(os.Args[0], link); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(link, words[1:]...)
	cmd.Stdin = io.NopCloser(strings.NewReader(""))
	return cmd
}
