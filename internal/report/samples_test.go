package report

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/pmtu"
)

// run is what a report is made of.
type run struct {
	head    check.Head
	results []*check.Result
	summary check.Summary
}

var started = time.Date(2026, 1, 2, 4, 4, 5, 678_900_000, time.FixedZone("", 3600))

// newRun is a run that ended, with the counts of its results.
func newRun(results ...*check.Result) run {
	u := run{head: check.Head{Targets: len(results), Started: started}, results: results}
	u.summary = check.Summary{Total: len(results), Duration: 412 * time.Millisecond}
	for _, r := range results {
		u.summary.Add(r)
	}
	return u
}

// target is one that has a name.
func target(name, addr string) check.Target {
	t := check.Target{Input: name, Name: name, Port: 33434, Require: 1400}
	if addr != "" {
		t.Addr = netip.MustParseAddr(addr)
	}
	return t
}

// trace is a run over hops that ends with an outcome and a path MTU.
func trace(addr string, hops int, mtu pmtu.MTU, status pmtu.Status, outcome pmtu.Outcome) *pmtu.Result {
	r := &pmtu.Result{
		Target: netip.AddrPortFrom(netip.MustParseAddr(addr), 33434), Started: started, Duration: 71_234 * time.Microsecond,
		Outcome: outcome, LocalMTU: 1500, PathMTU: pmtu.PathMTU{Status: status, MTU: mtu},
		Stats: pmtu.Stats{Sent: 12, Answered: 10, SentBytes: 9000},
	}
	if mtu > 0 {
		r.PathMTU.Direction = pmtu.DirectionForward
	}
	if outcome == pmtu.OutcomeReached {
		r.HopCount, r.ReturnHops = hops, hops
		r.Hops = []pmtu.Hop{{Hop: hops, MTU: mtu, Sent: 2, Received: 2, Reached: true, Answers: []pmtu.Answer{{
			Addr: r.Target.Addr(), RTTs: []time.Duration{28 * time.Millisecond}, ReturnHops: hops, Auth: pmtu.AuthToken,
		}}}}
	}
	return r
}

func passes() *check.Result {
	r := &check.Result{Target: target("git.example", "198.51.100.9"), Verdict: check.VerdictPass, Reason: "path MTU 1420, proven"}
	r.Trace = trace("198.51.100.9", 7, 1420, pmtu.StatusProven, pmtu.OutcomeReached)
	r.Trace.Limits = []pmtu.Limit{{AfterHop: 3, Addr: netip.MustParseAddr("10.77.0.3"), Kind: pmtu.LimitPacketTooBig, From: 1500, To: 1420, Claimed: 1420}}
	return r
}

func fails() *check.Result {
	r := &check.Result{
		Target: target("shop.example", "2001:db8::7"), Verdict: check.VerdictFail,
		Reason: "packets over 1392 bytes vanish between hop 4 (2001:db8:77::4) and hop 5 (2001:db8:77::5): a black hole",
		Remedy: `2001:db8:77::4, or a filter between it and this host, must let ICMPv6 "packet too big" (type 2) through (RFC 4890)`,
	}
	r.Target.Label, r.Target.Where = "the shop", "targets.txt:3"
	r.Trace = trace("2001:db8::7", 9, 1392, pmtu.StatusProven, pmtu.OutcomeReached)
	r.Trace.Limits = []pmtu.Limit{{AfterHop: 4, Kind: pmtu.LimitBlackHole, From: 1393, To: 1392, Lost: 9, Controls: 9}}
	return r
}

func silent() *check.Result {
	r := &check.Result{
		Target: target("quiet.example", "203.0.113.8"), Verdict: check.VerdictInconclusive,
		Reason: "the destination did not answer; 1300 bytes are proven as far as hop 5", Remedy: "try a port that is open",
	}
	r.Trace = trace("203.0.113.8", 0, 1300, pmtu.StatusAtLeast, pmtu.OutcomeSilent)
	r.Trace.Hops = []pmtu.Hop{{Hop: 5, MTU: 1300, Sent: 2, Received: 2, Answers: []pmtu.Answer{{
		Addr: netip.MustParseAddr("10.77.0.5"), RTTs: []time.Duration{9 * time.Millisecond}, Auth: pmtu.AuthToken,
	}}}}
	return r
}

func unreachable() *check.Result {
	r := &check.Result{
		Target: target("10.1.2.3", "10.1.2.3"), Verdict: check.VerdictUnreachable, Reason: "hop 3, 10.77.0.3, says network unreachable (!N)",
	}
	r.Target.Name = ""
	r.Trace = trace("10.1.2.3", 0, 0, pmtu.StatusUnknown, pmtu.OutcomeUnreachable)
	return r
}

func unresolved() *check.Result {
	return &check.Result{
		Target: target("nosuch.example", ""), Verdict: check.VerdictError, Reason: "the name does not resolve",
		Err: errors.New("resolve nosuch.example: no such host"),
	}
}

// before is what an earlier run knew of the path to git.example.
const before = `{"schema": 1, "target": {"input": "git.example", "name": "git.example", "address": "198.51.100.9", "port": 33434},
 "family": "ipv4", "protocol": "udp", "outcome": "reached", "path_mtu": {"status": "proven", "bytes": 1500, "direction": "forward"},
 "hop_count": 6, "hops": [], "limits": [], "findings": [], "probes": {"sent": 1, "answered": 1, "sent_bytes": 60}}`

// runner gives every target the same run.
type runner struct{ trace *pmtu.Result }

func (u runner) Run(_ context.Context, targets iter.Seq[pmtu.Options], done func(int, *pmtu.Result, error)) error {
	n := 0
	for range targets {
		done(n, u.trace, nil)
		n++
	}
	return nil
}

// keeper keeps results.
type keeper struct{ results []*check.Result }

func (k *keeper) Result(r *check.Result) error {
	k.results = append(k.results, r)
	return nil
}

func (k *keeper) Close(check.Summary) error { return nil }

// lost carries what is required, but less than before, as check itself says it.
func lost() *check.Result {
	r := passes()
	r.Target.Label, r.Trace.Limits[0].Auth = "backup", pmtu.AuthToken
	return compared(r)
}

// compared is what check makes of the target and the run of r and the earlier run.
func compared(r *check.Result) *check.Result {
	baseline, err := check.ReadBaseline(strings.NewReader(before))
	if err != nil {
		panic(err)
	}
	var k keeper
	o := check.Options{Runner: runner{r.Trace}, Baseline: baseline}
	if _, err := check.Run(context.Background(), []check.Pending{{Target: r.Target}}, o, &k); err != nil {
		panic(err)
	}
	return k.results[0]
}

// situations are the runs of the golden files.
func situations() map[string]run {
	mixed := newRun(passes(), fails(), silent(), unreachable(), unresolved())
	good := newRun(passes())
	interrupted := newRun(passes(), silent())
	interrupted.head.Targets, interrupted.summary.Total, interrupted.summary.Interrupted = 10, 10, true
	baseline := newRun(passes(), lost())
	baseline.head.Baseline = "before.json"
	baseline.results[0].New, baseline.summary.New, baseline.summary.Gone = true, 1, []string{"old.example", "older.example"}
	nothing := newRun()
	nothing.summary.Total, nothing.summary.Interrupted, nothing.head.Targets = 3, true, 3
	return map[string]run{"mixed": mixed, "good": good, "interrupted": interrupted, "baseline": baseline, "nothing": nothing}
}

// write writes a report of a run.
func write(t testing.TB, format string, u run, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	rep, err := Open(format, &b, u.head, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range u.results {
		if err := rep.Result(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := rep.Close(u.summary); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
