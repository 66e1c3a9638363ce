package e2e

import (
	"slices"
	"testing"

	"github.com/pathmtu/pmtu/internal/simnet"
)

// different are networks on which the text cannot be the same, or is not
// meant to be, and why. tracepath(8) lists the latter.
var different = map[string]string{
	"ecmp":                  anotherFlow,
	"ecmp-mtu":              anotherFlow,
	"everything":            anotherFlow,
	"duplicates":            "tracepath prints every copy of an answer",
	"forged-data":           believed,
	"forged-minimal":        believed,
	"forged-reached":        believed,
	"forged-target":         believed,
	"forged-token":          believed,
	"quote-flipped":         "what tracepath makes of a damaged quote depends on what it had written there",
	"mpls-minimal":          "tracepath takes the padding of a short quote for its own payload and calls it corrupted",
	"ptb-0":                 belowMinimum,
	"ptb-1":                 belowMinimum,
	"ptb-67":                belowMinimum,
	"ptb-1279":              belowMinimum,
	"ptb-minus-1":           perPacket,
	"ptb-minus-1-to-1280":   perPacket,
	"ptb-steps":             perPacket,
	"ptb-alternating":       perPacket,
	"ptb-alternating-large": perPacket,
	"ptb-up":                upwards,
	"ptb-larger":            upwards,
	"ptb-max":               upwards,
	"ptb-size-minus-1":      "tracepath follows one byte at a time without end",
}

// Reasons that hold for several networks.
const (
	anotherFlow  = "tracepath takes another flow for each probe, and each time others; we take one flow"
	believed     = "tracepath believes answers that do not answer it"
	belowMinimum = "tracepath follows a packet too big below the minimum of the family"
	upwards      = "tracepath follows a packet too big upwards"
	perPacket    = "the router claims something else to each packet, and we send others"
)

// compared are the networks of internal/simnet on which the text has to be the
// same. What is neither here nor in different is not compared.
var compared = []string{
	"asymmetric", "back-limit-fragmented", "back-limit-lost", "black-hole-1", "black-hole-1280",
	"black-hole-4", "black-hole-after-limit", "black-hole-dest-silent", "black-hole-jumbo",
	"black-hole-last", "black-hole-lossy", "black-hole-silent", "dest-data", "dest-echo", "dest-only",
	"dest-silent-limit", "dest-silent", "ecmp-packet", "hoplimits", "host-prohibited", "host-unknown",
	"host-unreachable", "interface", "isolated", "jumbo-all", "jumbo", "limit-1-first", "limit-1",
	"limit-2-far", "limit-2", "limit-3", "limit-last", "limit-widens", "local-1300", "loop", "lossy-10",
	"lossy-back", "mpls-legacy", "mpls", "net-prohibited", "net-unknown", "net-unreachable",
	"not-delivered", "out-of-order", "parameter-problem", "plain-1", "plain-20", "plain-3", "plain-40",
	"plain-9", "precedence-cutoff", "precedence-violation", "prohibited-filter", "prohibited",
	"protocol-unreachable", "ptb-equal", "ptb-first-lost", "ptb-from-dest", "ptb-limited", "ptb-other",
	"ptb-too-high", "ptb-too-low", "quote-28", "quote-minimal", "quote-short", "quote-zeroed-all",
	"quote-zeroed", "rate-limited", "rewritten-port", "rewritten", "silent-1", "silent-3",
	"silent-first", "silent-last", "silent-limit", "silent-run-6", "slow-hop", "slow-path",
	"source-route", "tcp-open", "tos-host", "tos-network", "unlimited",
}

// lastHop is for the networks on which nobody answers up to the last hop:
// tracepath waits three seconds for each of thirty. A few are enough. In a
// loop that is so, too, as soon as its two routers have spent their answers.
var lastHop = map[string]string{
	"back-limit-lost":        "7",
	"black-hole-1":           "4",
	"black-hole-1280":        "6",
	"black-hole-4":           "6",
	"black-hole-after-limit": "7",
	"black-hole-dest-silent": "6",
	"black-hole-jumbo":       "4",
	"black-hole-last":        "11",
	"black-hole-lossy":       "6",
	"black-hole-silent":      "7",
	"dest-silent":            "9",
	"loop":                   "14",
	"not-delivered":          "5",
	"tcp-open":               "8",
	"dest-silent-limit":      "9",
}

// withFlags are runs with other flags than -n.
var withFlags = []struct {
	network string
	flags   []string
}{
	{"plain-3", nil},
	{"plain-9", []string{"-b"}},
	{"limit-1", []string{"-b", "-n"}},
	{"limit-2", nil},
	{"asymmetric", []string{"-b"}},
	{"plain-3", []string{"-n", "-l", "1000"}},
	{"limit-1", []string{"-n", "-l", "1420"}},
	{"limit-1", []string{"-n", "-l", "1421"}},
	{"local-1300", []string{"-n", "-l", "1300"}},
	{"local-1300", []string{"-n", "-l", "1301"}},
	{"plain-9", []string{"-n", "-m", "4"}},
	{"plain-9", []string{"-n", "-m", "9"}},
	{"plain-9", []string{"-n", "-m", "1"}},
	{"plain-3", []string{"-n", "-p", "33434"}},
	{"limit-2", []string{"-n", "-p", "1"}},
	{"dest-data", []string{"-n", "-p", "53"}},
	{"jumbo", []string{"-n", "-l", "8951"}},
	{"prohibited", []string{"-b"}},
	{"silent-1", []string{"-b", "-m", "6"}},
	{"local-1300", nil},
}

// TestComparedCases keeps the lists apart, and names what is in neither.
func TestComparedCases(t *testing.T) {
	all := simnet.Networks()
	for name, reason := range different {
		if slices.Contains(compared, name) || !slices.Contains(all, name) {
			t.Errorf("%s is compared, or no network, and here: %s", name, reason)
		}
	}
	for name := range lastHop {
		if !slices.Contains(compared, name) {
			t.Errorf("%s has a last hop and is not compared", name)
		}
	}
	for _, name := range all {
		if different[name] == "" && !slices.Contains(compared, name) {
			t.Logf("not compared with tracepath: %s", name)
		}
	}
}
