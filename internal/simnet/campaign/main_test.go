package main

import (
	"bytes"
	"flag"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/simnet/judge"
	"github.com/pathmtu/pmtu/pmtu"
)

var (
	seedFlag = flag.Uint64("seed", 20261201, "the seed of the campaign's first network; 0: any")
	netsFlag = flag.Int("n", 3000, "how many networks the campaign has")
)

// TestCampaign judges traces over some thousand random networks: the same each time, as a machine that builds must not
// fail by chance. Others are for make campaign, or -seed 0.
func TestCampaign(t *testing.T) {
	seed, n := *seedFlag, *netsFlag
	if seed == 0 {
		seed = rand.Uint64N(1 << 40)
	}
	if testing.Short() {
		n = min(n, 300)
	}
	n /= slower
	t.Logf("measured: campaign of %d random networks, seed %d", n, seed)
	var out bytes.Buffer
	y := newTally(&out, 3)
	campaign(y, seed, n, 2)
	y.print()
	if y.runs < n {
		t.Errorf("%d runs over %d networks", y.runs, n)
	}
	for _, why := range y.failures() {
		t.Errorf("campaign with seed %d: %s", seed, why)
	}
	if t.Failed() || testing.Verbose() {
		t.Log(out.String())
	}
}

// TestFailures: what fails a campaign, and what is only printed.
func TestFailures(t *testing.T) {
	const fair, runs = 20_000, 40_000
	for _, c := range []struct {
		rules map[string]int
		none  int
		code  int
		want  string
	}{
		{nil, 0, 0, "ok\n"},
		{nil, 1, 1, "FAIL: 1 of the runs that should have an answer have none\n"},
		{map[string]int{"limit (loss)": 3, "limit (none of these)": 4}, 0, 0, "       7  0.018 % of 0.06 %  limit                " + open["limit"].why + "\nok\n"},
		{map[string]int{"limit (loss)": 24, "limit (none of these)": chance}, 0, 0, "ok\n"},
		{map[string]int{"limit (loss)": 25, "limit (none of these)": chance}, 0, 1, "FAIL: limit: 37, 0.092 % of the runs, 0.06 % may\n"},
		{map[string]int{"black hole unplaced (loss)": 1}, 0, 1, "FAIL: 1 of black hole unplaced (loss), which is no open kind of fault\n"},
		{map[string]int{"hop reached (loss)": 1}, 0, 1, "FAIL: 1 of hop reached (loss), which is no open kind of fault\n"},
		{map[string]int{"black hole (loss)": 1}, 0, 1, "FAIL: 1 of black hole (loss), which nothing excuses\n"},
		{map[string]int{"at least above (loss)": 1}, 0, 1, "FAIL: 1 of at least above (loss), which nothing excuses\n"},
		{map[string]int{"hop MTU (loss)": 1}, 0, 1, "FAIL: 1 of hop MTU (loss), which nothing excuses\n"},
		{map[string]int{"limit (loss)": 3, "proven above (loss)": 2}, 0, 1, "FAIL: 2 of proven above (loss), which nothing excuses\n"},
	} {
		var out bytes.Buffer
		y := newTally(&out, 0)
		y.rules, y.fair, y.open, y.runs = c.rules, fair, c.none, runs
		for rule, n := range c.rules {
			y.kinds[kindOf(rule)] += n
		}
		y.printOpen()
		if code := end(&out, y); code != c.code || !strings.HasSuffix(out.String(), c.want) {
			t.Errorf("%+v: exit code %d, printed\n%s", c, code, out.String())
		}
	}
}

// TestOpen: what must never occur cannot be made open, and what is open has a bound and a reason.
func TestOpen(t *testing.T) {
	for _, never := range []string{"hop address", "hop reached", "local limit", "reached", "return path"} {
		if _, ok := open[never]; ok {
			t.Errorf("%s is open", never)
		}
	}
	for name := range open {
		if judge.Grave(judge.Fault{Rule: name}) {
			t.Errorf("%s is grave, and open", name)
		}
	}
	for name, k := range open {
		if k.most <= 0 || k.most > 0.2 || k.why == "" {
			t.Errorf("%s: %+v", name, k)
		}
	}
}

// TestBrokenEngine: an engine that is wrong in one thing only fails a campaign as short as tests have it.
func TestBrokenEngine(t *testing.T) {
	for name, lie := range map[string]func(*pmtu.Result){
		"black hole": func(r *pmtu.Result) {
			for i := range r.Limits {
				r.Limits[i].Kind = pmtu.LimitBlackHole
			}
		},
		"hop count": func(r *pmtu.Result) {
			if r.HopCount > 0 {
				r.HopCount += 3
			}
		},
		"limit": func(r *pmtu.Result) {
			for i := range r.Limits {
				if r.Limits[i].To > 0 {
					r.Limits[i].To += 7
				}
			}
		},
	} {
		y := newTally(io.Discard, 0)
		for seed := range uint64(100) {
			each(seed, func(tr *judge.Trial) {
				lie(tr.Result)
				y.add(tr)
			})
		}
		if why := strings.Join(y.failures(), "\n"); !strings.Contains(why, name+": ") && !strings.Contains(why, "of "+name+" (") {
			t.Errorf("%s: fails by %q", name, why)
		}
	}
}

func TestRun(t *testing.T) {
	for _, c := range []struct {
		args string
		code int
		want []string
	}{
		{"-n 0", 2, []string{"are positive"}},
		{"-n 1 more", 2, []string{"nothing but flags"}},
		{"-nonsense", 2, []string{"flag provided but not defined"}},
		{"-n 5 -seed 2 -workers 1", 0, []string{"N=5 SEED=2\n", "faults: 0\n", "inconclusive: ", judge.CauseSilent, "took ", "\nok\n"}},
		{"-one -seed 2 -run ipv4", 0, []string{"#1  65535 bytes, hop limit 64, udp port 33434", "network:\n  hops ", "result: "}},
		{"-one -seed 2 -run ipv4 -net testdata/short.net", 0, []string{"network:\n  # Two hops, of which the first limits the path.\n  hops 2\n", "result: reached, path MTU proven 1400, 2 hops"}},
		{"-one -net testdata/none.net", 2, []string{"no such file"}},
	} {
		var out bytes.Buffer
		code := run(strings.Fields(c.args), &out, &out)
		if code != c.code {
			t.Errorf("%s: exit code %d, want %d\n%s", c.args, code, c.code, out.String())
		}
		for _, want := range c.want {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s: no %q in\n%s", c.args, want, out.String())
			}
		}
	}
}

// The summary is the same for any number of workers, but for the order in
// which seeds are named.
func TestWorkers(t *testing.T) {
	one, four := newTally(io.Discard, 0), newTally(io.Discard, 0)
	campaign(one, 7, 60, 1)
	campaign(four, 7, 60, 4)
	if one.runs != four.runs || one.faults() != four.faults() || one.open != four.open || spread(one.sent) != spread(four.sent) {
		t.Errorf("%+v and %+v", one, four)
	}
}

// What a tally adds up is printed, a fault with all that is needed to understand it.
func TestTally(t *testing.T) {
	var out bytes.Buffer
	y := newTally(&out, 1)
	var trials []*judge.Trial
	for seed := range uint64(3) {
		each(seed, func(tr *judge.Trial) { trials = append(trials, tr) })
	}
	trials[0].Result.HopCount = 77
	trials[0].Result.Hops = append(trials[0].Result.Hops, pmtu.Hop{Hop: 200, MTU: 99}, pmtu.Hop{Hop: 201, MTU: 99})
	for _, tr := range trials {
		y.add(tr)
	}
	y.left[judge.CauseBack], y.none[judge.CauseBack] = 7, 5
	y.print()
	for _, want := range []string{"left out, as nothing that is seen can tell: answers too large for the way back: 7 runs, 5 of them inconclusive\n", "seed 0 over ipv4\n  FAULT hop count: 77 hops", "faults: 3\n", "hop count (", "seeds [0/ipv4]"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	if y.kinds["hop behind the end"] != 1 || y.kinds["hop count"] != 1 {
		t.Errorf("runs with faults: %v", y.kinds)
	}
}

func TestSpread(t *testing.T) {
	if got := spread([]int{3, 1, 2}); got != "median 2, 99 % up to 3, most 3" {
		t.Error(got)
	}
	if got := spread([]int(nil)); got != "none" {
		t.Error(got)
	}
}

func BenchmarkCampaign(b *testing.B) {
	b.ReportAllocs()
	y := newTally(io.Discard, 0)
	seed := uint64(1)
	for b.Loop() {
		campaign(y, seed, 1, 1)
		seed++
	}
}
