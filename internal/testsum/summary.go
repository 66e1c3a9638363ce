package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// event is one line of go test -json (go doc test2json).
type event struct {
	Action     string
	Package    string
	ImportPath string
	Test       string
	Output     string
}

// summary folds the events of one run.
type summary struct {
	w io.Writer
	// output holds what each running test and package has printed.
	output map[string][]string
	// skipped holds the names of the tests by the reason they gave.
	skipped  map[string][]string
	measured []string
}

func newSummary(w io.Writer) *summary {
	return &summary{w: w, output: map[string][]string{}, skipped: map[string][]string{}}
}

// read takes events up to the end of r. A line that is no event is printed as it is.
func (s *summary) read(r io.Reader) error {
	in := bufio.NewScanner(r)
	in.Buffer(nil, 1<<24)
	for in.Scan() {
		var e event
		if json.Unmarshal(in.Bytes(), &e) != nil || e.Action == "" {
			fmt.Fprintf(s.w, "%s\n", in.Bytes())
			continue
		}
		s.event(e)
	}
	return in.Err()
}

func (s *summary) event(e event) {
	key := e.Package + "\x00" + e.Test
	switch e.Action {
	case "build-output":
		fmt.Fprint(s.w, e.Output)
	case "output":
		s.keep(key, e)
	case "skip":
		if e.Test != "" {
			reason := reasonOf(s.output[key])
			s.skipped[reason] = append(s.skipped[reason], short(e.Package)+" "+e.Test)
		}
		delete(s.output, key)
	case "pass":
		delete(s.output, key)
	}
}

// keep stores what a test printed, and prints what a package says of itself.
func (s *summary) keep(key string, e event) {
	if m, ok := measurement(e.Output); ok {
		s.measured = append(s.measured, m)
	}
	switch {
	case e.Test == "" && isVerdict(e.Output):
		if strings.HasPrefix(e.Output, "FAIL") {
			s.flush(e.Package)
		}
		fmt.Fprint(s.w, e.Output)
	case !isNoise(e.Output):
		s.output[key] = append(s.output[key], e.Output)
	}
}

// flush prints what the failed and the unfinished tests of a package printed.
func (s *summary) flush(pkg string) {
	var keys []string
	for key := range s.output {
		if strings.HasPrefix(key, pkg+"\x00") {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	for _, key := range keys {
		for _, line := range s.output[key] {
			fmt.Fprint(s.w, line)
		}
		delete(s.output, key)
	}
}

// finish prints what was measured and what was skipped.
func (s *summary) finish() {
	if len(s.measured) > 0 {
		fmt.Fprintln(s.w, "\nMeasured in this run:")
		for _, m := range s.measured {
			fmt.Fprintf(s.w, "  %s\n", m)
		}
	}
	if len(s.skipped) == 0 {
		return
	}
	var reasons []string
	for reason := range s.skipped {
		reasons = append(reasons, reason)
	}
	slices.Sort(reasons)
	fmt.Fprintln(s.w, "\nSkipped, and why:")
	for _, reason := range reasons {
		tests := s.skipped[reason]
		slices.Sort(tests)
		fmt.Fprintf(s.w, "  %s\n", reason)
		for i, test := range tests {
			if i == 3 {
				fmt.Fprintf(s.w, "      and %d more\n", len(tests)-i)
				break
			}
			fmt.Fprintf(s.w, "      %s\n", test)
		}
	}
}

// isVerdict says whether a line is the last that go test prints for a package.
func isVerdict(line string) bool {
	for _, prefix := range []string{"ok  \t", "FAIL\t", "?   \t", "\t", "coverage:"} {
		if strings.HasPrefix(line, prefix) {
			return true
		}
	}
	return false
}

// isNoise says whether a line is there only because -json implies -v.
func isNoise(line string) bool {
	for _, prefix := range []string{"=== RUN ", "=== PAUSE ", "=== CONT ", "=== NAME "} {
		if strings.HasPrefix(line, prefix) {
			return true
		}
	}
	return line == "PASS\n"
}

// logged matches a line of t.Log or t.Skip: position, then text.
var logged = regexp.MustCompile(`^\s+[\w.-]+\.go:\d+: (.*)\n?$`)

// position matches where a line was logged, also one that a test took over
// from a run of itself in a user namespace.
var position = regexp.MustCompile(`[\w.-]+\.go:\d+: `)

// reasonOf finds the reason that a skipped test gave last. What testscript
// logs behind the reason is the script.
func reasonOf(lines []string) string {
	for _, line := range slices.Backward(lines) {
		m := logged.FindStringSubmatch(line)
		if m == nil || m[1] == "" || strings.Contains(line, " testscript.go:") {
			continue
		}
		return position.ReplaceAllString(m[1], "")
	}
	return "(no reason given)"
}

func measurement(line string) (string, bool) {
	m := logged.FindStringSubmatch(line)
	if m == nil {
		return "", false
	}
	return strings.CutPrefix(m[1], "measured: ")
}

// short drops the module's path from a package's.
func short(pkg string) string {
	return strings.TrimPrefix(pkg, "github.com/pathmtu/pmtu/")
}
