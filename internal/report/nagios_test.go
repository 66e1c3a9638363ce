package report

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/pmtu"
)

var (
	perfLine = regexp.MustCompile(`^('(?:[^'=]|'')+'|[^ '=]+)=(U|-?[0-9.]+(?:us|ms|s|%|B|KB|MB|TB|c)?);([0-9.:@~-]*);([0-9.:@~-]*);([0-9.]*)(?:;([0-9.]*))?(?: |$)`)
	oneLine  = regexp.MustCompile(`^PMTU (OK|CRITICAL|UNKNOWN): ([^|\n]*) \| ([^|\n]*)\n$`)
)

// readNagios reads the line of a plugin: its state, and values by label.
func readNagios(b []byte) (state string, values map[string]string, err error) {
	m := oneLine.FindSubmatch(b)
	if m == nil {
		return "", nil, fmt.Errorf("no line of a plugin: %q", b)
	}
	if len(b) > 8<<10 {
		return "", nil, fmt.Errorf("%d bytes, of which Nagios drops some", len(b))
	}
	values = make(map[string]string)
	for rest := string(m[3]); rest != ""; {
		p := perfLine.FindStringSubmatch(rest)
		if p == nil {
			return "", nil, fmt.Errorf("no performance data: %q", rest)
		}
		label := p[1]
		if label[0] == '\'' {
			label = strings.ReplaceAll(label[1:len(label)-1], "''", "'")
		}
		if _, twice := values[label]; twice {
			return "", nil, fmt.Errorf("label %q: twice", label)
		}
		values[label] = strings.TrimSpace(p[0][len(p[1])+1:])
		rest = rest[len(p[0]):]
	}
	return string(m[1]), values, nil
}

func TestNagios(t *testing.T) {
	state, values, err := readNagios(write(t, "nagios", situations()["mixed"], Options{}))
	if err != nil || state != "CRITICAL" {
		t.Fatal(state, err)
	}
	for label, want := range map[string]string{
		"mtu_git.example": "1420B;;1400:;0", "mtu_the shop": "1392B;;1400:;0", "mtu_quiet.example": "U;;1400:;0",
		"targets": "5;;;0", "fail": "1;;0;0;5", "time": "0.412s;;;0",
	} {
		if values[label] != want {
			t.Errorf("%s: %q, want %q", label, values[label], want)
		}
	}
	enough := passes()
	enough.Trace.PathMTU.Status, enough.Trace.PathMTU.MTU = pmtu.StatusAtLeast, 1400
	_, values, err = readNagios(write(t, "nagios", newRun(enough), Options{}))
	if err != nil || values["mtu_git.example"] != "1400B;;1400:;0" {
		t.Errorf("%v, %v", err, values)
	}
	far := silent()
	far.Trace.PathMTU.MTU, far.Trace.Hops[0].MTU = 1500, 1500
	_, values, err = readNagios(write(t, "nagios", newRun(far), Options{}))
	if err != nil || values["mtu_quiet.example"] != "U;;1400:;0" {
		t.Errorf("enough on the way only: %v, %v", err, values)
	}
	r := passes()
	r.Target.Label = "a'b=c|d"
	_, values, err = readNagios(write(t, "nagios", newRun(r), Options{}))
	if _, ok := values[`mtu_a'b_c\x7cd`]; err != nil || !ok {
		t.Errorf("%v, %v", err, values)
	}
}

// TestNagiosCode: the states, and that the line says what the code says.
func TestNagiosCode(t *testing.T) {
	tests := []struct {
		name string
		run  run
		want int
	}{
		{"all pass", newRun(passes(), passes()), NagiosOK},
		{"one fails", newRun(passes(), fails()), NagiosCritical},
		{"unreachable", newRun(passes(), unreachable()), NagiosCritical},
		{"lost", newRun(passes(), lost()), NagiosCritical},
		{"inconclusive", newRun(passes(), silent()), NagiosUnknown},
		{"fails and inconclusive", newRun(silent(), fails()), NagiosCritical},
		{"fails and unresolved", newRun(unresolved(), fails()), NagiosCritical},
		{"fails and interrupted", run{results: []*check.Result{fails()}, summary: check.Summary{Total: 2, Fail: 1, Interrupted: true}}, NagiosCritical},
		{"unresolved", newRun(passes(), unresolved()), NagiosUnknown},
		{"inconclusive and unresolved", newRun(unresolved(), silent()), NagiosUnknown},
		{"nothing done", newRun(), NagiosUnknown},
		{"not all done", run{results: []*check.Result{passes()}, summary: check.Summary{Total: 2, Pass: 1}}, NagiosUnknown},
		{"interrupted at the end", run{results: []*check.Result{passes()}, summary: check.Summary{Total: 1, Pass: 1, Interrupted: true}}, NagiosUnknown},
		{"interrupted", run{results: []*check.Result{passes()}, summary: check.Summary{Total: 2, Pass: 1, Interrupted: true}}, NagiosUnknown},
	}
	for _, tt := range tests {
		var b bytes.Buffer
		rep, err := Open("nagios", &b, tt.run.head, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range tt.run.results {
			if err := rep.Result(r); err != nil {
				t.Fatal(err)
			}
		}
		if err := rep.Close(tt.run.summary); err != nil {
			t.Fatal(err)
		}
		coder, ok := rep.(check.ExitCoder)
		if !ok || coder.ExitCode(tt.run.summary) != tt.want {
			t.Errorf("%s: not %d", tt.name, tt.want)
		}
		if state, _, err := readNagios(b.Bytes()); err != nil || state != stateNames[tt.want] {
			t.Errorf("%s: %s, %v", tt.name, state, err)
		}
	}
}

// TestNagiosMany: the line stays a line, and names the gravest first.
func TestNagiosMany(t *testing.T) {
	var results []*check.Result
	for i := range 500 {
		r := silent()
		r.Target.Label = fmt.Sprintf("target %d", i)
		r.Reason = strings.Repeat("long ", 300)
		results = append(results, r)
	}
	late := fails()
	late.Target.Label = "the late one"
	b := write(t, "nagios", newRun(append(results, late)...), Options{})
	state, values, err := readNagios(b)
	if err != nil || state != "CRITICAL" || len(values) != 7 {
		t.Errorf("%s, %v, %v", state, err, values)
	}
	if i, j := bytes.Index(b, []byte("the late one")), bytes.Index(b, []byte("target 0")); i < 0 || j < i {
		t.Errorf("not the gravest first: %s", b)
	}
}

func TestNagiosHostile(t *testing.T) {
	for _, r := range hostile() {
		if _, _, err := readNagios(write(t, "nagios", newRun(r, passes(), r), Options{})); err != nil {
			t.Errorf("%q: %v", r.Target.Label, err)
		}
	}
}

func TestCut(t *testing.T) {
	for _, tt := range []struct {
		s    string
		n    int
		want string
	}{
		{"abc", 3, "abc"},
		{"abcdef", 5, "ab..."},
		{"äöüß", 7, "äö..."},
		{"äöüß", 6, "ä..."},
		{"abcd", 3, "..."},
	} {
		if got := cut(tt.s, tt.n); got != tt.want {
			t.Errorf("%q to %d: %q, want %q", tt.s, tt.n, got, tt.want)
		}
	}
}
