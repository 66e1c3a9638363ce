package judge

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// Networks in which something is found, and a plain one, in which nothing is.
const (
	plain     = "hops 5"
	narrowed  = "hops 5\nhop 2 mtu=1400"
	lying     = "hops 5\nhop 2 mtu=1400 ptb=1300"
	boasting  = "hops 5\nhop 2 mtu=1400 ptb=1450"
	shaky     = "hops 5\nhop 2 mtu=1400 ptb=1300,1450,..."
	refusing  = "hops 5\nhop 3 unreachable4=3/13 refuse=filter"
	unrouted  = "hops 5\nhop 3 unreachable4=3/1"
	trickling = "hops 12\ndest limit=1/10s"
)

// TestFindings: what is found counts as false where the network is not in that situation, and only there.
func TestFindings(t *testing.T) {
	hop := func(n int) pmtu.Finding { return pmtu.Finding{Hop: n} }
	by := func(n int) pmtu.Finding { return pmtu.Finding{Addr: netip.AddrFrom4([4]byte{10, 77, 0, byte(n)})} }
	for _, c := range []struct {
		code      pmtu.Code
		f         pmtu.Finding
		is, isNot string
	}{
		{pmtu.CodeLocalMTU, hop(0), "hops 3\nlocal mtu=1400", plain},
		{pmtu.CodeLocalMTU, hop(0), "hops 3\nlocal mtu=1400", "hops 3\nlocal mtu=1400\nhop 1 mtu=1300"},
		{pmtu.CodePTBZero, by(2), "hops 5\nhop 2 mtu=1400 ptb=0", narrowed},
		{pmtu.CodePTBBelowMinimum, by(2), "hops 5\nhop 2 mtu=1400 ptb=20", narrowed},
		{pmtu.CodePTBNotSmaller, by(2), "hops 5\nhop 2 mtu=1400 ptb=size", narrowed},
		{pmtu.CodePTBTooLow, by(2), lying, narrowed},
		{pmtu.CodePTBTooLow, by(2), lying, boasting},
		{pmtu.CodePTBTooHigh, by(2), boasting, lying},
		{pmtu.CodePTBTooHigh, by(2), boasting, narrowed},
		{pmtu.CodePTBUnstable, by(2), shaky, lying},
		{pmtu.CodePTBUnauthenticated, by(2), "hops 5\nhop 2 mtu=1400 quote=minimal", narrowed},
		{pmtu.CodePTBUnauthenticated, by(66), "hops 5\nforge minimal mtu=1300", plain},
		{pmtu.CodePTBUnexpectedAddress, by(222), "hops 5\nhop 2 mtu=1400 ptb-from=222", narrowed},
		{pmtu.CodePTBUnexpectedAddress, by(2), "hops 5\nhop 2 mtu=1400 addr=2,102 pick=packet", narrowed},
		{pmtu.CodeSilentDestination, hop(0), "hops 5\ndest udp=silent", plain},
		{pmtu.CodeSilentHop, hop(2), "hops 5\nhop 2 silent=yes", plain},
		{pmtu.CodeSilentHop, hop(2), "hops 5\nhop 2 damage=zeroed", "hops 5\nhop 3 damage=zeroed"},
		{pmtu.CodeSilentHop, hop(2), "hops 5\nhop 2 slow=60000ms", "hops 5\nhop 2 slow=10ms"},
		{pmtu.CodeSilentHop, hop(4), refusing, "hops 3"},
		{pmtu.CodeSilentHop, hop(2), "hops 5\nhop 2 silent=yes", "hops 5\nhop 3 loss=60%"},
		{pmtu.CodeBlackHole, hop(2), "hops 5\nhop 2 mtu=1400 ptb=dropped", narrowed},
		{pmtu.CodeBlackHole, hop(2), "hops 5\nhop 2 mtu=1400 ptb=dropped", "hops 5\nhop 3 mtu=1400 ptb=dropped"},
		{pmtu.CodeAsymmetric, hop(7), plain, "hops 7"},
		{pmtu.CodeRateLimited, hop(12), trickling, "hops 12\ndest limit=none"},
		{pmtu.CodeLossy, hop(0), "hops 5\nhop 3 loss=60%", plain},
		{pmtu.CodeAsymmetric, hop(2), "hops 5\nhop 2 return=4", plain},
		{pmtu.CodeReturnPathLimit, hop(0), "hops 3\ndest back-mtu=1499", "hops 3\ndest back-mtu=1500"},
		{pmtu.CodeDestinationRewritten, hop(3), "hops 5\nhop 3-4 rewrite=198", "hops 5\nhop 4 rewrite=198"},
		{pmtu.CodeDestinationRewritten, hop(4), refusing + "\nhop 3 rewrite=198", refusing},
		{pmtu.CodeDestinationRewritten, hop(3), refusing + "\nhop 3 rewrite=198", refusing + "\nhop 2 rewrite=198"},
		{pmtu.CodeRoutingLoop, hop(2), "hops 5\nloop 2-3", plain},
		{pmtu.CodeSlowReplies, hop(2), "hops 5\nhop 2 slow=100ms", plain},
		{pmtu.CodeUnreachable, hop(3), unrouted, refusing},
		{pmtu.CodeUnreachable, pmtu.Finding{Addr: netip.MustParseAddr("10.77.0.3")}, unrouted, "hops 5\nhop 2 unreachable4=3/1"},
		{pmtu.CodeProhibited, hop(3), refusing, unrouted},
		{pmtu.CodeProhibited, hop(4), refusing, plain},
		{pmtu.CodeForgedAnswers, hop(0), "hops 5\nforge token", plain},
		{pmtu.CodeNAT, hop(0), "", plain},
		{"of nothing known", hop(0), "", plain},
	} {
		for text, so := range map[string]bool{c.is: true, c.isNot: false} {
			if text == "" {
				continue
			}
			tr := trial(t, text)
			c.f.Code, c.f.Detail = c.code, "Said."
			tr.Result.Findings = []pmtu.Finding{c.f}
			faults := slices.DeleteFunc(Judge(tr), func(f Fault) bool { return f.Rule != ruleOf(c.code) })
			if so != (len(faults) == 0) {
				t.Errorf("%s of %+v over %q: %v", c.code, c.f, text, faults)
			}
		}
	}
}

// TestSilentRange: all of the hops that are called silent have to be so, and have been asked.
func TestSilentRange(t *testing.T) {
	for detail, so := range map[string]bool{
		"Hops 2 to 3 gave no answer": true, "Hops 2 to 4 gave no answer": false, "Hops 2 to 5 gave no answer": false, "Hop 2 gave no answer": true,
	} {
		tr := trial(t, "hops 6\nhop 2-3 silent=yes")
		tr.Result.Findings = []pmtu.Finding{{Code: pmtu.CodeSilentHop, Hop: 2, Detail: detail}}
		if faults := Judge(tr); so == has(faults, "silent_hop") {
			t.Errorf("%s: %v", detail, faults)
		}
		tr.Result.Probes = slices.DeleteFunc(tr.Result.Probes, func(x pmtu.Fate) bool { return x.HopLimit == 2 })
		if !has(Judge(tr), "silent_hop") {
			t.Errorf("%s: a hop that was never asked is called silent", detail)
		}
	}
}

// TestFindingsAsTheyAre: what traces find in networks of each situation is so.
func TestFindingsAsTheyAre(t *testing.T) {
	for _, text := range []string{
		plain, narrowed, lying, boasting, shaky, refusing, unrouted, trickling, holes, "hops 5\nhop 2 mtu=1400 ptb-from=222",
		"hops 5\ndest udp=silent", "hops 5\nhop 2 slow=100ms", "hops 5\nloop 2-3", "hops 5\nhop 3-4 rewrite=198", "hops 5\nforge token",
	} {
		tr := trial(t, text)
		if faults := Judge(tr); len(faults) > 0 {
			t.Errorf("%q: %v", text, faults)
		}
		if len(tr.Result.Findings) == 0 && strings.Contains(text, "\n") && text != narrowed {
			t.Errorf("%q: nothing is found", text)
		}
	}
}
