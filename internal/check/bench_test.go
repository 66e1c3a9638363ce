package check

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// BenchmarkParse reads ten thousand targets in each format.
func BenchmarkParse(b *testing.B) {
	var lines, yaml, json strings.Builder
	for i := range 10000 {
		fmt.Fprintf(&lines, "h%d.example/443 require=1420 family=6\n", i)
		fmt.Fprintf(&yaml, "- dest: h%d.example\n  port: 443\n  require: 1420\n", i)
		fmt.Fprintf(&json, ",\n{\"dest\": \"h%d.example\", \"port\": 443, \"require\": 1420}", i)
	}
	for _, f := range []struct{ name, text string }{
		{"lines", lines.String()},
		{"yaml", yaml.String()},
		{"json", "[" + json.String()[1:] + "]"},
	} {
		b.Run(f.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				specs, err := Parse("t", strings.NewReader(f.text), plainDest)
				if err != nil || len(specs) != 10000 {
					b.Fatal(len(specs), err)
				}
			}
		})
	}
}

// BenchmarkJudge judges a path with a limit.
func BenchmarkJudge(b *testing.B) {
	r := &pmtu.Result{Target: target, Outcome: pmtu.OutcomeReached, PathMTU: proven(1392), Limits: hole(1, 1392), Hops: hopsTo(1392)}
	b.ReportAllocs()
	for b.Loop() {
		if v, _, _ := Judge(r, 1400); v != VerdictFail {
			b.Fatal(v)
		}
	}
}

// BenchmarkRun checks ten thousand targets that all pass, without a network.
func BenchmarkRun(b *testing.B) {
	var targets []Pending
	for i := range 10000 {
		d, err := plainDest(fmt.Sprintf("10.%d.%d.1", i/250, i%250))
		if err != nil {
			b.Fatal(err)
		}
		targets = append(targets, Pending{Target: Target{Input: d.Host, Addr: d.Addr, Require: 1400}})
	}
	b.ReportAllocs()
	for b.Loop() {
		sum, err := Run(b.Context(), targets, Options{Runner: &runner{world: carries}}, nowhere{})
		if err != nil || sum.Pass != len(targets) {
			b.Fatal(sum, err)
		}
	}
}

// nowhere keeps nothing of a report.
type nowhere struct{}

func (nowhere) Result(*Result) error { return nil }
func (nowhere) Close(Summary) error  { return nil }
