package examples

import (
	"bytes"
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// TestDockerfile: the build commands of the image, and what they make in an
// empty root, as the image's user. There is no Docker in it.
func TestDockerfile(t *testing.T) {
	file := read(t, filepath.Join(root, "Dockerfile"))
	out := t.TempDir()
	if err := os.Chmod(out, 0o755); err != nil {
		t.Fatal(err)
	}
	builds := 0
	for l := range strings.Lines(file) {
		command, ok := strings.CutPrefix(strings.TrimSpace(l), "RUN ")
		if !ok || !strings.HasPrefix(command, "go build ") {
			continue
		}
		builds++
		env := []string{"CGO_ENABLED=0", "GOOS=linux", "GOARCH=" + runtime.GOARCH, "VERSION=9.8.7"}
		if r := execute(t, root, env, "sh", "-ec", strings.ReplaceAll(command, "/out/", out+"/")); r.code != 0 {
			t.Fatalf("%s: %+v", command, r)
		}
	}
	if builds != 2 || !strings.Contains(file, "\nCOPY --from=build /out/pmtu /out/every /\n") || !strings.Contains(file, "\nENV CGO_ENABLED=0 ") {
		t.Errorf("%d programs", builds)
	}
	for _, name := range []string{"pmtu", "every"} {
		static(t, filepath.Join(out, name))
	}
	if os.Getuid() != 0 {
		t.Skip("needs root: the programs of the image are not run in an empty root")
	}
	if got, code := inside(t, out, "/pmtu", "--version"); code != 0 || !strings.Contains(got, "9.8.7") {
		t.Errorf("%d: %s", code, got)
	}
	if got, code := inside(t, out, "/pmtu", "check", "--require", "1400", "127.0.0.1", "::1"); code != 0 || !strings.Contains(got, "2 targets: 2 pass.") {
		t.Errorf("%d: %s", code, got)
	}
	if got, code := inside(t, out, "/every", "--ready", "--status=/status"); code != 1 {
		t.Errorf("%d: %s", code, got)
	}
}

// static fails t where a program needs a loader, which an empty image has not.
func static(t *testing.T, name string) {
	t.Helper()
	f, err := elf.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP {
			t.Errorf("%s is not static", name)
		}
	}
}

// inside runs a program of a root that holds nothing else, as uid 65532,
// which has no capabilities.
func inside(t *testing.T, dir string, command ...string) (string, int) {
	t.Helper()
	c := &exec.Cmd{Path: command[0], Args: command, Dir: "/", Env: []string{}}
	c.SysProcAttr = &syscall.SysProcAttr{Chroot: dir, Credential: &syscall.Credential{Uid: 65532, Gid: 65532}}
	var b bytes.Buffer
	c.Stdout, c.Stderr = &b, &b
	err := c.Run()
	if c.ProcessState == nil {
		t.Fatal(err)
	}
	return b.String(), c.ProcessState.ExitCode()
}
