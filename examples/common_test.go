package examples

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
)

// root is the root of the repository.
const root = ".."

// program is pmtu, built once.
var program string

func TestMain(m *testing.M) { os.Exit(testMain(m)) }

func testMain(m *testing.M) int {
	dir, err := os.MkdirTemp("", "pmtu-examples")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	program = filepath.Join(dir, "pmtu")
	build := exec.Command("go", "build", "-buildvcs=false", "-o", program, "./cmd/pmtu")
	build.Dir, build.Env = root, append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		panic(string(out))
	}
	return m.Run()
}

// read returns a file of this folder, or of another one.
func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// strict decodes YAML into a struct that names every field that there may be.
func strict(t *testing.T, text string, into any) {
	t.Helper()
	if err := yaml.UnmarshalWithOptions([]byte(text), into, yaml.Strict(), yaml.DisallowUnknownField()); err != nil {
		t.Fatal(err)
	}
}

// here makes destinations of examples addresses of this host.
var here = strings.NewReplacer(
	"registry.example/443", "127.0.0.1/443", "registry.example", "127.0.0.1", "git.example", "::1",
	"pmtu-nodes.pmtu.svc.cluster.local", "127.0.0.1",
)

// result is what a command came to.
type result struct {
	code   int
	stdout string
	stderr string
}

// execute runs a command with pmtu in its PATH, and variables beside those of
// this process.
func execute(t *testing.T, dir string, env []string, command ...string) result {
	t.Helper()
	c := exec.Command(command[0], command[1:]...)
	var out, errs bytes.Buffer
	c.Dir, c.Stdout, c.Stderr, c.WaitDelay = dir, &out, &errs, 10*time.Second
	c.Env = append(append(os.Environ(), "PATH="+filepath.Dir(program)+":"+os.Getenv("PATH")), env...)
	err := c.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return result{exit.ExitCode(), out.String(), errs.String()}
	}
	if err != nil {
		t.Fatal(err)
	}
	return result{0, out.String(), errs.String()}
}
