package e2e

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/render/schematest"
	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/internal/simnet/conformance"
)

// atOnce is how many networks run at the same time, in each round; the programs mostly wait. What
// does not hold is run again with fewer, but for what is grave: where another process keeps the simulated network from its
// work for a while, packets of that time are as late as on a network that is slow or loses them.
var atOnce = []int{12, 4, 1, 1}

// observed is what a run left behind.
type observed struct {
	output
	took time.Duration
	err  error
	// endless is true where the program did not end in time.
	endless bool
}

// TestInRealTime runs the built program over simulated networks behind a TUN
// device, and holds it to the same tables as the library is held to on the
// virtual clock. How long each run took is printed and not judged.
func TestInRealTime(t *testing.T) {
	if testing.Short() {
		t.Skip("short: real time")
	}
	behind(t, load(t, "plain-1")) // skips where there are no namespaces
	all := trials(t)
	began := time.Now()
	results := make([]observed, len(all))
	left := make([]int, len(all))
	for i := range left {
		left[i] = i
	}
	again := 0
	for _, slots := range atOnce {
		runTrials(all, left, results, slots)
		left = slices.DeleteFunc(left, func(i int) bool { return !results[i].again(all[i]) })
		for _, i := range left {
			t.Logf("%v: says %s", all[i], results[i].said())
		}
		if len(left) > len(all)/4 {
			break // that is no passing load
		}
		again += len(left)
	}
	took := time.Since(began)
	for i, r := range all {
		t.Run(r.String(), func(t *testing.T) {
			needs(t, results[i].err)
			judge(t, r, results[i])
		})
	}
	networks := make(map[string]bool)
	for _, r := range all {
		networks[r.row.Network] = true
	}
	t.Logf("measured: %d runs over %d networks in %.1f s, %d of them repeated for want of time", len(all), len(networks), took.Seconds(), again)
}

// said is what the program said, as the tables have it.
func (o *observed) said() string {
	v, err := readVerdict(o.stdout)
	if err != nil {
		return err.Error()
	}
	return v.said(o.code)
}

// again reports whether it is to be run again: it does not hold, and may do so on a machine that is less busy.
func (o *observed) again(r trial) bool {
	if o.endless || r.row.Open && o.err == nil {
		return false
	}
	said := o.said()
	return o.err != nil || !r.row.HoldsInRealTime(said) && grave(said, r.row.Said) == ""
}

// judge holds a run to its row.
func judge(t *testing.T, r trial, o observed) {
	t.Helper()
	if o.stdout == "" {
		t.Fatalf("exit code %d, nothing written but %q", o.code, o.stderr)
	}
	schematest.Validate(t, []byte(o.stdout))
	v, err := readVerdict(o.stdout)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("measured: %4.0f ms, %3d probes, %6d bytes: %s", float64(o.took.Microseconds())/1000, v.Probes.Sent, v.Probes.SentBytes, r)
	switch got := o.said(); {
	case grave(got, r.row.Said) != "":
		t.Errorf("%s: says\n%s\nwant\n%s\n%s%s", grave(got, r.row.Said), got, r.row.Said, o.stdout, o.stderr)
	case r.row.Open && !r.row.HoldsInRealTime(got):
		t.Skipf("open: says\n%s\nwant\n%s", got, r.row.Said)
	case r.row.Open:
		t.Log("open, and holds here")
	case !r.row.HoldsInRealTime(got):
		t.Errorf("says\n%s\nwant\n%s\n%s%s", got, r.row.Said, o.stdout, o.stderr)
	}
}

// runTrials runs those of all that are left, some at a time.
func runTrials(all []trial, left []int, results []observed, slots int) {
	free := make(chan struct{}, slots)
	var done sync.WaitGroup
	for _, i := range left {
		free <- struct{}{}
		done.Go(func() {
			defer func() { <-free }()
			results[i] = all[i].run()
		})
	}
	done.Wait()
}

// run runs the program in a namespace of its own.
func (r trial) run() (o observed) {
	n, err := conformance.Load(r.row.Network)
	if err != nil {
		return observed{err: err}
	}
	ns, err := newWorld(n, simnet.TUNOptions{NoPing: r.way.refused})
	if err != nil {
		return observed{err: err}
	}
	defer func() {
		if err := ns.Close(); o.err == nil {
			o.err = err
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, pmtuPath(), slices.Concat(r.flags, []string{n.Target(r.family).String()})...)
	cmd.Env, cmd.Dir = environment, "/"
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if !r.way.root {
		ns.Unprivileged(cmd)
	}
	began := time.Now()
	err = ns.Run(cmd)
	o.took = time.Since(began)
	if ctx.Err() != nil {
		o.endless = true
		o.err = fmt.Errorf("%v: did not end within %v; so far: %s%s", r, patience, &stdout, &stderr)
		return o
	}
	o.code, o.err = exitCode(err)
	o.stdout, o.stderr = stdout.String(), stderr.String()
	return o
}
