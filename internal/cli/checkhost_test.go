package cli

import (
	"context"
	"encoding/json"
	"iter"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/pmtu"
)

// holed is a fleet in which 9 packets vanish on the paths to the addresses that end in 9, and none on others.
type holed struct{}

func (holed) Run(_ context.Context, targets iter.Seq[pmtu.Options], done func(int, *pmtu.Result, error)) error {
	n := 0
	for o := range targets {
		r := hole(9)
		r.Target = o.Target
		if !strings.HasSuffix(o.Target.Addr().String(), "9") {
			r.Limits, r.PathMTU.MTU = nil, 1500
		}
		r.Findings = pmtu.Diagnose(r)
		done(n, r, nil)
		n++
	}
	return nil
}

// TestCheckHost: check tells what reached this host and no socket, where that explains what vanished in all of its runs.
func TestCheckHost(t *testing.T) {
	none := hostDelta{}
	for _, tt := range []struct {
		name    string
		targets string
		four    []hostDelta
		want    []string // the targets with the finding
	}{
		{"nothing came", "192.0.2.9", []hostDelta{none}, nil},
		{"no counters", "192.0.2.9", nil, nil},
		{"taken in, given to nobody", "192.0.2.9", []hostDelta{{11, 9, 0}, none}, []string{"192.0.2.9"}},
		{"taken in behind the run", "192.0.2.9", []hostDelta{{8, 6, 0}, {3, 3, 0}}, []string{"192.0.2.9"}},
		{"dropped, and behind that as well", "192.0.2.9", []hostDelta{{0, 0, 9}, none, {0, 0, 9}}, nil},
		{"enough for one of two", "192.0.2.9 192.0.2.19", []hostDelta{{4, 3, 0}, {5, 5, 0}, none}, nil},
		{"enough for one, and for half of two", "192.0.2.9 192.0.2.19", []hostDelta{{13, 9, 0}, none, none}, nil},
		{"enough for both", "192.0.2.9 192.0.2.19", []hostDelta{{11, 9, 0}, {11, 9, 0}, none}, []string{"192.0.2.19", "192.0.2.9"}},
		{"one of which is another", "192.0.2.9 192.0.2.1", []hostDelta{{13, 9, 0}, none}, []string{"192.0.2.9"}},
		{"of another family", "192.0.2.9 2001:db8::9", []hostDelta{{11, 9, 0}, none}, []string{"192.0.2.9"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t)
			b.fleet = func(pmtu.Fleet) check.Runner { return holed{} }
			b.watch = func(is4 bool) func() (hostDelta, bool) {
				if is4 {
					return series(tt.four...)
				}
				return series(none, none, none)
			}
			args := append([]string{"pmtu", "check", "--json", "--require", "1500"}, strings.Fields(tt.targets)...)
			if code := b.run(args...); code != exitNotMet || b.err.Len() > 0 {
				t.Fatalf("exit code %d, %s", code, b.err.String())
			}
			if got := lostOnThisHost(t, b.out.Bytes()); !slices.Equal(got, tt.want) {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}

// lostOnThisHost lists the targets that have the finding, which is a reason and a remedy as well.
func lostOnThisHost(t *testing.T, document []byte) (found []string) {
	t.Helper()
	var d struct {
		Results []struct {
			Target   struct{ Address netip.Addr }
			Findings []struct{ Code string }
			Check    struct{ Reason, Remedy string }
		}
	}
	if err := json.Unmarshal(document, &d); err != nil {
		t.Fatal(err)
	}
	for _, r := range d.Results {
		has := slices.ContainsFunc(r.Findings, func(f struct{ Code string }) bool { return f.Code == string(pmtu.CodePTBLostOnThisHost) })
		says := strings.Contains(r.Check.Reason, "reached this host") && strings.Contains(r.Check.Remedy, "on this host drops them")
		if has != says {
			t.Errorf("%s: has the finding: %v, says so: %v: %+v", r.Target.Address, has, says, r.Check)
		}
		if has {
			found = append(found, r.Target.Address.String())
		}
	}
	slices.Sort(found)
	return found
}
