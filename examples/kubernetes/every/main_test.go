package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// lines is a writer that ends a context after some lines.
type lines struct {
	text string
	want int
	end  context.CancelFunc
}

func (l *lines) Write(b []byte) (int, error) {
	l.text += string(b)
	if strings.Count(l.text, "\n") >= l.want {
		l.end()
	}
	return len(b), nil
}

// TestAgain: the command runs again, and its code is there to be read.
func TestAgain(t *testing.T) {
	status := filepath.Join(t.TempDir(), "status")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out := &lines{want: 3, end: cancel}
	code := run(ctx, []string{
		"--interval=1ms", "--jitter=1ms", "--status=" + status, "--",
		"/bin/sh", "-c", `cat "$0" 2>/dev/null || echo none; exit 5`, status,
	}, out, io.Discard)
	if code != 0 || out.text != "none\n5\n5\n" {
		t.Errorf("%d, %q", code, out.text)
	}
	if code := run(t.Context(), []string{"--ready", "--status=" + status}, io.Discard, io.Discard); code != 5 {
		t.Errorf("ready: %d", code)
	}
}

// TestEnd: a signal ends the command, and every at once, though the next run is far off.
func TestEnd(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	out := &lines{want: 1, end: cancel}
	code := run(ctx, []string{"--interval=1h", "--", "/bin/sh", "-c", `trap 'echo ended; exit 0' TERM; echo here; while :; do sleep 0.01; done`}, out, io.Discard)
	if code != 0 || out.text != "here\nended\n" {
		t.Errorf("%d, %q", code, out.text)
	}
	ctx, cancel = context.WithTimeout(t.Context(), time.Second/10)
	defer cancel()
	if code := run(ctx, []string{"--interval=1h", "--", "/bin/true"}, io.Discard, io.Discard); code != 0 {
		t.Errorf("%d", code)
	}
}

func TestReady(t *testing.T) {
	file := filepath.Join(t.TempDir(), "status")
	args := []string{"--ready", "--status", file}
	for _, tt := range []struct {
		content string
		want    int
	}{{"", exitNotYet}, {"0\n", 0}, {"1\n", 1}, {"4\n", 4}, {"x", exitUsage}} {
		if tt.content != "" {
			if err := os.WriteFile(file, []byte(tt.content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if code := run(t.Context(), args, io.Discard, io.Discard); code != tt.want {
			t.Errorf("%q: %d, want %d", tt.content, code, tt.want)
		}
	}
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{
		{}, {"--"}, {"--ready"}, {"--interval=0", "true"}, {"--jitter=-1s", "true"}, {"--interval=x", "true"}, {"--no-such", "true"},
	} {
		var b bytes.Buffer
		if code := run(t.Context(), args, io.Discard, &b); code != exitUsage || !strings.Contains(b.String(), "every: ") {
			t.Errorf("%q: %d, %s", args, code, b.String())
		}
	}
}

// TestCannot: what cannot be run, and what a signal ended, is not well.
func TestCannot(t *testing.T) {
	if code := once(t.Context(), []string{"/no/such/command"}, io.Discard, io.Discard); code != exitCannot {
		t.Errorf("%d", code)
	}
	if code := once(t.Context(), []string{"/bin/sh", "-c", "kill -KILL $$"}, io.Discard, io.Discard); code != exitCannot {
		t.Errorf("%d", code)
	}
}
