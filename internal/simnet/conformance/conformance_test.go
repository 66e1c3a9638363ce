package conformance

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/internal/simnet/judge"
	"github.com/pathmtu/pmtu/pmtu"
)

var update = flag.Bool("update", false, "write what traces say into the tables")

const tables = "../testdata/expect/*.txt"

func load(t *testing.T, name string) *simnet.Network {
	t.Helper()
	n, err := simnet.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestConformance runs every row of every table. What a table says must also
// be true, so that -update cannot write down a fault.
func TestConformance(t *testing.T) {
	files, err := filepath.Glob(tables)
	if err != nil || len(files) == 0 {
		t.Fatalf("no tables: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for line := range strings.Lines(string(text)) {
			out = append(out, checkLine(t, strings.TrimSuffix(line, "\n"))...)
		}
		if *update {
			if err := os.WriteFile(file, []byte(strings.Join(out, "\n")+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// checkLine checks a line and returns what -update makes of it.
func checkLine(t *testing.T, line string) []string {
	t.Helper()
	if strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "" {
		return []string{line}
	}
	want, err := parseRow(line)
	if err != nil {
		t.Error(err)
		return []string{line}
	}
	var got []row
	for _, f := range want.families() {
		name := strconv.Itoa(int(f))
		t.Run(want.network+"/"+name, func(t *testing.T) {
			r, ok := checkRun(t, want, f)
			if r.family = name; !ok {
				r = want // a fault is not written down
			}
			got = append(got, r)
		})
	}
	if len(got) == 2 && got[0].said == got[1].said {
		got[0].family = "both"
		got = got[:1]
	}
	var lines []string
	for _, r := range got {
		lines = append(lines, r.String())
	}
	return lines
}

// checkRun runs a row over a family; false where what the trace says is not so.
func checkRun(t *testing.T, want row, f pmtu.Family) (row, bool) {
	n := load(t, want.network)
	if !n.Has(f) {
		t.Fatalf("the network has no %v", f)
	}
	trial := judge.Try(n, judge.Setup{Family: f, Seed: 1}, nil)
	faults := judge.Judge(trial)
	if trial.Result == nil {
		t.Fatal(trial.Err)
	}
	got := row{network: want.network, said: said(trial.Result)}
	holds := got.said == want.said && len(faults) == 0
	switch {
	case want.open && holds:
		t.Log("holds now: -update takes the mark away")
	case want.open:
		if *update {
			return got, false
		}
		t.Skipf("open: says\n%s\nwant\n%s", got.said, want.said)
	case len(faults) > 0:
		t.Errorf("not so: %v", faults)
	case !holds && !*update:
		t.Errorf("says\n%s\nwant\n%s", got.said, want.said)
	}
	return got, len(faults) == 0
}

// TestCases holds the list of cases against the tables: each of the fifty that
// other tools' tests are about stands there, with the networks that show it or the reason why there is none.
func TestCases(t *testing.T) {
	text, err := os.ReadFile("../testdata/cases.txt")
	if err != nil {
		t.Fatal(err)
	}
	expected := inTables(t)
	number := 0
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		if len(words) == 0 || strings.HasPrefix(line, "#") {
			continue
		}
		if number++; words[0] != strconv.Itoa(number) || len(words) < 2 {
			t.Fatalf("%q: want case %d, and networks", line, number)
		}
		if words[1] == "-" {
			continue
		}
		for _, name := range words[1:] {
			if name = strings.TrimSuffix(name, ","); !slices.Contains(simnet.Networks(), name) {
				t.Errorf("case %d: no network %q", number, name)
			} else if number >= firstMTUCase && !slices.Contains(expected, name) {
				t.Errorf("case %d: nothing is expected of %s", number, name)
			}
		}
	}
	if number != 50 {
		t.Errorf("%d cases, want 50", number)
	}
	slices.Sort(expected)
	if n := len(slices.Compact(expected)); n < 60 {
		t.Errorf("%d networks in the tables, want 60 at least", n)
	}
}

// firstMTUCase is the first case that is about the path MTU.
const firstMTUCase = 16

func inTables(t *testing.T) []string {
	t.Helper()
	files, _ := filepath.Glob(tables)
	var names []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if r, err := parseRow(line); err == nil && !strings.HasPrefix(line, "#") {
				names = append(names, r.network)
			}
		}
	}
	return names
}
