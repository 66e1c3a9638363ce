package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
	"github.com/pathmtu/pmtu/pmtu/pmtutest"
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
		"empty":   {"", "pmtu: replay stdin: no options in it\n", exitHost},
		"text":    {"hello\n", "pmtu: replay stdin: line 1: not a record: ", exitHost},
		"version": {strings.Replace(string(record), `"pmtu_record":1`, `"pmtu_record":99`, 1), "pmtu: replay stdin: line 2: version 99: only 1 is known\n", exitHost},
		"options": {string(record[:100]), "pmtu: replay stdin: line 1: not a record: ", exitHost},
		"middle":  {strings.Replace(string(record), "\n", "\n?\n", 5), "pmtu: replay stdin: line 2: ", exitHost},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.in = strings.NewReader(tt.content)
			if code := b.run("pmtu", "replay", "-"); code != tt.code || !strings.HasPrefix(b.err.String(), tt.says) || strings.Count(b.err.String(), "\n") > 1 {
				t.Errorf("exit code %d, want %d; %q, want %q", code, tt.code, b.err.String(), tt.says)
			}
			if b.out.Len() > 0 {
				t.Errorf("printed %q", b.out.String())
			}
		})
	}
	b := newBench(t)
	if code := b.run("pmtu", "replay", filepath.Join(dir, "missing")); code != exitHost || !strings.HasSuffix(b.err.String(), "missing: no such file or directory\n") {
		t.Errorf("exit code %d, %q", code, b.err.String())
	}
	b = newBench(t)
	if code := b.run("pmtu", "replay", dir); code != exitHost || b.err.String() != "pmtu: replay "+dir+": is a directory\n" {
		t.Errorf("exit code %d, %q", code, b.err.String())
	}
	b = newBench(t)
	if code := b.run("pmtu", "replay", "-F", "tracepath", good); code != exitUsage {
		t.Errorf("tracepath's text of another run: exit code %d, %q", code, b.err.String())
	}
}

// TestReplayCut: a record that was cut, anywhere, is said to be, and what it
// has is shown.
func TestReplayCut(t *testing.T) {
	file := filepath.Join(t.TempDir(), "record")
	b := newBench(t)
	b.run("pmtu", "--record", file, "git.example")
	record := read(t, file)
	lines := strings.SplitAfter(strings.TrimSuffix(record, "\n"), "\n")
	last := lines[len(lines)-1]
	for name, cut := range map[string]string{
		"in a line":             record[:len(record)/2],
		"behind a line":         strings.Join(lines[:len(lines)/2], ""),
		"before the last line":  strings.TrimSuffix(record, last+"\n"),
		"in the last line":      record[:len(record)-3],
		"before the first step": lines[0] + lines[1],
	} {
		t.Run(name, func(t *testing.T) {
			write(t, file, cut)
			r := newBench(t)
			code := r.run("pmtu", "replay", file)
			if r.err.String() != "pmtu: record "+file+" was cut short; this is what it has\n" {
				t.Errorf("exit code %d, %q", code, r.err.String())
			}
			if !strings.HasPrefix(r.out.String(), "git.example (198.51.100.9) over UDP, from ") {
				t.Errorf("printed\n%s", r.out.String())
			}
			if strings.Contains(r.out.String(), "Interrupted") != (code == exitInconclusive) {
				t.Errorf("exit code %d with\n%s", code, r.out.String())
			}
		})
	}
	// Another program's record has no notes, and ends with a line.
	var steps []string
	for _, l := range lines {
		if !strings.HasPrefix(l, `{"note"`) {
			steps = append(steps, l)
		}
	}
	others := strings.Join(steps, "")
	for cut, says := range map[int]string{0: "", 9: "pmtu: record stdin was cut short; this is what it has\n"} {
		r := newBench(t)
		r.in = strings.NewReader(others[:len(others)-cut])
		if code := r.run("pmtu", "replay", "-n", "-"); r.err.String() != says || !strings.Contains(r.out.String(), "10.0.0.3") {
			t.Errorf("exit code %d, %q, printed\n%s", code, r.err.String(), r.out.String())
		}
	}
}

// TestReplayFile: a record that cannot be read leaves no old answer, a format
// that it does not have leaves the file alone.
func TestReplayFile(t *testing.T) {
	dir := t.TempDir()
	record, out := filepath.Join(dir, "record"), filepath.Join(dir, "out")
	newBench(t).run("pmtu", "--record", record, "git.example")
	for _, tt := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"-F", "tracepath", record}, exitUsage, "old"},
		{[]string{filepath.Join(dir, "missing")}, exitHost, ""},
		{[]string{out}, exitHost, ""}, // it is none
	} {
		write(t, out, "old")
		b := newBench(t)
		if code := b.run(append([]string{"pmtu", "replay", "-o", out}, tt.args...)...); code != tt.code || read(t, out) != tt.want {
			t.Errorf("%q: exit code %d, %q, %s", tt.args, code, read(t, out), b.err.String())
		}
	}
}

// echoOnly is a network whose destination drops UDP.
type echoOnly struct{ *pmtutest.Driver }

func (d echoOnly) Recv(ctx context.Context) (pmtu.Event, error) {
	for {
		ev, err := d.Driver.Recv(ctx)
		if _, refused := ev.(pmtu.Unreachable); !refused {
			return ev, err
		}
	}
}

// TestReplayWentOver: a run that began with UDP and ended with ICMP says so,
// and its record the same.
func TestReplayWentOver(t *testing.T) {
	for _, format := range []string{"text", "jsonl", "json", "traceroute"} {
		file := filepath.Join(t.TempDir(), "record")
		b, r := newBench(t), newBench(t)
		b.trace = func(ctx context.Context, o pmtu.Options, observe func(pmtu.Update), rec *pmtu.Recorder) (*pmtu.Result, error) {
			o.Seed = [32]byte{1}
			return pmtu.RunRecorded(ctx, echoOnly{pmtutest.New(testPath(o.Target.Addr()))}, o, observe, rec)
		}
		if code := b.run("pmtu", "--record", file, "-F", format, "git.example"); code != exitOK {
			t.Errorf("exit code %d, %s", code, b.err.String())
		}
		if code := r.run("pmtu", "replay", "-F", format, file); code != exitOK || r.out.String() != b.out.String() {
			t.Errorf("exit code %d, %s\n%s\nwant\n%s", code, r.err.String(), r.out.String(), b.out.String())
		}
		want := map[string]string{
			"text": "git.example did not answer UDP, and answers ICMP echo: that was used.", "jsonl": `"protocol":"icmp"`, "json": `"protocol": "icmp"`,
		}[format]
		if !strings.Contains(b.out.String(), want) {
			t.Errorf("%q is not in\n%s", want, b.out.String())
		}
	}
}
