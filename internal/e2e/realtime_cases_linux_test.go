package e2e

import (
	"flag"
	"fmt"
	"slices"
	"testing"

	"github.com/pathmtu/pmtu/internal/simnet/conformance"
	"github.com/pathmtu/pmtu/pmtu"
)

// inRealTime are the networks that the built program is run over in real
// time, by what their users would tell of.
var inRealTime = []string{
	// Routers report: one limit, the first link's, several, in jumbo frames.
	"limit-1", "container-1450", "limit-3", "jumbo",
	// Nobody reports: in the middle, on the first and the last link, behind a reported limit,
	// before one, far below what is common, on a first link of jumbo frames.
	"black-hole-4", "black-hole-first-link", "black-hole-last", "black-hole-after-limit", "hole-then-limit",
	"rewritten-hole", "jumbo-gateway", "black-hole-odd-small", "jumbo-first-link",
	// Routers lie.
	"ptb-0", "ptb-too-low", "ptb-too-high", "ptb-larger", "ptb-below-68", "ptb-1279", "ptb-up", "ptb-once",
	// Others forge, and translators do not restore.
	"forged-token", "forged-target", "rewritten", "rewritten-limit", "quote-minimal", "quote-short",
	// Silence, loss, limits of answers.
	"dest-silent", "black-hole-dest-silent", "silent-3", "rate-limited", "ptb-limited", "black-hole-limited",
	"lossy-10", "black-hole-lossy",
	// Nobody gets there.
	"net-unreachable", "host-unreachable", "prohibited", "prohibited-filter", "limit-then-prohibited",
	"parameter-problem", "source-route", "not-delivered", "loop",
	// Ways back, echoes, this host.
	"asymmetric", "back-limit-lost", "back-small", "echo-only", "echo-only-hole", "echo-last", "tcp-open", "local-1300-silent",
}

// every runs all networks, which takes longer.
var every = flag.Bool("every", false, "run the program in real time over every network of the tables")

// byFlow are those whose path depends on the source port, which the kernel chooses.
var byFlow = []string{"ecmp-mtu", "ecmp-hole", "ecmp-echo-other"}

// asEverybody are those of them that are run in every way there is.
var asEverybody = []string{
	"limit-1", "black-hole-4", "black-hole-after-limit", "black-hole-dest-silent", "rate-limited", "prohibited", "ptb-0",
}

// begunFirst are those that wait longest, mostly for routers that answer once a second.
var begunFirst = []string{"black-hole-3-times", "black-hole-limited", "ptb-once", "black-hole-odd-small", "black-hole-last", "ptb-1279"}

// way is as whom the program runs, and on what host.
type way struct{ root, refused bool }

func (w way) String() string {
	s := "nobody"
	if w.root {
		s = "root"
	}
	if w.refused {
		s += " without ping sockets"
	}
	return s
}

// trial is one run of the program in real time.
type trial struct {
	row    conformance.Row
	family pmtu.Family
	way    way
	flags  []string
}

func (r trial) String() string {
	return fmt.Sprintf("%s/%v/%v/%v", r.row.Network, r.family, r.row.Protocol(), r.way)
}

// trials lists the runs: every row of every network of inRealTime.
func trials(t *testing.T) []trial {
	t.Helper()
	rows, err := conformance.ReadTables("../simnet/testdata/expect")
	if err != nil {
		t.Fatal(err)
	}
	auto := make(map[string]bool) // networks with rows of their own for what the program takes by itself
	for _, r := range rows {
		auto[r.Network] = auto[r.Network] || r.Protocol() == pmtu.Auto
	}
	names := slices.Clone(inRealTime)
	if *every {
		names = slices.DeleteFunc(conformance.Networks(), func(name string) bool { return slices.Contains(byFlow, name) })
	}
	slices.SortStableFunc(names, func(a, b string) int { return place(a) - place(b) })
	var all []trial
	for _, name := range names {
		before := len(all)
		for _, r := range rows {
			if r.Network != name {
				continue
			}
			for _, f := range r.Families() {
				for _, w := range ways(r) {
					flags, row := flags(r, auto[name]), r
					if !w.refused && !slices.Contains(flags, "-P") {
						row = r.Beside()
					}
					all = append(all, trial{row, f, w, flags})
				}
			}
		}
		if len(all) == before {
			t.Errorf("no row of %s", name)
		}
	}
	return all
}

// place puts those of begunFirst before all others.
func place(name string) int {
	if i := slices.Index(begunFirst, name); i >= 0 {
		return i
	}
	return len(begunFirst)
}

// flags let the program take the probes that it takes by itself, but where
// the network has other rows for that. They give it more time than it gives itself: where routers
// answer once a second, a search takes most of that, and a busy machine the rest.
func flags(r conformance.Row, auto bool) []string {
	f := []string{"--json", "-n", "--deadline", "100"}
	switch {
	case r.Protocol() == pmtu.ICMP:
		return append(f, "-P", "icmp")
	case r.Protocol() == pmtu.UDP && auto:
		return append(f, "-P", "udp")
	}
	return f
}

// ways are those in which a row is run: as nobody at least.
func ways(r conformance.Row) []way {
	if r.NoPing() {
		return []way{{refused: true}}
	}
	if r.Protocol() == pmtu.UDP && slices.Contains(asEverybody, r.Network) {
		return []way{{}, {refused: true}, {root: true}, {root: true, refused: true}}
	}
	return []way{{}}
}

// TestTrials holds the list to what it is for.
func TestTrials(t *testing.T) {
	for i, name := range inRealTime {
		if slices.Contains(inRealTime[:i], name) {
			t.Errorf("%s is listed twice", name)
		}
	}
	for _, name := range slices.Concat(asEverybody, begunFirst, byFlow, inRealTime) {
		if !slices.Contains(conformance.Networks(), name) {
			t.Errorf("%s is no network", name)
		}
	}
	for _, name := range asEverybody {
		if !slices.Contains(inRealTime, name) || slices.Contains(byFlow, name) {
			t.Errorf("%s is run as everybody, and not at all", name)
		}
	}
	seen := make(map[way]bool)
	for _, r := range trials(t) {
		seen[r.way] = true
	}
	if len(seen) != 4 {
		t.Errorf("runs in %d ways, want 4", len(seen))
	}
}
