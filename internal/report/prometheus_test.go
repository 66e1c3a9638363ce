package report

import (
	"bytes"
	"fmt"
	"net/netip"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/pmtu"
)

// readPrometheus reads metrics back with Prometheus' own parser and linter,
// and returns samples by "name{labels}". Two of the same name and labels are an error.
func readPrometheus(b []byte) (map[string]float64, error) {
	problems, err := promlint.New(bytes.NewReader(b)).Lint()
	if err != nil || len(problems) > 0 {
		return nil, fmt.Errorf("promlint: %w, %v", err, problems)
	}
	p := expfmt.NewTextParser(model.LegacyValidation)
	families, err := p.TextToMetricFamilies(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	out := make(map[string]float64)
	for name, f := range families {
		for _, m := range f.GetMetric() {
			key := name
			for _, l := range m.GetLabel() {
				key += fmt.Sprintf(" %s=%q", l.GetName(), l.GetValue())
			}
			if _, twice := out[key]; twice {
				return nil, fmt.Errorf("%s: twice", key)
			}
			out[key] = m.GetGauge().GetValue()
		}
	}
	return out, nil
}

const shopLabels = ` target="the shop" address="2001:db8::7" family="ipv6" protocol="udp"`

func TestPrometheus(t *testing.T) {
	for name, u := range situations() {
		got, err := readPrometheus(write(t, "prometheus", u, Options{}))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if name != "mixed" {
			continue
		}
		for key, want := range map[string]float64{
			"pmtu_check_pass" + shopLabels: 0, "pmtu_path_mtu_bytes" + shopLabels: 1392, "pmtu_path_black_hole" + shopLabels: 1,
			"pmtu_path_narrowest_after_hop" + shopLabels: 4, "pmtu_check_verdict" + shopLabels + ` verdict="fail"`: 1,
			`pmtu_check_targets verdict="inconclusive"`: 1, "pmtu_check_probes": 48, "pmtu_check_end_timestamp_seconds": 1767323046.09,
		} {
			if v, ok := got[key]; !ok || v != want {
				t.Errorf("%s: %v %v, want %v", key, v, ok, want)
			}
		}
		for _, absent := range []string{
			`pmtu_check_pass target="quiet.example" address="203.0.113.8" family="ipv4" protocol="udp"`,
			`pmtu_path_mtu_bytes target="quiet.example" address="203.0.113.8" family="ipv4" protocol="udp"`,
			`pmtu_path_black_hole target="quiet.example" address="203.0.113.8" family="ipv4" protocol="udp"`,
			`pmtu_path_mtu_at_least_bytes target="quiet.example" address="203.0.113.8" family="ipv4" protocol="udp"`,
			"pmtu_check_targets_lost",
		} {
			if v, ok := got[absent]; ok {
				t.Errorf("%s: %v of what is not known", absent, v)
			}
		}
	}
}

// TestPrometheusAtLeast: a number is that of the way to the destination, never of a part of it.
func TestPrometheusAtLeast(t *testing.T) {
	answers := []pmtu.Answer{{Addr: netip.MustParseAddr("203.0.113.8")}}
	router, reached := pmtu.Hop{Hop: 1, MTU: 1500, Answers: answers}, pmtu.Hop{Hop: 2, MTU: 1400, Reached: true, Answers: answers}
	limit := []pmtu.Limit{{AfterHop: 1, Kind: pmtu.LimitPacketTooBig, To: 1400}}
	for _, c := range []struct {
		name               string
		trace              *pmtu.Result
		atLeast, narrowest float64
	}{
		{"no run", nil, unknown, unknown},
		{"unreachable behind a router", &pmtu.Result{Outcome: pmtu.OutcomeUnreachable, Hops: []pmtu.Hop{router}}, unknown, unknown},
		{"unreachable, no hops asked", &pmtu.Result{Outcome: pmtu.OutcomeUnreachable}, unknown, unknown},
		{"silent behind a limit", &pmtu.Result{Outcome: pmtu.OutcomeSilent, Hops: []pmtu.Hop{router}, Limits: limit}, unknown, unknown},
		{"reached, no hops asked", &pmtu.Result{Outcome: pmtu.OutcomeReached}, 1450, unknown},
		{"reached with less than passes on the way", &pmtu.Result{Outcome: pmtu.OutcomeReached, Hops: []pmtu.Hop{router, reached}}, 1400, unknown},
		{"interrupted behind a limit", &pmtu.Result{Outcome: pmtu.OutcomeInterrupted, Hops: []pmtu.Hop{router}, Limits: limit}, unknown, unknown},
	} {
		r := &check.Result{Trace: c.trace}
		if c.trace != nil {
			c.trace.PathMTU = pmtu.PathMTU{Status: pmtu.StatusAtLeast, MTU: 1450}
		}
		if got, narrowest := atLeastValue(r), narrowestValue(r); got != c.atLeast || narrowest != c.narrowest {
			t.Errorf("%s: at least %v, narrowest %v, want %v, %v", c.name, got, narrowest, c.atLeast, c.narrowest)
		}
	}
}

// TestPrometheusTwice: of two results with the same labels the worse one counts.
func TestPrometheusTwice(t *testing.T) {
	for _, order := range [][]check.Verdict{
		{check.VerdictPass, check.VerdictFail}, {check.VerdictFail, check.VerdictPass}, {check.VerdictFail, check.VerdictInconclusive},
	} {
		var u run
		for _, v := range order {
			r := fails()
			r.Verdict = v
			u.results = append(u.results, r)
		}
		got, err := readPrometheus(write(t, "prometheus", u, Options{}))
		if _, ok := got["pmtu_check_verdict"+shopLabels+` verdict="fail"`]; err != nil || !ok {
			t.Errorf("%v: %v, %v", order, err, got)
		}
	}
	more := fails()
	more.Target.Require = 9000
	for _, order := range [][]*check.Result{{fails(), more}, {more, fails()}} {
		got, err := readPrometheus(write(t, "prometheus", run{results: order}, Options{}))
		if err != nil || got["pmtu_check_required_bytes"+shopLabels] != 9000 {
			t.Errorf("%v, %v", err, got)
		}
	}
}

// TestPrometheusHostile: foreign words stay in their labels.
func TestPrometheusHostile(t *testing.T) {
	if _, err := readPrometheus(write(t, "prometheus", newRun(hostile()...), Options{})); err != nil {
		t.Error(err)
	}
	r := passes()
	r.Target.Label = `a"b\c`
	got, err := readPrometheus(write(t, "prometheus", newRun(r), Options{}))
	if _, ok := got[`pmtu_check_pass target="a\"b\\\\c" address="198.51.100.9" family="ipv4" protocol="udp"`]; err != nil || !ok {
		t.Errorf("%v, %v", err, got)
	}
}
