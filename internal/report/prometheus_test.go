package report

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/pathmtu/pmtu/internal/check"
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
			"pmtu_check_targets_lost",
		} {
			if v, ok := got[absent]; ok {
				t.Errorf("%s: %v of what is not known", absent, v)
			}
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
