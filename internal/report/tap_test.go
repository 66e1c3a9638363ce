package report

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// tapPoint is a test point as a harness sees it.
type tapPoint struct {
	ok, todo    bool
	description string
	diagnostics map[string]any
}

var tapLine = regexp.MustCompile(`^(not )?ok ([0-9]+) - (.*?)(?: # (TODO|SKIP)\b.*)?$`)

// readTAP reads TAP 14 back, strictly: what is no line of it is an error.
func readTAP(b []byte) (points []tapPoint, bail bool, err error) {
	text, ended := strings.CutSuffix(string(b), "\n")
	lines := strings.Split(text, "\n")
	if !ended || lines[0] != "TAP version 14" {
		return nil, false, fmt.Errorf("no version, or half a line: %q", b)
	}
	plan := -1
	var block []string
	inside := false
	for i, l := range lines[1:] {
		m := tapLine.FindStringSubmatch(l)
		switch {
		case plan >= 0:
			return nil, false, fmt.Errorf("line %d behind the plan: %q", i+2, l)
		case inside && l == "  ...":
			inside = false
			d := &points[len(points)-1].diagnostics
			if err := yaml.Unmarshal([]byte(strings.Join(block, "\n")), d); err != nil {
				return nil, false, fmt.Errorf("diagnostics %q: %w", block, err)
			}
		case inside:
			block = append(block, l)
		case l == "  ---" && len(points) > 0:
			inside, block = true, nil
		case strings.HasPrefix(l, "Bail out!"):
			bail = true
		case strings.HasPrefix(l, "# "):
		case strings.HasPrefix(l, "1.."):
			if plan, err = strconv.Atoi(l[3:]); err != nil || plan != len(points) {
				return nil, false, fmt.Errorf("plan %q of %d points", l, len(points))
			}
		case m == nil:
			return nil, false, fmt.Errorf("line %d: %q", i+2, l)
		case m[2] != strconv.Itoa(len(points)+1):
			return nil, false, fmt.Errorf("point %d has number %s", len(points)+1, m[2])
		default:
			points = append(points, tapPoint{ok: m[1] == "", todo: m[4] == "TODO", description: m[3]})
		}
	}
	if plan < 0 || inside {
		return nil, false, fmt.Errorf("no plan, or an open block: %q", b)
	}
	return points, bail, nil
}

func TestTAP(t *testing.T) {
	points, bail, err := readTAP(write(t, "tap", situations()["mixed"], Options{}))
	if err != nil || bail || len(points) != 5 {
		t.Fatal(err, bail, points)
	}
	want := []tapPoint{{ok: true}, {}, {}, {}, {}}
	for i, p := range points {
		if p.ok != want[i].ok || p.todo != want[i].todo {
			t.Errorf("point %d: %+v", i+1, p)
		}
	}
	d := points[1].diagnostics
	if d["verdict"] != "fail" || fmt.Sprint(d["require_bytes"], d["path_mtu_bytes"]) != "1400 1392" || d["message"] != fails().Reason || d["remedy"] != fails().Remedy {
		t.Errorf("diagnostics: %v", d)
	}
	points, _, err = readTAP(write(t, "tap", situations()["baseline"], Options{}))
	if err != nil || len(points) != 4 || !points[1].ok || !points[2].ok || points[3].ok {
		t.Errorf("baseline: %v, %+v", err, points)
	}
	points, bail, err = readTAP(write(t, "tap", situations()["interrupted"], Options{}))
	if err != nil || len(points) != 2 || !bail {
		t.Errorf("interrupted: %v, %v, %+v", err, bail, points)
	}
}

// TestTAPHostile: no word becomes a directive, and every name can be read.
func TestTAPHostile(t *testing.T) {
	unescape := strings.NewReplacer(`\\`, `\`, `\#`, `#`)
	for _, r := range hostile() {
		points, _, err := readTAP(write(t, "tap", newRun(r), Options{}))
		if err != nil || len(points) != 1 {
			t.Errorf("%q: %v, %+v", r.Target.Label, err, points)
			continue
		}
		p := points[0]
		if p.todo {
			t.Errorf("%q: a directive of its own: %+v", r.Target.Label, p)
		}
		if want := full(r.Target) + " carries 1400 bytes"; unescape.Replace(p.description) != want {
			t.Errorf("%q: %q, want %q", r.Target.Label, unescape.Replace(p.description), want)
		}
		if strings.ContainsAny(strings.ReplaceAll(strings.ReplaceAll(p.description, `\\`, ""), `\#`, ""), `\#`) {
			t.Errorf("%q: not escaped: %q", r.Target.Label, p.description)
		}
	}
}

// TestProve: perl's harness counts as we mean it.
func TestProve(t *testing.T) {
	prove, err := exec.LookPath("prove")
	if err != nil {
		t.Skip("prove is not installed: TAP is not read by perl's harness (Debian, Ubuntu: apt-get install perl)")
	}
	clean := newRun(hostile()...)
	for _, r := range clean.results {
		r.Verdict = "pass"
		r.Changes = nil
	}
	u := situations()["mixed"]
	tests := []struct {
		name string
		run  run
		ok   bool
		want string
	}{
		{"good", situations()["good"], true, "Tests=1,"},
		{"mixed", u, false, "Failed tests:  2-5"},
		{"inconclusive", newRun(passes(), silent()), false, "Failed test:  2"},
		{"interrupted", situations()["interrupted"], false, "Bailout called.  Further testing stopped:  Interrupted after 2 of 10 targets"},
		{"hostile", clean, true, fmt.Sprintf("Tests=%d,", len(clean.results))},
	}
	for _, tt := range tests {
		file := filepath.Join(t.TempDir(), "report.tap")
		old := write(t, "tap13", tt.run, Options{})
		if got := bytes.Replace(write(t, "tap", tt.run, Options{}), []byte("14"), []byte("13"), 1); !bytes.Equal(got, old) {
			t.Errorf("%s: tap and tap13 differ in more than their version:\n%s\n%s", tt.name, got, old)
		}
		if err := os.WriteFile(file, old, 0o600); err != nil {
			t.Fatal(err)
		}
		c := exec.Command(prove, "--norc", "--nocolor", "--source", "File", "--file-option", "extensions=.tap", file)
		c.Env = append(os.Environ(), "LC_ALL=C", "PERL5OPT=", "HARNESS_OPTIONS=")
		out, err := c.CombinedOutput()
		if (err == nil) != tt.ok || !bytes.Contains(out, []byte(tt.want)) || bytes.Contains(out, []byte("Parse errors")) {
			t.Errorf("%s: %v, want %q\n%s", tt.name, err, tt.want, out)
		}
	}
}
