package cli

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
}

// entries returns the names in a directory.
func entries(t *testing.T, dir string) (names []string) {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
}

// TestOutputReplaced: the earlier answer stays whole while a run lasts, and is
// replaced at once when it has ended.
func TestOutputReplaced(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "out"), filepath.Join(dir, "link")
	write(t, file, "old")
	if err := os.Symlink("out", link); err != nil {
		t.Skip(err)
	}
	reader, err := os.Open(file) // who reads the old one goes on doing so
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	b := newBench(t)
	b.trace = func(ctx context.Context, o pmtu.Options, observe func(pmtu.Update), rec *pmtu.Recorder) (*pmtu.Result, error) {
		r, err := b.simulate(ctx, o, observe, rec)
		if read(t, file) != "old" {
			t.Error("changed in the middle of the run")
		}
		return r, err
	}
	if code := b.run("pmtu", "-n", "-o", link, "git.example"); code != exitOK || b.out.Len() > 0 {
		t.Errorf("exit code %d, %q, %s", code, b.out.String(), b.err.String())
	}
	if got := read(t, file); !strings.Contains(got, "Path MTU 1420, proven") {
		t.Errorf("file has %q", got)
	}
	old := make([]byte, 3)
	if n, err := reader.Read(old); n != 3 || err != nil || string(old) != "old" {
		t.Errorf("the old file has %q, %v", old[:n], err)
	}
	if got := entries(t, dir); !slices.Equal(got, []string{"link", "out"}) {
		t.Errorf("directory has %q", got)
	}
	info, err := os.Lstat(link)
	if err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
	if info, err = os.Stat(file); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("permissions %v, %v", info.Mode(), err)
	}
}

// TestOutputInPlace: a file with other names, and a link that leads to none
// yet, stay what they are.
func TestOutputInPlace(t *testing.T) {
	dir := t.TempDir()
	file, other, link := filepath.Join(dir, "out"), filepath.Join(dir, "other"), filepath.Join(dir, "link")
	write(t, file, strings.Repeat("old", 10000))
	if err := os.Link(file, other); err != nil {
		t.Skip(err)
	}
	if err := os.Symlink("new", link); err != nil {
		t.Skip(err)
	}
	for name, at := range map[string]string{file: other, link: filepath.Join(dir, "new")} {
		b := newBench(t)
		if code := b.run("pmtu", "-n", "-o", name, "git.example"); code != exitOK {
			t.Errorf("exit code %d, %s", code, b.err.String())
		}
		if got := read(t, at); !strings.HasPrefix(got, "git.example") || strings.Contains(got, "old") {
			t.Errorf("%s has %.200q", at, got)
		}
	}
}

// TestOutputStandard: - is standard output, as it is for the input of replay.
func TestOutputStandard(t *testing.T) {
	t.Chdir(t.TempDir())
	want := newBench(t)
	want.run("pmtu", "git.example")
	record := newBench(t)
	record.run("pmtu", "--record", "record", "git.example")
	for _, args := range []string{"-o - git.example", "-o- git.example", "--output=- git.example", "replay -o - record"} {
		b := newBench(t)
		if code := b.run(append([]string{"pmtu"}, strings.Fields(args)...)...); code != exitOK || b.out.String() != want.out.String() {
			t.Errorf("%s: exit code %d, printed\n%s%s", args, code, b.out.String(), b.err.String())
		}
	}
	if got := entries(t, "."); !slices.Equal(got, []string{"record"}) {
		t.Errorf("made %q", got)
	}
}

// TestOutputCannot: what cannot be written is known before anything is sent.
func TestOutputCannot(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{dir, filepath.Join(dir, "missing", "out"), filepath.Join(dir, strings.Repeat("x", 300))} {
		b := newBench(t)
		if code := b.run("pmtu", "-o", name, "git.example"); code != exitHost || !strings.HasPrefix(b.err.String(), "pmtu: create "+name+": ") || len(b.traced) > 0 {
			t.Errorf("exit code %d, %s", code, b.err.String())
		}
	}
	if got := entries(t, dir); len(got) > 0 {
		t.Errorf("made %q", got)
	}
}

// TestOutputRefused: a file that does not take the answer is left empty.
func TestOutputRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "out")
	write(t, file, "old")
	f, _, err := openOutputFile(file)
	if err != nil {
		t.Fatal(err)
	}
	f.path = filepath.Join(filepath.Dir(file), "gone", "out") // what was its directory
	if err := f.put([]byte("new")); err == nil || err.Error() != "write "+file+": no such file or directory" {
		t.Errorf("%v", err)
	}
	f.path = file
	if err := f.put(nil); err != nil || read(t, file) != "" {
		t.Errorf("%v, %q", err, read(t, file))
	}
}
