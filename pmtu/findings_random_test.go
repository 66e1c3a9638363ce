package pmtu_test

import (
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// cause is what has to stand in a network's description for a finding to be
// so, one of the words. What a black hole is the campaign judges.
var cause = map[pmtu.Code][]string{
	pmtu.CodeLossy:                {"loss="},
	pmtu.CodeForgedAnswers:        {"forge ", "damage=", "quote=", "rewrite="},
	pmtu.CodeRoutingLoop:          {"loop "},
	pmtu.CodePTBZero:              {"ptb="},
	pmtu.CodePTBBelowMinimum:      {"ptb="},
	pmtu.CodePTBNotSmaller:        {"ptb="},
	pmtu.CodePTBTooLow:            {"ptb="},
	pmtu.CodePTBTooHigh:           {"ptb="},
	pmtu.CodePTBUnstable:          {"ptb="},
	pmtu.CodePTBUnexpectedAddress: {"ptb-from=", "addr="},
	pmtu.CodePTBUnauthenticated:   {"quote=", "damage=", "forge "},
	pmtu.CodeAsymmetric:           {"return="},
	pmtu.CodeDestinationRewritten: {"rewrite="},
	pmtu.CodeSlowReplies:          {"slow=", "back="},
	pmtu.CodeUnreachable:          {"unreachable", "mtu=0"},
	pmtu.CodeProhibited:           {"unreachable"},
	pmtu.CodeSilentDestination:    {"silent", "loss=", "loop ", "quote=", "damage=", "unreachable", "return="},
}

// TestFindingsOfRandomNetworks: nothing is found that is not there.
func TestFindingsOfRandomNetworks(t *testing.T) {
	const networks = 500
	found := 0
	for seed := range uint64(networks) {
		text := simnet.RandomText(seed)
		n := inline(t, text)
		for _, f := range families {
			if !n.Has(f) {
				continue
			}
			r := overNetwork(t, n.Fresh(0), f, pmtu.Options{})
			checkFindings(t, r)
			for _, x := range r.Findings {
				found++
				if words := cause[x.Code]; words != nil && !hasAny(text, words) {
					t.Errorf("seed %d over %v: %s is found: %s\n%s", seed, f, x.Code, x.Detail, text)
				}
			}
		}
	}
	if found < networks {
		t.Errorf("%d findings in %d networks: the test is about nothing", found, networks)
	}
}

func hasAny(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}
