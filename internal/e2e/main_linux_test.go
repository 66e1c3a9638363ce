package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/pathmtu/pmtu/internal/lab"
)

// built is the directory with the built program and the files that its
// namespaces see in place of the system's.
var built string

func TestMain(m *testing.M) {
	os.Exit(lab.Main(func() int {
		dir, err := prepare()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		built = dir
		return m.Run()
	}))
}

// prepare builds the program as the Makefile does, where everybody can run it.
func prepare() (dir string, err error) {
	if dir, err = os.MkdirTemp("", "pmtu-e2e-"); err != nil {
		return "", err
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		return "", err
	}
	args := []string{"build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w"}
	for _, p := range []string{
		"github.com/alecthomas/kong", "github.com/goccy/go-yaml/...", "encoding/json", "reflect",
		"github.com/pathmtu/pmtu/internal/cli", "github.com/pathmtu/pmtu/internal/render",
		"github.com/pathmtu/pmtu/internal/report", "github.com/pathmtu/pmtu/internal/tunnel",
		"github.com/pathmtu/pmtu/internal/check", "github.com/pathmtu/pmtu/internal/host", "github.com/pathmtu/pmtu/internal/resolve",
	} {
		args = append(args, "-gcflags="+p+"=-l")
	}
	cmd := exec.Command("go", append(args, "-o", filepath.Join(dir, "pmtu"), "github.com/pathmtu/pmtu/cmd/pmtu")...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build pmtu: %w\n%s", err, out)
	}
	if err := os.Chmod(filepath.Join(dir, "pmtu"), 0o755); err != nil {
		return "", err
	}
	if err := os.Symlink("pmtu", filepath.Join(dir, "tracepath")); err != nil {
		return "", err
	}
	for name, text := range systemFiles {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return "", err
		}
	}
	return dir, nil
}

// pmtuPath and tracepathPath are the built program under its two names.
func pmtuPath() string      { return filepath.Join(built, "pmtu") }
func tracepathPath() string { return filepath.Join(built, "tracepath") }
