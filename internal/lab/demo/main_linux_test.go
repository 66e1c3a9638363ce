package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/lab"
)

func TestMain(m *testing.M) { os.Exit(lab.Main(m.Run)) }

// document is what a right answer about a plan with a path MTU looks like.
func document(mtu int) string {
	return fmt.Sprintf(`{"schema": 1, "outcome": "reached", "path_mtu": {"status": "proven", "bytes": %d}, "hop_count": 5,
		"limits": [{"after_hop": 2, "address": "10.9.2.2", "kind": "packet_too_big", "to_bytes": %d}]}`, mtu, mtu)
}

// standIn writes, into a directory that only its owner can enter, a program that answers as pmtu does, with a document of its own.
func standIn(t *testing.T, document string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "pmtu")
	script := "#!/bin/sh\ncase $1 in --json) cat <<'EOF'\n" + document + "\nEOF\n;; *) echo \"uid $(id -u) ran $*\" ;; esac\n"
	if err := os.WriteFile(path, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// built returns the path MTU of the plan that this system allows, or skips.
func built(t *testing.T) plan {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), timeLimit)
	defer cancel()
	p, l, err := build(ctx, &bytes.Buffer{})
	if missing := (*lab.UnsupportedError)(nil); errors.As(err, &missing) {
		lab.Lacking(t, missing)
	}
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	return p
}

func TestShow(t *testing.T) {
	var out bytes.Buffer
	if err := show(t.Context(), &out, standIn(t, document(built(t).mtu))); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	for _, want := range []string{
		"$ pmtu 10.9.5.2\nuid 65534 ran 10.9.5.2\n",
		"$ pmtu fd09:5::2\nuid 65534 ran fd09:5::2\n",
		"$ pmtu tracepath -n 10.9.5.2\nuid 65534 ran tracepath -n 10.9.5.2\n",
		"fd09:5::2  reached after 5 hops",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in:\n%s", want, &out)
		}
	}
}

func TestShowFailsOnAnotherAnswer(t *testing.T) {
	var out bytes.Buffer
	err := show(t.Context(), &out, standIn(t, document(built(t).mtu+1)))
	if err == nil || !strings.Contains(err.Error(), "it says path MTU") {
		t.Errorf("got %v for a wrong path MTU:\n%s", err, &out)
	}
}

func TestCheck(t *testing.T) {
	p := plans()[0]
	for _, tt := range []struct{ name, old, new, want string }{
		{"right", "", "", ""},
		{"not proven", "proven", "at_least", "status at_least"},
		{"another size", "1420}", "1500}", "path MTU 1500"},
		{"another limit", `"to_bytes": 1420`, `"to_bytes": 1500`, "limit to 1500"},
		{"another hop", `"after_hop": 2`, `"after_hop": 3`, "limit after hop 3"},
		{"a black hole", "packet_too_big", "black_hole", "kind of limit black_hole"},
		{"not reached", "reached", "silent", "outcome silent"},
		{"no document", "{", "", "invalid character"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := p.check(&bytes.Buffer{}, "10.9.5.2", []byte(strings.Replace(document(1420), tt.old, tt.new, 1)))
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

// Every plan tells what it is in 80 columns.
func TestDescribe(t *testing.T) {
	for _, p := range plans() {
		var out bytes.Buffer
		p.describe(&out, time.Second)
		for line := range strings.Lines(out.String()) {
			if len(line) > 81 {
				t.Errorf("%s: %d columns: %s", p.middle, len(line)-1, line)
			}
		}
		if !strings.Contains(out.String(), fmt.Sprintf("the path MTU is %d,", p.mtu)) {
			t.Errorf("%s: the path MTU is not told:\n%s", p.middle, &out)
		}
	}
}

// The other plans than the one that this system gets carry what they say they carry.
func TestPlansCanBeBuilt(t *testing.T) {
	for _, p := range plans() {
		t.Run(p.middle, func(t *testing.T) {
			l := lab.Start(t, p.network())
			v4, _ := p.server()
			out, err := l.Node(client).Output(t.Context(), lab.Nobody, "tracepath", "-n", v4.String())
			if err != nil {
				t.Skip(err) // tracepath need not be installed
			}
			if want := fmt.Sprintf("Resume: pmtu %d hops 5 back 5", p.mtu); !strings.Contains(string(out), want) {
				t.Errorf("no %q in:\n%s", want, out)
			}
		})
	}
}
