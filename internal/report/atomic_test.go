package report

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// read returns what a file holds; "" where it is not there.
func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(b)
}

// only fails t where a directory holds anything else.
func only(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if strings.Join(got, " ") != strings.Join(names, " ") {
		t.Errorf("%s holds %q, want %q", dir, got, names)
	}
}

func TestAtomicFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "pmtu.prom")
	for i, content := range []string{"one\n", "two\n"} {
		before := read(t, name)
		a, err := CreateAtomic(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
		if got := read(t, name); got != before {
			t.Errorf("%d: half written: %q", i, got)
		}
		if found, _ := filepath.Glob(filepath.Join(dir, "*.prom")); len(found) != i {
			t.Errorf("a collector would take %q", found)
		}
		if err := a.Commit(); err != nil {
			t.Fatal(err)
		}
		if got := read(t, name); got != content {
			t.Errorf("%d: %q", i, got)
		}
		only(t, dir, "pmtu.prom")
	}
}

// TestAtomicDiscard: what was there before stays, and nothing else.
func TestAtomicDiscard(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "pmtu.prom")
	if err := os.WriteFile(name, []byte("before\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := CreateAtomic(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Write([]byte("after")); err != nil {
		t.Fatal(err)
	}
	if err := a.Discard(); err != nil || read(t, name) != "before\n" {
		t.Errorf("%v: %q", err, read(t, name))
	}
	only(t, dir, "pmtu.prom")
}

// TestAtomicMode: who may read the file stays, and a link stays a link.
func TestAtomicMode(t *testing.T) {
	dir := t.TempDir()
	name, link := filepath.Join(dir, "a.prom"), filepath.Join(dir, "b.prom")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	const mode = 0o646 // no umask gives it
	if err := os.Chmod(name, mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("a.prom", link); err != nil {
		t.Fatal(err)
	}
	a, err := CreateAtomic(link)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if err := a.Commit(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(name)
	if err != nil || info.Mode() != mode || read(t, name) != "x" {
		t.Errorf("%v, %v, %q", err, info.Mode(), read(t, name))
	}
	if to, err := os.Readlink(link); err != nil || to != "a.prom" {
		t.Errorf("the link: %q, %v", to, err)
	}
}

// TestAtomicLongName: there is room for the hidden file beside the longest name.
func TestAtomicLongName(t *testing.T) {
	dir := t.TempDir()
	base := strings.Repeat("n", 255)
	a, err := CreateAtomic(filepath.Join(dir, base))
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Commit(); err != nil {
		t.Fatal(err)
	}
	only(t, dir, base)
}

func TestAtomicError(t *testing.T) {
	if _, err := CreateAtomic(filepath.Join(t.TempDir(), "no", "such.prom")); !os.IsNotExist(err) {
		t.Error(err)
	}
	dir := t.TempDir()
	name := filepath.Join(dir, "a.prom")
	a, err := CreateAtomic(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(name, 0o700); err != nil { // a file cannot take the place of a directory
		t.Fatal(err)
	}
	if err := a.Commit(); err == nil {
		t.Error("no error")
	}
	only(t, dir, "a.prom")
}
