package conformance

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/cli"
	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/internal/simnet/judge"
	"github.com/pathmtu/pmtu/pmtu"
)

var update = flag.Bool("update", false, "write what traces say into the tables")

const tables = "../testdata/expect"

func load(t *testing.T, name string) *simnet.Network {
	t.Helper()
	n, err := Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestConformance runs every row of every table. What a table says must also
// be true, so that -update cannot write down a fault.
func TestConformance(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(tables, "*.txt"))
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
	if isComment(line) {
		return []string{line}
	}
	want, err := ParseRow(line)
	if err != nil {
		t.Error(err)
		return []string{line}
	}
	var got []Row
	for _, f := range want.Families() {
		t.Run(want.Network+"/"+want.of(f).How, func(t *testing.T) {
			r, ok := checkRun(t, want, f, want.NoPing())
			if !ok {
				r = want // a fault is not written down
			}
			got = append(got, r.of(f))
		})
	}
	if len(got) == 2 && got[0].Said == got[1].Said {
		got[0].How = want.How
		got[0].Open = got[0].Open || got[1].Open // what holds for both is open no more
		got = got[:1]
	}
	var lines []string
	for _, r := range got {
		lines = append(lines, r.String())
	}
	return lines
}

// checkRun runs a row over a family; false where what the trace says is not so.
func checkRun(t *testing.T, want Row, f pmtu.Family, noPing bool) (Row, bool) {
	n := load(t, want.Network)
	if !n.Has(f) {
		t.Fatalf("the network has no %v", f)
	}
	trial := judge.Try(n, judge.Setup{Family: f, Protocol: want.Protocol(), NoPing: noPing, Seed: 1}, nil)
	faults := judge.Judge(trial)
	if trial.Result == nil {
		t.Fatal(trial.Err)
	}
	for _, f := range faults {
		if want.Open && judge.Grave(f) {
			t.Errorf("open, but this cannot be: %v", f)
		}
	}
	said := Said(trial.Result, cli.ExitCode(trial.Result))
	got := want.saying(said)
	got.Open = false
	holds := want.Holds(said) && len(faults) == 0
	switch {
	case want.Open && holds:
		t.Log("holds now: -update takes the mark away")
	case want.Open && (*update || t.Failed()):
		return got, false
	case want.Open:
		t.Skipf("open: says\n%s\nwant\n%s", said, want.virtually())
	case len(faults) > 0:
		t.Errorf("not so: %v", faults)
	case !holds && !*update:
		t.Errorf("says\n%s\nwant\n%s", said, want.virtually())
	}
	return got, len(faults) == 0
}

// TestBeside: where echoes are sent beside, as the program does by itself, the same is proven, and for both ways where a row
// says so. Networks that have rows of their own for that are held to those.
func TestBeside(t *testing.T) {
	rows, err := ReadTables(tables)
	if err != nil {
		t.Fatal(err)
	}
	own := make(map[string]bool)
	for _, r := range rows {
		own[r.Network] = own[r.Network] || r.Protocol() == pmtu.Auto
	}
	for _, r := range rows {
		if *update || r.NoPing() || r.Protocol() != pmtu.UDP || own[r.Network] {
			continue
		}
		for _, f := range r.Families() {
			trial := judge.Try(load(t, r.Network), judge.Setup{Family: f, Protocol: pmtu.Auto, Seed: 1}, nil)
			if faults := judge.Judge(trial); len(faults) > 0 || trial.Result == nil {
				t.Errorf("%s/%v: %v, %v", r.Network, f, faults, trial.Err)
				continue
			}
			got, want := strings.Fields(Said(trial.Result, 0))[1], strings.Fields(r.Beside().virtually())[1]
			if got != want {
				t.Errorf("%s/%v: says %s beside echoes, want %s", r.Network, f, got, want)
			}
		}
	}
}

// TestWithoutPing runs the rows of UDP on a host that opens no ping sockets,
// too: what is said is the same, whether or not sizes are searched by echo.
func TestWithoutPing(t *testing.T) {
	rows, err := ReadTables(tables)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if *update || r.NoPing() || r.Protocol() != pmtu.UDP {
			continue
		}
		for _, f := range r.Families() {
			t.Run(r.Network+"/"+r.of(f).How, func(t *testing.T) {
				checkRun(t, r, f, true)
			})
		}
	}
}
