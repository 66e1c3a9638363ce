package e2e

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/simnet/conformance"
)

// grave says what no busy machine excuses in what a run said, as a row has it; "": nothing. Late packets are as
// good as lost: then less is known than the row says. That a number is larger than the row's, or called proven
// and another one, that a black hole is where the row has none, or that the exit code says that all is well where it is not, is never so.
func grave(got, want string) string {
	g, w := strings.Fields(got), strings.Fields(want)
	if len(g) < 4 || len(w) < 4 {
		return ""
	}
	gStatus, gBytes := status(g[1])
	wStatus, wBytes := status(w[1])
	switch {
	case gStatus == "proven" && (wStatus != "proven" || gBytes != wBytes):
		return fmt.Sprintf("%d is called proven", gBytes)
	case gBytes > wBytes:
		return fmt.Sprintf("%d is more than arrives", gBytes)
	case g[2] == "0" && w[2] != "0":
		return "exit code 0"
	}
	for _, word := range g[4:] {
		if h, ok := holeOf(word); ok && !slices.ContainsFunc(w[4:], h.isIn) {
			return word + " is no black hole"
		}
	}
	return ""
}

// status is the path MTU's, and its bytes.
func status(word string) (name string, bytes int) {
	name, rest, _ := strings.Cut(word, "=")
	digits, _, _ := strings.Cut(rest, "/")
	bytes, _ = strconv.Atoi(digits)
	return name, bytes
}

// hole is a black hole of a row: behind which hop, and what passes; "?" and 0 where it is not known.
type hole struct {
	after string
	to    int
}

func holeOf(word string) (h hole, ok bool) {
	rest, ok := strings.CutPrefix(word, "hole@")
	if !ok {
		return h, false
	}
	h.after, rest, _ = strings.Cut(rest, ":")
	_, to, _ := strings.Cut(rest, ">")
	h.to, _ = strconv.Atoi(to)
	return h, true
}

// isIn reports whether the word is that black hole, of which less may be known.
func (h hole) isIn(word string) bool {
	w, ok := holeOf(word)
	return ok && (h.after == w.after || h.after == "?") && h.to <= w.to
}

func TestGraveInRealTime(t *testing.T) {
	const row = "reached proven=1392 3 9 ptb@2:1500>1400 hole@4:1400>1392 +black_hole@4"
	for _, c := range []struct{ got, want, says string }{
		{row, row, ""},
		{"reached at_least=1392 4 9 ptb@2:1500>1400", row, ""},
		{"silent unknown 4 ?", row, ""},
		{"reached proven=1392 3 9 ptb@2:1500>1400 hole@?:1400>1392 +lossy", row, ""},
		{"reached at_least=1280 3 9 hole@4:1400>? +black_hole@4", row, ""},
		{"reached proven=1393 3 9", row, "1393 is called proven"},
		{"reached proven=1391/both 3 9", row, "1391 is called proven"},
		{"reached at_least=1393 4 9", row, "1393 is more than arrives"},
		{"reached at_least=1392 4 9 hole@3:1400>1392", row, "hole@3:1400>1392 is no black hole"},
		{"reached at_least=1392 4 9 hole@4:1400>1393", row, "hole@4:1400>1393 is no black hole"},
		{"reached proven=1392 0 9 ptb@4:1500>1392", row, "exit code 0"},
		{"silent at_least=1400 4 ? hole@3:1500>1400", "silent at_least=1400 4 ?", "hole@3:1500>1400 is no black hole"},
		{"silent proven=1400 0 ?", "silent at_least=1400 4 ?", "1400 is called proven"},
		{"silent at_least=60 4 ?", "silent unknown 4 ?", "60 is more than arrives"},
		{"no JSON", row, ""},
	} {
		if got := grave(c.got, c.want); got != c.says {
			t.Errorf("%q is said of %q, want %q", got, c.got, c.says)
		}
	}
}

// TestAgainInRealTime: what is short of a row is run again, what is grave or does not end is not.
func TestAgainInRealTime(t *testing.T) {
	r := trial{row: conformance.Row{Said: "reached proven=1400 0 9 ptb@2:1500>1400"}}
	document := func(status string, bytes int) string {
		return fmt.Sprintf(`{"outcome": "reached", "path_mtu": {"status": %q, "bytes": %d}, "hop_count": 9,
			"limits": [{"after_hop": 2, "kind": "packet_too_big", "from_bytes": 1500, "to_bytes": 1400, "claimed_bytes": 1400, "address": "10.77.0.2"}]}`, status, bytes)
	}
	for name, c := range map[string]struct {
		o    observed
		want bool
	}{
		"as the row":         {observed{output: output{stdout: document("proven", 1400)}}, false},
		"less is known":      {observed{output: output{stdout: document("at_least", 1400), code: 4}}, true},
		"a number above":     {observed{output: output{stdout: document("proven", 1401)}}, false},
		"could not be run":   {observed{err: errors.New("busy")}, true},
		"it does not end":    {observed{err: errors.New("did not end"), endless: true}, false},
		"nothing is written": {observed{}, true},
	} {
		if got := c.o.again(r); got != c.want {
			t.Errorf("%s: %t, want %t", name, got, c.want)
		}
	}
}
