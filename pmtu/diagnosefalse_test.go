package pmtu_test

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestRefillIsNoLoss: a limit that refills between two packets answers the second. Of two that it answers, or of
// packets that leave at once, it would have answered the first.
func TestRefillIsNoLoss(t *testing.T) {
	for name, c := range map[string]struct {
		gaps []time.Duration // of answered packets, from the lost one
		want []pmtu.Code
	}{
		"one a while after": {[]time.Duration{5 * ms}, []pmtu.Code{pmtu.CodeRateLimited}},
		"two of them":       {[]time.Duration{5 * ms, 8 * ms}, []pmtu.Code{pmtu.CodeLossy}},
		"one at once":       {[]time.Duration{0}, []pmtu.Code{pmtu.CodeLossy}},
		// A limit that refills so fast had an answer left for the first, after the pause before it.
		"the second too far": {[]time.Duration{5 * ms, 12 * ms}, nil},
	} {
		probes := []pmtu.Fate{answered(2, 0)}
		for i := range 3 {
			at := time.Duration(i+1) * 100 * ms
			probes = append(probes, lost(2, at))
			for _, gap := range c.gaps {
				probes = append(probes, answered(2, at+gap))
			}
		}
		if got := codesOf(route(probes...)); !slices.Equal(got, c.want) {
			t.Errorf("%s: found %v, want %s", name, got, c.want)
		}
	}
}

// atEnd is a probe to the destination of route.
func atEnd(at time.Duration, p pmtu.Protocol, k pmtu.AnswerKind) pmtu.Fate {
	f := pmtu.Fate{HopLimit: 3, Size: 60, At: at, Protocol: p, Answer: k}
	if k != "" {
		f.Addr, f.RTT = netip.MustParseAddr("192.0.2.9"), ms
	}
	return f
}

// TestRepliesAreNotLimited: data and echo replies are no ICMP errors, and what is not of the
// protocol that the destination answers is neither lost nor limited.
func TestRepliesAreNotLimited(t *testing.T) {
	for name, c := range map[string]struct {
		protocol, lost pmtu.Protocol
		answer         pmtu.AnswerKind
		want           []pmtu.Code
	}{
		"errors":                      {pmtu.UDP, pmtu.UDP, pmtu.AnswerUnreachable, []pmtu.Code{pmtu.CodeRateLimited}},
		"data":                        {pmtu.UDP, pmtu.UDP, pmtu.AnswerReply, nil},
		"echo replies":                {pmtu.ICMP, pmtu.ICMP, pmtu.AnswerReply, nil},
		"what it does not answer":     {pmtu.ICMP, pmtu.UDP, pmtu.AnswerReply, nil},
		"what it does not answer yet": {pmtu.ICMP, pmtu.UDP, pmtu.AnswerUnreachable, nil},
	} {
		probes := []pmtu.Fate{atEnd(0, c.protocol, c.answer)}
		for i := range 3 {
			probes = append(probes, atEnd(time.Duration(i+1)*100*ms, c.lost, ""))
		}
		r := route(append(probes, atEnd(9*time.Second, c.protocol, c.answer))...)
		r.Protocol = c.protocol
		if got := codesOf(r); !slices.Equal(got, c.want) {
			t.Errorf("%s: found %v, want %v", name, got, c.want)
		}
	}
}

// TestWithoutAPlace: why the destination's hop is not known is said only where packets are known to get there.
func TestWithoutAPlace(t *testing.T) {
	full := atEnd(0, pmtu.UDP, pmtu.AnswerUnreachable)
	full.HopLimit = 64
	near := func(hop int, k pmtu.AnswerKind) []pmtu.Fate {
		var list []pmtu.Fate
		for i := range 3 {
			f := atEnd(time.Duration(i+1)*100*ms, pmtu.UDP, k)
			f.HopLimit = hop
			list = append(list, f)
		}
		return list
	}
	for _, c := range []struct {
		name   string
		probes []pmtu.Fate
		want   []pmtu.Code
	}{
		{"as far as its answers came", append(near(2, ""), full), []pmtu.Code{pmtu.CodeRateLimited}},
		{"nearer", append(near(1, ""), full), nil},
		{"a router as far as its answers came", append(near(3, ""), full, answered(2, 0)), nil},
		{"a router nearer than that", append(near(2, ""), full, answered(1, 0)), []pmtu.Code{pmtu.CodeRateLimited}},
		{"nearer than others got there", slices.Concat(near(2, ""), near(3, pmtu.AnswerUnreachable)), nil},
		{"farther than others got there", slices.Concat(near(4, ""), near(3, pmtu.AnswerUnreachable)), []pmtu.Code{pmtu.CodeRateLimited}},
	} {
		r := route(c.probes...)
		r.HopCount, r.ReturnHops, r.Hops = 0, 2, nil
		if got := codesOf(r); !slices.Equal(got, c.want) {
			t.Errorf("%s: found %v, want %v", c.name, got, c.want)
		}
	}
	late := append(near(2, ""), full)
	r := route(late...)
	r.HopCount, r.ReturnHops, r.Hops, r.Duration = 0, 2, nil, 150*ms
	if got := codesOf(r); got != nil {
		t.Errorf("of a run that ended: found %v", got)
	}
}

// TestBehindTheRefuser: hops behind a router that lets nothing through are not silent: nothing gets there.
func TestBehindTheRefuser(t *testing.T) {
	r := route(answered(1, 0), answered(2, 0), lost(3, 0), lost(4, 0))
	r.Outcome, r.PathMTU, r.HopCount = pmtu.OutcomeUnreachable, pmtu.PathMTU{}, 0
	r.Hops = append(r.Hops[:2], pmtu.Hop{Hop: 3}, pmtu.Hop{Hop: 4}, pmtu.Hop{Hop: 5, Answers: []pmtu.Answer{{
		Addr: r.Hops[1].Answers[0].Addr, Auth: pmtu.AuthToken, Error: &pmtu.ICMPError{Family: pmtu.IPv4, Type: 3, Code: 1},
	}}})
	if got := codesOf(r); !slices.Equal(got, []pmtu.Code{pmtu.CodeUnreachable}) {
		t.Errorf("found %v", got)
	}
	r.Hops[4].Answers[0].Addr = netip.MustParseAddr("10.0.0.5")
	if got := codesOf(r); !slices.Equal(got, []pmtu.Code{pmtu.CodeUnreachable, pmtu.CodeSilentHop}) {
		t.Errorf("of another router: found %v", got)
	}
}

// TestGuessedClaim: a packet too big without a token may be about another packet than the one that was guessed, so that it
// is no proof that the router refused what it claims to let pass.
func TestGuessedClaim(t *testing.T) {
	for auth, want := range map[pmtu.Auth][]pmtu.Code{pmtu.AuthToken: {pmtu.CodePTBTooHigh}, pmtu.AuthTuple: nil} {
		r := route()
		known := r.Hops[1].Answers[0].Addr
		r.Claims = []pmtu.Claim{{Probe: 1, Size: 1500, Claimed: 1400, Addr: known, Auth: pmtu.AuthToken}, {Probe: 2, Size: 1390, Claimed: 1400, Addr: known, Auth: auth}}
		if got := codesOf(r); !slices.Equal(got, want) {
			t.Errorf("%s: found %v, want %v", auth, got, want)
		}
	}
}

// TestSignedForOthers: where packets too big bear the destination's address and quote another one, the
// translator is on the way, not at the destination.
func TestSignedForOthers(t *testing.T) {
	for _, f := range families {
		r := overNetwork(t, inline(t, "hops 6\nhop 1-5 silent=yes\nhop 4 mtu=1292 ptb-from=10.77.99.9,fd77:99::9\nhop 4 rewrite=198\n"), f, pmtu.Options{})
		if hasCode(r, pmtu.CodeDestinationRewritten) {
			t.Errorf("%v: %+v", f, r.Findings)
		}
	}
}

// TestEchoAskedAgain: an echo that got lost is no sign that none is answered.
func TestEchoAskedAgain(t *testing.T) {
	const seeds = 20
	reached := 0
	for seed := range seeds {
		n := inline(t, fmt.Sprintf("hops 4\ndest udp=silent back-loss=50%%\nseed %d\n", seed+1))
		if r := overNetwork(t, n, pmtu.IPv4, pmtu.Options{Protocol: pmtu.Auto}); r.Outcome == pmtu.OutcomeReached {
			reached++
		}
	}
	if reached < seeds*3/4 {
		t.Errorf("%d of %d destinations were reached", reached, seeds)
	}
}

// TestStillAsked: a check that has its answer says of no hop that it is silent which may still answer.
func TestStillAsked(t *testing.T) {
	n := inline(t, "hops 5\nhop 1 mtu=1303 ptb=1021\nhop 2 slow=228ms\nhop 3 slow=170ms\nhop 1 mtu=1360\nhop 4 mtu=1435\nhop 1 addr=1,101 pick=packet\ndest return=7 hoplimit=255\n")
	r := overNetwork(t, n, pmtu.IPv6, pmtu.Options{EndToEnd: true, Require: 1500, Protocol: pmtu.Auto})
	if r.PathMTU.MTU != 1360 || hasCode(r, pmtu.CodeSilentHop) {
		t.Errorf("path MTU %+v, %+v", r.PathMTU, r.Findings)
	}
}

// TestRefusedAndAnswered: where a packet too big comes from is not told of a sender that refuses what another hop answered.
func TestRefusedAndAnswered(t *testing.T) {
	who, near := netip.MustParseAddr("10.0.0.66"), netip.MustParseAddr("10.0.0.1")
	for _, answer := range []pmtu.AnswerKind{pmtu.AnswerPacketTooBig, pmtu.AnswerTimeExceeded} {
		from := map[pmtu.AnswerKind]netip.Addr{pmtu.AnswerPacketTooBig: who, pmtu.AnswerTimeExceeded: near}[answer]
		r := &pmtu.Result{
			Target: netip.MustParseAddrPort("192.0.2.9:33434"), Outcome: pmtu.OutcomeReached, Protocol: pmtu.UDP,
			Hops:   []pmtu.Hop{{Hop: 1, MTU: 1301, Sent: 1, Received: 1, Answers: []pmtu.Answer{{Addr: near, Auth: pmtu.AuthToken}}}},
			Limits: []pmtu.Limit{{AfterHop: 1, Addr: who, Kind: pmtu.LimitPacketTooBig, From: 1301, To: 1300, Claimed: 1300, Auth: pmtu.AuthToken}},
			Probes: []pmtu.Fate{{Probe: 1, HopLimit: 1, Size: 1301, Answer: answer, Addr: from}},
			Claims: []pmtu.Claim{{Probe: 1, Size: 1301, Claimed: 1300, Addr: who, Auth: pmtu.AuthToken}},
		}
		r.Findings = pmtu.Diagnose(r)
		if got, want := hasCode(r, pmtu.CodePTBUnexpectedAddress), answer == pmtu.AnswerPacketTooBig; got != want {
			t.Errorf("%s: %+v", answer, r.Findings)
		}
	}
}
