package check

import (
	"context"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestBaselineMembership: who is new, and who is no longer asked.
func TestBaselineMembership(t *testing.T) {
	other := strings.ReplaceAll(earlierRun, "git.example", "old.example")
	unresolved := `{"schema":1,"target":{"input":"typo.example"},"check":{"verdict":"error"}}`
	b := read(t, earlierRun+other+other+unresolved)
	at := func(input, addr string, port uint16) Pending {
		p := Pending{Target: Target{Input: input, Port: port}}
		if addr != "" {
			p.Target.Addr = netip.MustParseAddr(addr)
		}
		return p
	}
	git, old, typo := at("git.example", "198.51.100.9", 0), at("OLD.example/33434", "198.51.100.10", 33434), at("typo.example", "198.51.100.11", 0)
	for _, tt := range []struct {
		name    string
		targets []Pending
		added   int
		gone    []string
	}{
		{"all", []Pending{git, old, typo}, 0, nil},
		{"one is gone", []Pending{git, typo}, 0, []string{"old.example"}},
		{"one is new", []Pending{git, old, typo, at("new.example", "198.51.100.9", 0)}, 1, nil},
		{"one does not resolve now", []Pending{git, at("old.example", "", 0), typo}, 0, nil},
		{"another family", []Pending{at("git.example", "2001:db8::9", 0), old, typo}, 1, []string{"git.example"}},
		{"another port", []Pending{at("git.example/53", "198.51.100.9", 53), old, typo}, 1, []string{"git.example"}},
		{"nothing", nil, 0, []string{"git.example", "old.example", "typo.example"}},
	} {
		added, gone := b.missing(tt.targets)
		if diff := cmp.Diff(tt.gone, gone); diff != "" || added != tt.added {
			t.Errorf("%s: %d new, want %d; -want +got:\n%s", tt.name, added, tt.added, diff)
		}
	}
	if added, gone := (*Baseline)(nil).missing([]Pending{git}); added != 0 || gone != nil {
		t.Errorf("no baseline: %d, %v", added, gone)
	}
}

// TestRunMembership: the summary says so, and each result.
func TestRunMembership(t *testing.T) {
	r := &runner{world: func(pmtu.Options) (*pmtu.Result, error) {
		return &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: proven(1500)}, nil
	}}
	keep := &kept{}
	targets := []Pending{{Target: Target{Input: "198.51.100.1", Addr: netip.MustParseAddr("198.51.100.1"), Require: 1400}}}
	sum, err := Run(context.Background(), targets, Options{Runner: r, Baseline: read(t, earlierRun)}, keep)
	if err != nil || sum.New != 1 || len(sum.Gone) != 1 || sum.Gone[0] != "git.example" {
		t.Errorf("%+v, %v", sum, err)
	}
	if len(keep.results) != 1 || !keep.results[0].New {
		t.Errorf("%+v", keep.results)
	}
}

// kept keeps results.
type kept struct{ results []*Result }

func (k *kept) Result(r *Result) error { k.results = append(k.results, r); return nil }

func (k *kept) Close(Summary) error { return nil }
