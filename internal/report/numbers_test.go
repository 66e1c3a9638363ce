package report_test

import (
	"bytes"
	"regexp"
	"strconv"
	"testing"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/internal/report"
	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/internal/simnet/judge"
	"github.com/pathmtu/pmtu/pmtu"
)

// toEnd is what reports say of sizes that the destination gets, a number each.
var toEnd = regexp.MustCompile(`path MTU (\d+), proven|path MTU (\d+) is less than|Path MTU (?:at least )?(\d+)\.` +
	`| (?:at least )?(\d+), needs |\| (?:at least )?(\d+) \| \d+ \||packets of (\d+) bytes arrive, whether` +
	`|ok \d+ - .* carries (\d+) bytes` + // what follows "not " is no claim
	`|pmtu_path_mtu_bytes\{.*\} (\d+)|pmtu_path_mtu_at_least_bytes\{.*\} (\d+)|'mtu_[^']*'=(\d+)B` +
	`|"status": ?"proven", ?"bytes": ?(\d+)|"advice": ?\{\s*"mtu_bytes": ?(\d+)` +
	`|path_mtu_status: "proven"\s+path_mtu_bytes: (\d+)|value="proven"></property>\s+<property name="path_mtu_bytes" value="(\d+)"`)

// toHop is what they say of sizes that a hop gets: the number, and the hop.
var toHop = regexp.MustCompile(`(\d+) (?:bytes are proven )?as far as hop (\d+)|over (\d+) bytes vanish between hop (\d+)|"hop": ?(\d+)[^{}]*?"mtu_bytes": ?(\d+)`)

// denied is a test that is not passed, whose name says what does not get through.
var denied = regexp.MustCompile(`not ok .*`)

// TestNumbersAreProven: in no format of pmtu check a size is said to get to a place that it does not get to.
func TestNumbersAreProven(t *testing.T) {
	said := make(map[string]int)
	for seed := uint64(6000); seed < 6250; seed++ {
		n, f := simnet.Random(seed), pmtu.IPv4
		if n.Has(pmtu.IPv6) && seed%2 == 1 {
			f = pmtu.IPv6
		}
		setup := judge.Setup{Family: f, Protocol: pmtu.Auto, Seed: seed, NoPing: seed%4 == 1}
		require := pmtu.MTU([]int{1300, 1400, 1500}[seed%3])
		if seed%5 > 0 {
			setup.Require = require
		}
		trial := judge.Try(n, setup, nil)
		if len(judge.Judge(trial)) > 0 || trial.Result == nil {
			continue // the campaign counts what the engine gets wrong
		}
		r := &check.Result{Target: check.Target{Input: "a", Addr: trial.Result.Target.Addr(), Require: require}, Trace: trial.Result}
		r.Verdict, r.Reason, r.Remedy = check.Judge(r.Trace, require)
		for _, format := range report.Names() {
			for _, redact := range []bool{false, true} {
				text := reported(t, format, r, redact)
				said[format] += judgeNumbers(t, trial, format, text)
			}
		}
	}
	for _, format := range report.Names() {
		if said[format] < 100 {
			t.Errorf("%s: %d numbers, which proves nothing", format, said[format])
		}
	}
}

// reported is a report on one target, and the summary of a job behind it.
func reported(t *testing.T, format string, r *check.Result, redact bool) string {
	t.Helper()
	var b, summary bytes.Buffer
	rep, err := report.Open(format, &b, check.Head{}, report.Options{Verbose: true, Redact: redact, JobSummary: &summary, Width: 400})
	if err != nil {
		t.Fatal(err)
	}
	var sum check.Summary
	sum.Add(r)
	if err := rep.Result(r); err != nil {
		t.Fatal(err)
	}
	if err := rep.Close(sum); err != nil {
		t.Fatal(err)
	}
	return b.String() + summary.String()
}

// judgeNumbers compares what a report says with what is so, and returns how much it says.
func judgeNumbers(t *testing.T, trial *judge.Trial, format, text string) (said int) {
	t.Helper()
	compare := func(words, number string, most pmtu.MTU) {
		said++
		if n, _ := strconv.Atoi(number); n > int(most) {
			t.Errorf("seed %d, %v, %s: %q, %d gets there\n%s", trial.Seed, trial.Setup, format, words, most, text)
		}
	}
	text = denied.ReplaceAllString(text, "")
	for _, m := range toEnd.FindAllStringSubmatch(text, -1) {
		for _, number := range m[1:] {
			if number != "" {
				compare(m[0], number, trial.Truth.PathMTU)
			}
		}
	}
	for _, m := range toHop.FindAllStringSubmatch(text, -1) {
		number, hop := m[1]+m[3]+m[6], m[2]+m[4]+m[5]
		h, _ := strconv.Atoi(hop)
		w, _ := trial.Truth.At(h)
		if m[3] != "" {
			w, _ = trial.Truth.At(h + 1) // it passes what swallows more
		}
		compare(m[0], number, w.MTU)
	}
	return said
}
