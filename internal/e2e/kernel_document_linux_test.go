package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/lab"
)

// kernelDocument is what the tests with real kernels read of a JSON document.
type kernelDocument struct {
	Outcome string `json:"outcome"`
	PathMTU struct {
		Status    string `json:"status"`
		Bytes     int    `json:"bytes"`
		Direction string `json:"direction"`
	} `json:"path_mtu"`
	HopCount int `json:"hop_count"`
	Hops     []struct {
		Hop     int `json:"hop"`
		MTU     int `json:"mtu_bytes"`
		Answers []struct {
			Address string `json:"address"`
		} `json:"answers"`
	} `json:"hops"`
	Limits   []kernelLimit `json:"limits"`
	Findings []struct {
		Code    string `json:"code"`
		Hop     int    `json:"hop"`
		Address string `json:"address"`
	} `json:"findings"`
}

// kernelLimit is one of a document's limits.
type kernelLimit struct {
	AfterHop *int   `json:"after_hop"`
	Address  string `json:"address"`
	Kind     string `json:"kind"`
	From     int    `json:"from_bytes"`
	To       int    `json:"to_bytes"`
	Claimed  int    `json:"claimed_bytes"`
}

// said is a document and its exit code in one line:
//
//	OUTCOME STATUS=BYTES EXIT HOPS LIMIT... +FINDING...
//
// where /both stands behind BYTES that hold for the way back too. HOPS is ? where the hop count is not known. A LIMIT is KIND@HOP:FROM>TO, with !CLAIM behind it where
// the claim is another number than TO. A FINDING is its code, with @HOP where it has one.
func (d kernelDocument) said(code int) string {
	status := d.PathMTU.Status
	if d.PathMTU.Bytes > 0 {
		status += fmt.Sprintf("=%d", d.PathMTU.Bytes)
	}
	if d.PathMTU.Direction == "both" {
		status += "/both"
	}
	words := []string{d.Outcome, status, fmt.Sprint(code), "?"}
	if d.HopCount > 0 {
		words[3] = fmt.Sprint(d.HopCount)
	}
	for _, l := range d.Limits {
		words = append(words, l.String())
	}
	return strings.Join(append(words, d.codes()...), " ")
}

// aboutNobody are the findings that name no address.
var aboutNobody = []string{"black_hole", "ptb_lost_on_this_host", "silent_destination", "return_path_limit", "local_mtu", "lossy", "silent_hop"}

// codes are the findings, in the order of their codes.
func (d kernelDocument) codes() []string {
	var words []string
	for _, f := range d.Findings {
		word := "+" + f.Code
		if f.Hop > 0 {
			word += fmt.Sprintf("@%d", f.Hop)
		}
		words = append(words, word)
	}
	slices.Sort(words)
	return words
}

// String is a limit as said writes it.
func (l kernelLimit) String() string {
	kind := map[string]string{"packet_too_big": "ptb", "black_hole": "hole", "local": "local"}[l.Kind]
	after, to, claim := "?", "?", ""
	if l.AfterHop != nil {
		after = fmt.Sprint(*l.AfterHop)
	}
	if l.To > 0 {
		to = fmt.Sprint(l.To)
	}
	if l.Kind == "packet_too_big" && l.Claimed != l.To {
		claim = fmt.Sprintf("!%d", l.Claimed)
	}
	return fmt.Sprintf("%s@%s:%d>%s%s", kind, after, l.From, to, claim)
}

// hold checks what is true of every document here, as every router has one
// address towards the origin: who reports a limit is the hop before it, and no
// hop gets more than the one before it. A finding that names somebody names who answers at its hop, and one that is
// about a place where somebody answers names him.
func (d kernelDocument) hold(t *testing.T) {
	t.Helper()
	addresses, least := map[int]string{}, 0
	for _, h := range d.Hops {
		for _, a := range h.Answers {
			addresses[h.Hop] = a.Address
		}
		if least > 0 && h.MTU > least {
			t.Errorf("%d bytes arrive at hop %d, after %d", h.MTU, h.Hop, least)
		}
		if h.MTU > 0 {
			least = h.MTU
		}
	}
	for _, l := range d.Limits {
		if l.Kind == "packet_too_big" && (l.AfterHop == nil || l.Address == "" || l.Address != addresses[*l.AfterHop]) {
			t.Errorf("limit %v by %s: no such hop in %v", l, l.Address, addresses)
		}
		if l.Kind == "black_hole" && l.Address != "" {
			t.Errorf("limit %v by %s: nobody tells of a black hole", l, l.Address)
		}
	}
	for _, f := range d.Findings {
		want := addresses[f.Hop]
		if slices.Contains(aboutNobody, f.Code) {
			want = ""
		}
		if f.Address != want {
			t.Errorf("finding %s at hop %d of %q, want %q", f.Code, f.Hop, f.Address, want)
		}
	}
}

// holdChain checks that the hops are those of a chain whose first routers are hidden.
func (d kernelDocument) holdChain(t *testing.T, hidden int, v4 bool) {
	t.Helper()
	for _, h := range d.Hops {
		want, v6 := lab.LinkAddrs(h.Hop+hidden, 2)
		if !v4 {
			want = v6
		}
		for _, a := range h.Answers {
			if a.Address != want.String() {
				t.Errorf("hop %d is %s, want %v", h.Hop, a.Address, want)
			}
		}
	}
}
