package e2e

import (
	"slices"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestSpeed measures the wall time of whole runs over nine hops with 32 ms to
// the destination and back, in real time. It prints and does not judge: what a
// run may take is asserted on the virtual clock, where no other process is in
// the way.
func TestSpeed(t *testing.T) {
	if testing.Short() {
		t.Skip("short: real time")
	}
	n := load(t, "plain-9")
	var took []time.Duration
	own := patience
	probes := 0
	for range 9 {
		ns := behind(t, n.Fresh(0))
		begin := time.Now()
		out := mustRun(t, ns, pmtuPath(), "-n", "--json", n.Target(pmtu.IPv4).String())
		took = append(took, time.Since(begin))
		d := parse(t, out.stdout)
		if d.PathMTU.Status != "proven" || d.HopCount != 9 {
			t.Fatalf("document is %+v", d)
		}
		own = min(own, time.Duration(d.DurationMS*float64(time.Millisecond)))
		probes = d.Probes.Sent
	}
	slices.Sort(took)
	const unit = time.Millisecond / 10
	t.Logf("measured: 9 hops, 32 ms to the destination and back: the whole process took %v at best, %v in the median of %d; its own account %v at best, %d probes",
		took[0].Round(unit), took[len(took)/2].Round(unit), len(took), own.Round(unit), probes)
}

// BenchmarkTrace is TestSpeed for benchstat.
func BenchmarkTrace(b *testing.B) {
	n := load(b, "plain-9")
	target := n.Target(pmtu.IPv4).String()
	ns := behind(b, n.Fresh(0))
	for b.Loop() {
		mustRun(b, ns, pmtuPath(), "-n", "--json", target)
	}
}

// BenchmarkVersion is how long the program takes to start.
func BenchmarkVersion(b *testing.B) {
	ns := behind(b, load(b, "plain-1"))
	for b.Loop() {
		mustRun(b, ns, pmtuPath(), "--version")
	}
}
