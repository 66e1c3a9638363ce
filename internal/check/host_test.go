package check

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// counting suspects the runs to some targets.
type counting struct {
	suspects []string
	asked    int
	lost     int
	dropped  string // the target that this host itself does not send to
}

func (c *counting) Suspect(r *pmtu.Result) bool {
	return slices.Contains(c.suspects, r.Target.Addr().String())
}

func (c *counting) Lost(ctx context.Context, _ *pmtu.Result) int {
	c.asked++
	if ctx.Err() != nil {
		return 0
	}
	return c.lost
}

func (c *counting) Here(r *pmtu.Result) {
	if r.Target.Addr().String() == c.dropped {
		r.Limits[0].Kind, r.Dropper = pmtu.LimitLocal, "vx0"
		r.Findings = pmtu.Diagnose(r)
	}
}

// TestRunHere: what this host itself drops is no black hole in the verdict, and its remedy is that of the device.
func TestRunHere(t *testing.T) {
	world := func(o pmtu.Options) (*pmtu.Result, error) {
		return &pmtu.Result{Target: o.Target, Outcome: pmtu.OutcomeReached, LocalMTU: 1500, PathMTU: proven(1450), Limits: hole(0, 1450)}, nil
	}
	rep := &results{}
	if _, err := Run(t.Context(), resolved(t, Defaults{Require: 1500}, "10.0.0.1", "10.0.0.2"), Options{Runner: &runner{world: world}, Host: &counting{dropped: "10.0.0.2"}}, rep); err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct{ reason, remedy string }{
		{"path MTU 1450 is less than the required 1500: larger packets vanish between this host and hop 1 and nobody says so, a black hole", ""},
		{"path MTU 1450 is less than the required 1500: this host itself sends no more by vx0", "ip link set dev vx0 mtu 1450"},
	} {
		if r := rep.all[i]; r.Verdict != VerdictFail || r.Reason != want.reason || !strings.HasPrefix(r.Remedy, want.remedy) {
			t.Errorf("%s: %s, %q", r.Verdict, r.Reason, r.Remedy)
		}
	}
}

// results keeps what is reported.
type results struct{ all []*Result }

func (s *results) Result(r *Result) error { s.all = append(s.all, r); return nil }
func (*results) Close(Summary) error      { return nil }

// TestRunHost: only runs that are suspected wait for the end, and what this host knows then is in the verdict.
func TestRunHost(t *testing.T) {
	world := func(o pmtu.Options) (*pmtu.Result, error) {
		r := &pmtu.Result{Target: o.Target, Outcome: pmtu.OutcomeReached, PathMTU: proven(1400), Limits: hole(1, 1400)}
		r.Findings = pmtu.Diagnose(r)
		return r, nil
	}
	const silent = ": path MTU 1400 is less than the required 1500: larger packets vanish behind hop 1 and nobody says so, a black hole"
	const lost = ": path MTU 1400 is less than the required 1500: larger packets vanish behind hop 1, while packets too big reached this host, which dropped them"
	for _, tt := range []struct {
		name string
		host Host
		want []string
	}{
		{"nobody knows", nil, []string{"fail 10.0.0.1" + silent, "fail 10.0.0.2" + silent}},
		{"nothing is suspected", &counting{lost: 9}, []string{"fail 10.0.0.1" + silent, "fail 10.0.0.2" + silent}},
		{"one is, in vain", &counting{suspects: []string{"10.0.0.1"}}, []string{"fail 10.0.0.2" + silent, "fail 10.0.0.1" + silent}},
		{"one is, rightly", &counting{suspects: []string{"10.0.0.1"}, lost: 9}, []string{"fail 10.0.0.2" + silent, "fail 10.0.0.1" + lost}},
		{"both are", &counting{suspects: []string{"10.0.0.1", "10.0.0.2"}, lost: 9}, []string{"fail 10.0.0.1" + lost, "fail 10.0.0.2" + lost}},
	} {
		rep := &notes{}
		sum, err := Run(t.Context(), resolved(t, Defaults{Require: 1500}, "10.0.0.1", "10.0.0.2"), Options{Runner: &runner{world: world}, Host: tt.host}, rep)
		if err != nil || sum.Fail != 2 || !slices.Equal(rep.lines, tt.want) {
			t.Errorf("%s: %v, %+v,\n%q, want\n%q", tt.name, err, sum, rep.lines, tt.want)
		}
	}
}

// TestRunHostInterrupted: what waits is reported at once.
func TestRunHostInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	rep, host := &notes{}, &counting{suspects: []string{"10.0.0.1"}, lost: 9}
	sum, _ := Run(ctx, resolved(t, Defaults{Require: 1500}, "10.0.0.1"), Options{Host: host, Runner: &runner{world: func(o pmtu.Options) (*pmtu.Result, error) {
		cancel()
		return &pmtu.Result{Target: o.Target, Outcome: pmtu.OutcomeReached, PathMTU: proven(1400), Limits: hole(1, 1400)}, nil
	}}}, rep)
	if sum.Fail != 1 || len(rep.lines) != 1 || host.asked != 1 {
		t.Errorf("%+v, %q, asked %d times", sum, rep.lines, host.asked)
	}
}
