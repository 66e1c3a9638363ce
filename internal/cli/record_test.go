package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReplay: a record shows what the run showed, names included, with its
// exit code, and twice the same bytes, in every format.
func TestReplay(t *testing.T) {
	for _, tt := range []struct{ trace, replay string }{
		{"git.example", ""},
		{"-n git.example", "-n"},
		{"--require 1421 git.example", ""},
		{"--no-mtu git.example", ""},
		{"--json git.example", "--json"},
		{"-F jsonl -6 git.example", "-F jsonl"},
		{"-F tracepath git.example", "-F tracepath"},
		{"-F tracepath -b git.example", "-F tracepath -b"},
	} {
		t.Run(tt.trace, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "record")
			b := newBench(t)
			code := b.run(append([]string{"pmtu", "--record", file}, strings.Fields(tt.trace)...)...)
			for range 2 {
				r := newBench(t)
				args := append([]string{"pmtu", "replay", file}, strings.Fields(tt.replay)...)
				if got := r.run(args...); got != code || r.err.Len() > 0 {
					t.Errorf("exit code %d, want %d; %s", got, code, r.err.String())
				}
				if r.out.String() != b.out.String() {
					t.Errorf("replayed\n%swant\n%s", r.out.String(), b.out.String())
				}
				if len(r.traced) > 0 {
					t.Error("it traced")
				}
			}
		})
	}
}

// TestReplayBad: one line, with the place, for what is no record.
func TestReplayBad(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "good")
	newBench(t).run("pmtu", "--record", good, "git.example")
	record, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		content string
		says    string // the beginning
		code    int
	}{
		"empty":   {"", "pmtu: replay record: ", exitHost},
		"text":    {"hello\n", "pmtu: replay record: line 1: ", exitHost},
		"version": {strings.Replace(string(record), `"pmtu_record":1`, `"pmtu_record":99`, 1), "pmtu: replay record: line ", exitHost},
		"cut":     {string(record[:len(record)/2]), "", exitInconclusive},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.in = strings.NewReader(tt.content)
			if code := b.run("pmtu", "replay", "-"); code != tt.code || !strings.HasPrefix(b.err.String(), tt.says) || strings.Count(b.err.String(), "\n") > 1 {
				t.Errorf("exit code %d, want %d; %q, want %q", code, tt.code, b.err.String(), tt.says)
			}
			if (b.out.Len() > 0) != (tt.says == "") {
				t.Errorf("printed %q", b.out.String())
			}
		})
	}
	b := newBench(t)
	if code := b.run("pmtu", "replay", filepath.Join(dir, "missing")); code != exitHost || !strings.HasSuffix(b.err.String(), "missing: no such file or directory\n") {
		t.Errorf("exit code %d, %q", code, b.err.String())
	}
	b = newBench(t)
	if code := b.run("pmtu", "replay", "-F", "tracepath", good); code != exitUsage {
		t.Errorf("tracepath's text of another run: exit code %d, %q", code, b.err.String())
	}
}
