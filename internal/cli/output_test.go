package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// breaks is a writer that fails after some writes.
type breaks struct {
	left int
	err  error
}

func (b *breaks) Write(p []byte) (int, error) {
	if b.left == 0 {
		return 0, b.err
	}
	b.left--
	return len(p), nil
}

// TestOutputLost: output that breaks ends the run at once. A reader that
// left is not worth a word, a full disk is.
func TestOutputLost(t *testing.T) {
	gone := &os.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.EPIPE}
	full := &os.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.ENOSPC}
	for _, tt := range []struct {
		args string
		err  error
		code int
		says string
	}{
		{"pmtu git.example", gone, 141, ""},
		{"pmtu --json git.example", gone, 141, ""},
		{"pmtu git.example", full, exitHost, "pmtu: write standard output: no space left on device\n"},
		{"pmtu --version", full, exitHost, "pmtu: write standard output: no space left on device\n"},
		{"pmtu --help", gone, 141, ""},
		{"pmtu completion zsh", full, exitHost, "pmtu: write standard output: no space left on device\n"},
		{"pmtu completion bash", gone, 141, ""},
		{"tracepath git.example", gone, 141, ""},
		{"tracepath git.example", full, tracepathStart, "tracepath: write error\n"},
		{"tracepath -V", full, tracepathStart, "tracepath: write error\n"},
		{"tracepath -m 0 git.example", full, tracepathStart, "tracepath: write error\n"},
	} {
		for _, left := range []int{0, 1} {
			if left == 1 && (strings.Contains(tt.args, "-") || strings.Contains(tt.args, "completion")) {
				continue // written at once
			}
			t.Run(fmt.Sprint(tt.args, " ", tt.err, " ", left), func(t *testing.T) {
				b := newBench(t)
				b.env.out = &breaks{left, tt.err}
				events := 20 // of a run that the lost output has to end
				if strings.Contains(tt.args, "--json") {
					events = 100 // of one that ends by itself, and then writes
				}
				b.stall(events)
				if code := b.run(strings.Fields(tt.args)...); code != tt.code || b.err.String() != tt.says {
					t.Errorf("exit code %d, want %d; standard error %q, want %q", code, tt.code, b.err.String(), tt.says)
				}
			})
		}
	}
}

// TestOutputOnce: failed is called once, and nothing is written after an error.
func TestOutputOnce(t *testing.T) {
	calls := 0
	o := &output{w: &breaks{1, io.ErrShortWrite}, name: "x", failed: func() { calls++ }}
	for range 4 {
		fmt.Fprint(o, "x")
	}
	if calls != 1 || !errors.Is(o.Err(), io.ErrShortWrite) || o.Err().Error() != "write x: short write" {
		t.Errorf("called %d times, %v", calls, o.Err())
	}
}

func TestOutputFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "out")
	b, c := newBench(t), newBench(t)
	if code := b.run("pmtu", "-n", "-o", file, "git.example"); code != exitOK || b.out.Len() > 0 {
		t.Errorf("exit code %d, standard output %q", code, b.out.String())
	}
	c.run("pmtu", "-n", "git.example")
	if got, err := os.ReadFile(file); err != nil || string(got) != c.out.String() {
		t.Errorf("%v, file:\n%swant\n%s", err, got, c.out.String())
	}
}

// TestOutputFileFull: what a file does not take goes to standard output.
func TestOutputFileFull(t *testing.T) {
	full := fullDevice(t.TempDir())
	if _, err := os.Stat(full); err != nil {
		t.Skip("there is no /dev/full")
	}
	record := filepath.Join(t.TempDir(), "record")
	c := newBench(t)
	c.run("pmtu", "-n", "--record", record, "git.example")
	for _, args := range [][]string{{"git.example"}, {"replay", record}} {
		b := newBench(t)
		code := b.run(append([]string{"pmtu"}, append(args, "-n", "-o", full)...)...)
		if code != exitHost || b.err.String() != "pmtu: write "+full+": no space left on device\n" {
			t.Errorf("%v: exit code %d, standard error %q", args, code, b.err.String())
		}
		if b.out.String() != c.out.String() || b.out.Len() == 0 {
			t.Errorf("%v: printed\n%swant\n%s", args, b.out.String(), c.out.String())
		}
	}
}

// fullDevice is a device with no room. The tests may run as root, and a program that is wrong may
// put a file in its place: so it is one of their own where such can be made.
func fullDevice(dir string) string {
	const char, full = syscall.S_IFCHR | 0o666, 1<<8 | 7
	path := filepath.Join(dir, "full")
	if runtime.GOOS == "linux" && syscall.Mknod(path, char, full) == nil {
		if f, err := os.OpenFile(path, os.O_WRONLY, 0); err == nil {
			f.Close()
			return path
		}
	}
	return "/dev/full"
}
