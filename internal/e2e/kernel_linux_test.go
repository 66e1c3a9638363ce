package e2e

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/pathmtu/pmtu/internal/lab"
	"github.com/pathmtu/pmtu/internal/render/schematest"
)

// kernelRow is a network of real kernels, and what is true of it.
type kernelRow struct {
	name string
	// routers is how many routers the chain has, change what else is done to it.
	routers int
	change  func(*lab.Network)
	flags   []string
	// family is 4 or 6; 0: the row is about both.
	family int
	// want is what is to be said, as [kernelDocument.said] writes it.
	want string
	// hidden is how many of the first routers are no hops.
	hidden int
	// carries is how many bytes the path carries, where want does not prove it.
	carries int
	// may are the findings that how fast packets come decides about, here.
	may []string
}

// timed are the findings that a packet which is late on a busy machine brings about.
var timed = []string{"rate_limited", "lossy", "slow_replies"}

// without leaves out the findings of some codes.
func without(said string, codes []string) string {
	return strings.Join(slices.DeleteFunc(strings.Fields(said), func(w string) bool {
		code, _, _ := strings.Cut(strings.TrimPrefix(w, "+"), "@")
		return strings.HasPrefix(w, "+") && slices.Contains(codes, code)
	}), " ")
}

// late reports whether what was said and what a row says differ in nothing but what a late packet brings about.
func late(said, want string) bool {
	return said != want && without(said, timed) == without(want, timed)
}

func TestLate(t *testing.T) {
	const want = "reached proven=1400 0 4 ptb@2:1500>1400"
	for said, is := range map[string]bool{
		want:                             false,
		want + " +lossy":                 true,
		want + " +rate_limited@3 +lossy": true,
		want + " +lossy +silent_hop@1":   false,
		"reached at_least=1400 4 4 ptb@2:1500>1400 +lossy": false,
	} {
		if late(said, want) != is {
			t.Errorf("%s: late: %t", said, !is)
		}
	}
	if got := without(want+" +lossy +slow_replies@2", []string{"lossy"}); got != want+" +slow_replies@2" {
		t.Error(got)
	}
}

// kernelRows are all rows.
func kernelRows() []kernelRow {
	return slices.Concat(plainRows(), droppedRows(), returnRows(), wireGuardRows(), vxlanRows(), srv6Rows())
}

// TestKernels traces through networks of real kernels with the built program.
// What it says is held against what the row says, and what the row says of the
// path MTU against what the network carries.
func TestKernels(t *testing.T) {
	if testing.Short() {
		t.Skip("short: real time")
	}
	var wg sync.WaitGroup
	slots := make(chan struct{}, kernelSlots)
	for _, row := range kernelRows() {
		for _, family := range []int{4, 6} {
			if row.family != 0 && row.family != family {
				continue
			}
			wg.Go(func() {
				slots <- struct{}{}
				defer func() { <-slots }()
				t.Run(fmt.Sprintf("%s/%d", row.name, family), func(t *testing.T) { row.run(t, family) })
			})
		}
	}
	wg.Wait()
}

// kernelSlots is how many networks there are at a time. A trace waits most of
// the time, so there may be more of them than the t.Parallel of few processors allows.
const kernelSlots = 6

// kernelTries is how often a row is run where packets are late.
const kernelTries = 3

// run runs a row, again where late packets, which a busy machine makes, are all that differs.
func (row kernelRow) run(t *testing.T, family int) {
	for n := 1; row.once(t, family, n == kernelTries); n++ {
		t.Logf("measured: run %d of %s over IPv%d: packets were late", n, row.name, family)
	}
}

// once builds a row's network anew, since routers learn, and traces through it. It reports whether
// it is to be run again.
func (row kernelRow) once(t *testing.T, family int, last bool) (again bool) {
	n := lab.Chain(row.routers)
	row.change(n)
	l := lab.Start(t, n)
	target, v6 := lab.TargetAddrs(row.routers)
	if family == 6 {
		target = v6
	}
	d, code := traceKernel(t, l.Node(lab.Origin), target, row.flags...)
	truth := row.truth(t)
	if d.PathMTU.Status == "proven" && d.PathMTU.Bytes != truth {
		t.Errorf("%d is proven, want %d", d.PathMTU.Bytes, truth)
	}
	d.hold(t)
	d.holdChain(t, row.hidden, target.Is4())
	said := without(d.said(code), row.may)
	if !last && late(said, row.want) {
		return true
	}
	if said != row.want {
		t.Errorf("says\n%s\nwant\n%s", said, row.want)
	}
	carriesExactly(t, l.Node(lab.Origin), l.Node(lab.Target), target, truth)
	return false
}

var provenBytes = regexp.MustCompile(` proven=(\d+)`)

// truth is how many bytes the row's path carries.
func (row kernelRow) truth(t *testing.T) int {
	m := provenBytes.FindStringSubmatch(row.want)
	if m == nil && row.carries == 0 {
		t.Fatal("the row does not say what its path carries")
	}
	if m == nil {
		return row.carries
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// traceKernel runs the built program on a node that knows no path MTU.
func traceKernel(t *testing.T, node *lab.Node, target netip.Addr, flags ...string) (d kernelDocument, code int) {
	t.Helper()
	out := inLab(t, node, pmtuPath(), slices.Concat([]string{"--json", "-n"}, flags, []string{target.String()}))
	if out.stderr != "" {
		t.Errorf("standard error: %s", out.stderr)
	}
	schematest.Validate(t, []byte(out.stdout))
	if err := json.Unmarshal([]byte(out.stdout), &d); err != nil {
		t.Fatalf("%v\n%s", err, out.stdout)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("%s", out.stdout)
		}
	})
	return d, out.code
}
