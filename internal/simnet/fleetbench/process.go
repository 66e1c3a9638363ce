package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// everybodysCopy copies this program to where everybody may run it.
func everybodysCopy() (dir, path string, err error) {
	self, err := os.Executable()
	if err != nil {
		return "", "", err
	}
	text, err := os.ReadFile(self)
	if err != nil {
		return "", "", err
	}
	if dir, err = os.MkdirTemp("", "fleetbench-*"); err != nil {
		return "", "", err
	}
	path = dir + "/fleetbench"
	if err = os.Chmod(dir, 0o755); err == nil {
		err = os.WriteFile(path, text, 0o755)
	}
	if err != nil {
		os.RemoveAll(dir)
		return "", "", err
	}
	return dir, path, nil
}

// addressFile returns a file with the addresses of the targets, to be read from its start.
func addressFile(w *simnet.World) (*os.File, error) {
	f, err := os.CreateTemp("", "fleetbench-*")
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	for i := range w.Targets() {
		fmt.Fprintln(&b, w.Target(i).Target(pmtu.IPv4))
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
