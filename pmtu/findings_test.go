package pmtu_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// found is what has to be found in each network, and nothing else; networks
// that are not listed have nothing to be found. A code for one family has
// its number in front. A "?" means that it may be found or not.
var found = map[string]string{
	"asymmetric":                "asymmetric",
	"black-hole-1":              "black_hole",
	"black-hole-1280":           "black_hole",
	"black-hole-4":              "black_hole",
	"black-hole-after-limit":    "black_hole",
	"black-hole-dest-silent":    "black_hole silent_destination",
	"black-hole-jumbo":          "black_hole",
	"black-hole-last":           "black_hole",
	"black-hole-lossy":          "?black_hole ?lossy ?silent_hop",
	"black-hole-silent":         "black_hole silent_hop",
	"black-hole-2":              "black_hole",
	"black-hole-3":              "black_hole",
	"black-hole-3-times":        "black_hole",
	"black-hole-back-loss":      "black_hole ?lossy",
	"black-hole-between-silent": "black_hole silent_hop",
	"black-hole-data":           "black_hole",
	"black-hole-far":            "black_hole",
	"black-hole-first-link":     "black_hole",
	"black-hole-limited":        "?black_hole ?rate_limited",
	"black-hole-odd-small":      "black_hole",
	"black-hole-odd":            "black_hole",
	"black-hole-only-dest":      "black_hole ?silent_hop",
	"black-hole-quote-minimal":  "?black_hole",
	"black-hole-return":         "black_hole asymmetric",
	"black-hole-slow-hop":       "black_hole slow_replies",
	"black-hole-slow-path":      "black_hole",
	"hole-then-limit":           "black_hole",
	"jumbo-first-link":          "black_hole",
	"limit-2-then-hole":         "black_hole",
	"limit-then-hole":           "black_hole",
	"ptb-100":                   "4ptb_too_low 6ptb_below_minimum",
	"ptb-below-68":              "ptb_below_minimum",
	"ptb-huge":                  "ptb_not_smaller",
	"ptb-one-more":              "ptb_too_high",
	"ptb-other-hole":            "black_hole ptb_unexpected_address",
	"ptb-too-low-then-hole":     "black_hole 4ptb_too_low 6ptb_below_minimum",
	"dest-only":                 "silent_hop",
	"dest-silent":               "silent_destination",
	"dest-silent-limit":         "silent_destination",
	"everything":                "asymmetric silent_hop slow_replies ?lossy",
	"forged-data":               "forged_answers",
	"forged-minimal":            "forged_answers",
	"forged-reached":            "forged_answers",
	"forged-target":             "forged_answers",
	"forged-token":              "forged_answers",
	"host-prohibited":           "prohibited",
	"host-unknown":              "unreachable",
	"host-unreachable":          "unreachable",
	"isolated":                  "unreachable",
	"local-1300":                "local_mtu",
	"loop":                      "routing_loop",
	"lossy-10":                  "?lossy",
	"lossy-back":                "?lossy",
	"net-prohibited":            "prohibited",
	"net-unknown":               "unreachable",
	"net-unreachable":           "unreachable",
	"not-delivered":             "4silent_destination 6unreachable",
	"parameter-problem":         "unreachable",
	"precedence-cutoff":         "unreachable",
	"precedence-violation":      "unreachable",
	"prohibited":                "prohibited",
	"prohibited-filter":         "prohibited",
	"ptb-0":                     "ptb_zero",
	"ptb-1":                     "ptb_below_minimum",
	"ptb-1279":                  "4ptb_too_low 6ptb_below_minimum",
	"ptb-67":                    "ptb_below_minimum",
	"ptb-alternating":           "ptb_unstable unreachable",
	"ptb-alternating-large":     "ptb_unstable",
	"ptb-equal":                 "ptb_not_smaller",
	"ptb-from-dest":             "ptb_unexpected_address",
	"ptb-larger":                "ptb_not_smaller",
	"ptb-max":                   "ptb_not_smaller",
	"ptb-minus-1":               "ptb_unstable",
	"ptb-minus-1-to-1280":       "ptb_unstable",
	"ptb-other":                 "ptb_unexpected_address",
	"ptb-size-minus-1":          "ptb_below_minimum ptb_unstable unreachable",
	"ptb-steps":                 "ptb_unstable",
	"ptb-too-high":              "ptb_too_high",
	"ptb-too-low":               "ptb_too_low",
	"ptb-up":                    "ptb_unstable",
	"quote-flipped":             "forged_answers silent_hop",
	"quote-minimal":             "ptb_unauthenticated",
	"quote-short":               "silent_hop",
	"quote-zeroed":              "forged_answers silent_hop",
	"quote-zeroed-all":          "forged_answers ?silent_hop",
	"rate-limited":              "rate_limited",
	"rewritten":                 "destination_rewritten",
	"rewritten-port":            "destination_rewritten",
	"silent-1":                  "silent_hop",
	"silent-3":                  "silent_hop",
	"silent-first":              "silent_hop",
	"silent-last":               "silent_hop",
	"silent-limit":              "silent_hop",
	"silent-run-6":              "silent_hop",
	"slow-hop":                  "slow_replies",
	"source-route":              "unreachable",
	"tcp-open":                  "silent_destination",
	"tos-host":                  "unreachable",
	"tos-network":               "unreachable",
}

// TestFindings: what is to be found is found, and nothing that is not there.
// Linux limits its errors, so that a search may meet that anywhere.
func TestFindings(t *testing.T) {
	eachNetwork(t, func(t *testing.T, name string, n *simnet.Network, f pmtu.Family) {
		r := overNetwork(t, n, f, pmtu.Options{})
		var must, may []pmtu.Code
		for w := range strings.FieldsSeq(found[name]) {
			switch {
			case w[0] == '?':
				may = append(may, pmtu.Code(w[1:]))
			case w[0] == '4' || w[0] == '6':
				if pmtu.Family(w[0]-'0') == f {
					must = append(must, pmtu.Code(w[1:]))
				}
			default:
				must = append(must, pmtu.Code(w))
			}
		}
		if r.Stats.Sent > 20 {
			may = append(may, pmtu.CodeRateLimited)
		}
		for _, c := range must {
			if !hasCode(r, c) {
				t.Errorf("%s is not found", c)
			}
		}
		for _, x := range r.Findings {
			if !slices.Contains(must, x.Code) && !slices.Contains(may, x.Code) {
				t.Errorf("%s is found at hop %d: %s", x.Code, x.Hop, x.Detail)
			}
		}
		checkFindings(t, r)
	})
}

func hasCode(r *pmtu.Result, c pmtu.Code) bool {
	return slices.ContainsFunc(r.Findings, func(f pmtu.Finding) bool { return f.Code == c })
}

// checkFindings: each has words, a remedy and, where anything was sent,
// evidence that exists; the worst come first, and updates tell the same.
func checkFindings(t *testing.T, r *pmtu.Result) {
	t.Helper()
	var told []pmtu.Finding
	for _, u := range r.Updates {
		if u, ok := u.(pmtu.FindingUpdate); ok {
			told = append(told, u.Finding)
		}
	}
	if len(told) != len(r.Findings) {
		t.Errorf("%d findings told, %d in the result", len(told), len(r.Findings))
	}
	order := []pmtu.Severity{pmtu.SeverityError, pmtu.SeverityWarning, pmtu.SeverityInfo}
	last := 0
	for _, f := range r.Findings {
		if _, ok := pmtu.Explain(f.Code); !ok {
			t.Errorf("%s is not documented", f.Code)
		}
		if !strings.HasSuffix(f.Detail, ".") || f.Remedy == "" {
			t.Errorf("%s: detail %q, remedy %q", f.Code, f.Detail, f.Remedy)
		}
		if i := slices.Index(order, f.Severity); i < last {
			t.Errorf("%s: %s comes after less", f.Code, f.Severity)
		} else {
			last = i
		}
		if len(f.Evidence) == 0 && f.Code != pmtu.CodeForgedAnswers && f.Code != pmtu.CodeLocalMTU {
			t.Errorf("%s: no evidence", f.Code)
		}
		for _, id := range f.Evidence {
			if !slices.ContainsFunc(r.Probes, func(p pmtu.Fate) bool { return p.Probe == id }) {
				t.Errorf("%s: evidence %d is no probe that was sent", f.Code, id)
			}
		}
	}
}

// TestFindingsOfThisHost: what the network cannot know.
func TestFindingsOfThisHost(t *testing.T) {
	for _, c := range []struct {
		cached pmtu.MTU
		name   string
		want   bool
	}{{1400, "plain-9", true}, {1500, "plain-9", false}, {1420, "limit-1", false}, {1400, "limit-1", true}, {1400, "dest-silent", false}} {
		o := pmtu.Options{Source: pmtu.Source{Interface: "eth0", CachedMTU: c.cached, CachedExpires: 431 * time.Second}}
		r := simulated(t, c.name, pmtu.IPv4, o)
		if hasCode(r, pmtu.CodeCachedMTU) != c.want {
			t.Errorf("%s with %d cached: %+v, want it found: %v", c.name, c.cached, r.Findings, c.want)
		}
	}
	for name, want := range map[string]bool{"black-hole-4": true, "plain-9": false, "limit-1": false} {
		r := simulated(t, name, pmtu.IPv6, pmtu.Options{})
		r.HostTooBig = 3
		r.Findings = pmtu.Diagnose(r)
		if hasCode(r, pmtu.CodePTBLostOnThisHost) != want {
			t.Errorf("%s with packets too big lost here: %+v, want it found: %v", name, r.Findings, want)
		}
		if want && (r.Findings[0].Code != pmtu.CodePTBLostOnThisHost || !strings.Contains(r.Findings[1].Detail, ", while packets too big reached this host, which dropped them") || !strings.HasPrefix(r.Findings[1].Remedy, "Mend this host first")) {
			t.Errorf("%s: blames another before this host: %+v", name, r.Findings)
		}
	}
}

// TestLossFindings: loss is told from rate limits, and both from black holes.
func TestLossFindings(t *testing.T) {
	for _, c := range []struct {
		text          string
		must, mustNot pmtu.Code
	}{
		{"hops 12\nhop 2 loss=20%\nseed 1", pmtu.CodeLossy, pmtu.CodeRateLimited},
		{"hops 20\nhop 2 back-loss=15%\nseed 1", pmtu.CodeLossy, pmtu.CodeRateLimited},
		{"hops 6\nhop 3 limit=1/1s\ndest limit=1/1s", pmtu.CodeRateLimited, pmtu.CodeLossy},
		{"hops 6\nhop 2 mtu=1300 ptb=1492,1492,1480,1400,1400,1300", pmtu.CodeRateLimited, pmtu.CodeLossy},
		{"hops 9\nhop 8 mtu=1436 ptb=dropped", pmtu.CodeRateLimited, pmtu.CodeLossy},
		{"hops 5\nhop 4 silent=yes\ndest limit=1/10s", pmtu.CodeRateLimited, pmtu.CodeLossy},
		{"hops 6\nhop all limit=3/1s\nhop 3 mtu=1300 ptb=dropped", pmtu.CodeBlackHole, pmtu.CodeLossy},
	} {
		r := overNetwork(t, inline(t, "title x\n"+c.text+"\n"), pmtu.IPv4, pmtu.Options{})
		if !hasCode(r, c.must) || hasCode(r, c.mustNot) {
			t.Errorf("%q: %+v, want %s and not %s", c.text, r.Findings, c.must, c.mustNot)
		}
	}
}

// TestLossBesideABlackHole: chance says what is lost, so that most seeds have to show it.
func TestLossBesideABlackHole(t *testing.T) {
	const seeds = 12
	lossy := 0
	for seed := range seeds {
		n := inline(t, fmt.Sprintf("title x\nhops 7\nhop 3 mtu=1400 ptb=dropped\nhop 2 loss=30%%\nseed %d\n", seed+1))
		r := overNetwork(t, n, pmtu.IPv4, pmtu.Options{})
		if hasCode(r, pmtu.CodeRateLimited) {
			t.Errorf("seed %d: %+v, want not %s", seed+1, r.Findings, pmtu.CodeRateLimited)
		}
		if hasCode(r, pmtu.CodeLossy) {
			lossy++
		}
	}
	if lossy < seeds/2 {
		t.Errorf("%d of %d are %s, want half of them", lossy, seeds, pmtu.CodeLossy)
	}
}

// TestBlackHoleCounts: every larger packet was lost, and what is counted
// against it is smaller.
func TestBlackHoleCounts(t *testing.T) {
	for _, name := range []string{"black-hole-1", "black-hole-4", "black-hole-silent", "black-hole-dest-silent", "black-hole-last"} {
		r := simulated(t, name, pmtu.IPv4, pmtu.Options{})
		l := r.Limits[len(r.Limits)-1]
		if l.Lost < 3 || l.Controls-l.ControlsLost < 3 {
			t.Errorf("%s: %d lost, %d of %d controls lost", name, l.Lost, l.ControlsLost, l.Controls)
		}
		for _, u := range r.Updates {
			if u, ok := u.(pmtu.LimitUpdate); ok && u.Limit.Kind == pmtu.LimitBlackHole && u.Limit.Lost < 3 {
				t.Errorf("%s: told with %d lost", name, u.Limit.Lost)
			}
		}
	}
}

// TestLostElsewhere: what a destination never answers was not lost in the black hole before it, nor is it a small
// packet that was.
func TestLostElsewhere(t *testing.T) {
	for _, c := range []struct {
		dest string
		o    pmtu.Options
	}{
		{"udp=silent", pmtu.Options{Protocol: pmtu.Auto}}, // and answers echoes
		{"udp=silent echo=silent", pmtu.Options{Protocol: pmtu.Auto}},
		{"udp=silent", pmtu.Options{}},
	} {
		for _, f := range families {
			r := overNetwork(t, inline(t, "hops 7\nhop 2 mtu=1480\nhop 4 mtu=1400 ptb=dropped\ndest "+c.dest+"\n"), f, c.o)
			l := r.Limits[len(r.Limits)-1]
			if l.Kind != pmtu.LimitBlackHole || l.Controls < 3 || l.ControlsLost != 0 {
				t.Errorf("%s over %v: %+v, want a black hole, and no small packet lost", c.dest, f, l)
			}
			answered := func(f pmtu.Fate) bool { // by who got it, and not by who refused to pass it on
				return slices.ContainsFunc(r.Probes, func(x pmtu.Fate) bool {
					return x.HopLimit == f.HopLimit && x.Protocol == f.Protocol && x.Answer != "" && x.Answer != pmtu.AnswerPacketTooBig
				})
			}
			lost := 0
			for _, x := range r.Probes {
				if x.HopLimit > l.AfterHop && x.Size > l.To && x.Size <= l.From && x.Answer == "" && !x.Echo && answered(x) {
					lost++
				}
			}
			if l.Lost != lost {
				t.Errorf("%s over %v: %d lost, want %d", c.dest, f, l.Lost, lost)
			}
		}
	}
}
