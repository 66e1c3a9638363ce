package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/pathmtu/pmtu/internal/simnet"
)

// programs are copies where everybody may run them.
type programs struct {
	dir  string
	self string // this one
	pmtu string // "": it was not built
}

// copies copies this program and, if it is there, pmtu.
func copies(pmtu string) (programs, error) {
	var p programs
	self, err := os.Executable()
	if err != nil {
		return p, err
	}
	if p.dir, err = os.MkdirTemp("", "fleetbench-*"); err != nil {
		return p, err
	}
	p.self = p.dir + "/fleetbench"
	if err = os.Chmod(p.dir, 0o755); err == nil {
		err = copyFile(p.self, self)
	}
	if err == nil {
		p.pmtu = p.dir + "/pmtu"
		if err = copyFile(p.pmtu, pmtu); errors.Is(err, fs.ErrNotExist) {
			p.pmtu, err = "", nil
		}
	}
	if err != nil {
		os.RemoveAll(p.dir)
	}
	return p, err
}

func copyFile(to, from string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, text, 0o755)
}

// addressFile returns a file with the addresses of the targets, to be read from its start.
func addressFile(w *simnet.World) (*os.File, error) {
	f, err := os.CreateTemp("", "fleetbench-*")
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	for i := range w.Targets() {
		fmt.Fprintln(&b, w.Target(i).Target(family))
	}
	if _, err = f.WriteString(b.String()); err == nil {
		_, err = f.Seek(0, 0)
	}
	if err != nil {
		f.Close()
		os.Remove(f.Name())
		return nil, err
	}
	return f, nil
}

// watchMemory watches the most memory that a process had resident. The
// function that it returns ends that and tells it. What wait4 says counts this
// program's memory too, as the kernel takes over the mark of before the exec.
func watchMemory(pid int) func() int64 {
	stop, done := make(chan struct{}), make(chan int64)
	go func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		most := int64(0)
		for {
			select {
			case <-tick.C:
				most = max(most, highWater(pid))
			case <-stop:
				done <- most
				return
			}
		}
	}()
	return func() int64 {
		close(stop)
		return <-done
	}
}

// highWater reads VmHWM of a process, bytes; 0 where it has ended.
func highWater(pid int) int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(text), "VmHWM:")
	word, _, _ := strings.Cut(strings.TrimSpace(after), " ")
	kib, err := strconv.ParseInt(word, 10, 64)
	if err != nil {
		return 0
	}
	return kib << 10
}
