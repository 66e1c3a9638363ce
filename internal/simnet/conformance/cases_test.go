package conformance

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

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
		if isComment(line) {
			continue
		}
		if number++; words[0] != strconv.Itoa(number) || len(words) < 2 {
			t.Fatalf("%q: want case %d, and networks", line, number)
		}
		if words[1] == "-" {
			continue
		}
		for _, name := range words[1:] {
			if name = strings.TrimSuffix(name, ","); !slices.Contains(Networks(), name) {
				t.Errorf("case %d: no network %q", number, name)
			} else if !slices.Contains(expected, name) {
				t.Errorf("case %d: nothing is expected of %s", number, name)
			}
		}
	}
	if number != 50 {
		t.Errorf("%d cases, want 50", number)
	}
	if n := len(expected); n < 60 {
		t.Errorf("%d networks in the tables, want 60 at least", n)
	}
}

// TestEveryNetwork finds networks that nothing is expected of.
func TestEveryNetwork(t *testing.T) {
	expected := inTables(t)
	for _, name := range Networks() {
		if !slices.Contains(expected, name) {
			t.Errorf("no table has a row of %s", name)
		}
	}
	t.Logf("%d networks in the tables", len(expected))
}

// inTables returns the names of the networks that rows are about, each once.
func inTables(t *testing.T) []string {
	t.Helper()
	rows, err := ReadTables(tables)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range rows {
		names = append(names, r.Network)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
