package e2e

import (
	"bytes"
	"context"
	"debug/elf"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/pmtu"
)

// What the program promises not to exceed.
const (
	maxBinary = 8_000_000 // bytes
	maxMemory = 25 << 10  // KiB
)

func TestBinarySize(t *testing.T) {
	info, err := os.Stat(pmtuPath())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("measured: the binary has %d bytes", info.Size())
	if info.Size() > maxBinary {
		t.Errorf("the binary has %d bytes, more than %d", info.Size(), maxBinary)
	}
}

// TestStatic holds the program to needing nothing of the system it runs on.
func TestStatic(t *testing.T) {
	f, err := elf.Open(pmtuPath())
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	libraries, err := f.ImportedLibraries()
	if err != nil || len(libraries) > 0 {
		t.Errorf("the binary is linked to %v (%v)", libraries, err)
	}
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP {
			t.Error("the binary names an interpreter")
		}
	}
}

// TestMemory looks at the most memory that a run ever had. The resource usage
// that the kernel reports of a child begins with its parent's, so the test
// looks into /proc while the program runs: it waits for a silent destination,
// and the peak is that of the trace.
func TestMemory(t *testing.T) {
	n := load(t, "dest-silent")
	ns := behind(t, n)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var stdout bytes.Buffer
	cmd := exec.CommandContext(ctx, pmtuPath(), "--json", n.Target(pmtu.IPv4).String())
	cmd.Env, cmd.Dir, cmd.Stdout = environment, "/", &stdout
	ns.Unprivileged(cmd)
	if err := ns.Start(cmd); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	peak := 0
	for ticks := time.Tick(2 * time.Millisecond); ; <-ticks {
		if kib, err := peakMemory(cmd.Process.Pid); err == nil {
			peak = max(peak, kib)
		}
		select {
		case err := <-ended:
			if _, err := exitCode(err); err != nil {
				t.Fatal(err)
			}
			t.Logf("measured: a trace has at most %d KiB of memory", peak)
			if peak == 0 || peak > maxMemory {
				t.Errorf("a trace had %d KiB of memory, more than %d", peak, maxMemory)
			}
			parse(t, stdout.String())
			return
		default:
		}
	}
}

// peakMemory returns the peak resident set of a process in KiB (VmHWM of proc(5)).
func peakMemory(pid int) (int, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			return strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")))
		}
	}
	return 0, fmt.Errorf("no VmHWM of process %d", pid)
}
