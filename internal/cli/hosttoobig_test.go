package cli

import (
	"bytes"
	"context"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/resolve"
	"github.com/pathmtu/pmtu/pmtu"
)

// hole is a result with a black hole in which so many packets vanished.
func hole(lost int) *pmtu.Result {
	return &pmtu.Result{
		Target: netip.MustParseAddrPort("198.51.100.9:33434"), Outcome: pmtu.OutcomeReached, Duration: 300 * time.Millisecond,
		Limits:  []pmtu.Limit{{AfterHop: 2, Kind: pmtu.LimitBlackHole, From: 1401, To: 1400, Lost: lost, Controls: 9}},
		Probes:  []pmtu.Fate{{Probe: 1, Answer: pmtu.AnswerUnreachable}, {Probe: 2, Answer: pmtu.AnswerUnreachable}},
		PathMTU: pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 1400},
	}
}

// series is a watch that has been told what to say.
func series(each ...hostDelta) func() (hostDelta, bool) {
	return func() (hostDelta, bool) {
		if len(each) == 0 {
			return hostDelta{}, false
		}
		d := each[0]
		each = each[1:]
		return d, true
	}
}

// TestHostTooBig: the counters count only where they can mean nothing else.
func TestHostTooBig(t *testing.T) {
	plain := hole(9)
	plain.Limits[0].Kind = pmtu.LimitPacketTooBig
	for _, tt := range []struct {
		name  string
		r     *pmtu.Result
		grown []hostDelta
		want  int
	}{
		{"no black hole", plain, []hostDelta{{20, 20, 20}, {}}, 0},
		{"nothing vanished", hole(0), []hostDelta{{20, 20, 20}, {}}, 0},
		{"nothing came", hole(9), []hostDelta{{2, 0, 0}, {}}, 0},
		{"no counters", hole(9), nil, 0},
		{"taken in, given to nobody", hole(9), []hostDelta{{11, 9, 0}}, 9},
		{"taken in by other programs", hole(9), []hostDelta{{11, 0, 0}, {}}, 0},
		{"broken ICMP, none too big", hole(9), []hostDelta{{2, 9, 0}, {}}, 0},
		{"our own answers are no others", hole(9), []hostDelta{{4, 9, 0}, {}}, 0},
		{"no more than vanished", hole(9), []hostDelta{{99, 99, 0}}, 9},
		{"dropped by a filter", hole(9), []hostDelta{{2, 0, 9}, {}}, 9},
		{"not all of them are reported", hole(9), []hostDelta{{2, 0, 5}, {}}, 5},
		{"too few", hole(9), []hostDelta{{2, 0, 3}, {}}, 0},
		{"few of few", hole(3), []hostDelta{{2, 0, 2}, {}}, 0},
		{"a filter that always drops", hole(9), []hostDelta{{2, 0, 9}, {0, 0, 3}}, 0},
		{"a filter that drops now and then", hole(9), []hostDelta{{2, 0, 9}, {0, 0, 1}}, 9},
		{"counters that vanish", hole(9), []hostDelta{{2, 0, 9}}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := newBench(t).hostTooBig(t.Context(), lossesOf(tt.r), series(tt.grown...)); got != tt.want {
				t.Errorf("%d, want %d", got, tt.want)
			}
		})
	}
}

// TestDropping: what came is counted from the beginning, and a few drops are nothing.
func TestDropping(t *testing.T) {
	for _, c := range []struct {
		name  string
		grown []hostDelta
		want  []bool
	}{
		{"nothing", []hostDelta{{9, 0, 0}}, []bool{false}},
		{"by a filter", []hostDelta{{0, 0, 3}}, []bool{true}},
		{"given to nobody", []hostDelta{{3, 3, 0}}, []bool{true}},
		{"one after the other", []hostDelta{{0, 0, 2}, {0, 0, 1}}, []bool{false, true}},
		{"no counters", nil, []bool{false}},
	} {
		ask := dropping(series(c.grown...))
		for i, want := range c.want {
			if got := ask(); got != want {
				t.Errorf("%s, asked %d times: %v", c.name, i+1, got)
			}
		}
	}
}

// TestQuietly: the longer the runs took, the more must have been dropped.
func TestQuietly(t *testing.T) {
	for _, c := range []struct {
		dropped, after int
		took, wait     time.Duration
		want           bool
	}{
		{9, 0, 300 * time.Millisecond, 300 * time.Millisecond, true},
		{9, 2, 300 * time.Millisecond, 300 * time.Millisecond, true},
		{9, 3, 300 * time.Millisecond, 300 * time.Millisecond, false},
		{9, 0, 4 * time.Second, time.Second, true},
		{9, 0, 5 * time.Second, time.Second, false},
		{9, 1, 4 * time.Second, time.Second, false},
		{59, 0, 30 * time.Second, time.Second, false},
		{60, 0, 30 * time.Second, time.Second, true},
		{900, 7, 30 * time.Second, time.Second, true},
		{900, 8, 30 * time.Second, time.Second, false},
		{9, 0, 0, 0, false},
	} {
		if got := quietly(c.dropped, c.after, c.took, c.wait); got != c.want {
			t.Errorf("%d dropped in %v, %d in %v behind it: %v", c.dropped, c.took, c.after, c.wait, got)
		}
	}
}

// TestHostTooBigInterrupted: nobody waits behind Ctrl-C.
func TestHostTooBigInterrupted(t *testing.T) {
	b := newBench(t)
	b.pause = func(context.Context, time.Duration) { t.Error("waits") }
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if n := b.hostTooBig(ctx, lossesOf(hole(9)), series(hostDelta{2, 0, 9}, hostDelta{})); n != 0 {
		t.Errorf("%d", n)
	}
}

// TestAccount: the finding comes as an update too, and once.
func TestAccount(t *testing.T) {
	r := hole(9)
	r.Findings = pmtu.Diagnose(r)
	if more := account(r, 0); more != nil || len(r.Updates) > 0 {
		t.Errorf("for nothing: %v", more)
	}
	more := account(r, 9)
	if len(more) != 1 || len(r.Updates) != 1 || more[0].(pmtu.FindingUpdate).Finding.Code != pmtu.CodePTBLostOnThisHost {
		t.Errorf("%+v", more)
	}
	found := 0
	for _, f := range r.Findings {
		if f.Code == pmtu.CodePTBLostOnThisHost {
			found++
		}
	}
	if found != 1 {
		t.Errorf("%d in %+v", found, r.Findings)
	}
}

// TestHostTooBigReplay: a record keeps what the counters said.
func TestHostTooBigReplay(t *testing.T) {
	b := newBench(t)
	file := filepath.Join(t.TempDir(), "run.jsonl")
	b.watch = func(bool) func() (hostDelta, bool) { return series(hostDelta{2, 0, 99}, hostDelta{}) }
	b.trace = func(ctx context.Context, o pmtu.Options, observe func(pmtu.Update), rec *pmtu.Recorder) (*pmtu.Result, error) {
		r, err := b.simulate(ctx, o, observe, rec)
		r.Limits = append(r.Limits, hole(9).Limits...)
		return r, err
	}
	if code := b.run("pmtu", "--record", file, "--json", "git.example"); b.err.Len() > 0 {
		t.Fatalf("exit code %d, %s", code, b.err.String())
	}
	if !strings.Contains(b.out.String(), `"ptb_lost_on_this_host"`) {
		t.Errorf("no finding in\n%s", b.out.String())
	}
	record, err := os.ReadFile(file)
	if err != nil || !bytes.Contains(record, []byte(`"note":"host","value":{"too_big":9}`)) {
		t.Errorf("%v, no note in\n%s", err, record)
	}
}

// TestRedact: neither names nor public addresses are printed, and none is
// looked up but that of the destination.
func TestRedact(t *testing.T) {
	for _, format := range []string{"text", "json", "jsonl", "tracepath", "traceroute"} {
		b := newBench(t)
		b.resolver = func() *resolve.Resolver {
			return resolve.New(resolve.Options{LookupIP: lookupZone, LookupAddr: func(_ context.Context, addr string) ([]string, error) {
				t.Errorf("%s: looks up %s", format, addr)
				return nil, nil
			}})
		}
		if b.run("pmtu", "--redact", "-v", "-F", format, "git.example"); b.err.Len() > 0 {
			t.Errorf("%s: says %s", format, b.err.String())
		}
		out := b.out.String()
		for _, secret := range []string{"example", "198.51.100.9"} {
			if strings.Contains(out, secret) {
				t.Errorf("%s: %s in\n%s", format, secret, out)
			}
		}
		if !strings.Contains(out, "10.0.0.1") || !strings.Contains(out, "192.0.2.1") {
			t.Errorf("%s: private addresses and stand-ins are missing in\n%s", format, out)
		}
	}
}
