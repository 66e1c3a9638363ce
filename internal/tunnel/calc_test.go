package tunnel

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/internal/golden"
)

// Whole reports, to be read: every step, warning and note.
func TestCalcGolden(t *testing.T) {
	var b strings.Builder
	for _, q := range []Request{
		{Stack: "wireguard", OuterMTU: 1492, OuterFamily: IPv6},
		{Stack: "wireguard"},
		{Stack: "wireguard/ipv6+pppoe"},
		{Stack: "wireguard:mtu=1420", OuterMTU: 1472},
		{Stack: "wireguard:mtu=1420", InnerMTU: 1400},
		{Stack: "tailscale/ipv6", OuterMTU: 1280},
		{Stack: "gre+esp-cbc-sha1:transport", OuterMTU: 1500, OuterFamily: IPv4},
		{Stack: "gre+esp-cbc-sha1:transport", InnerMTU: 1400, OuterFamily: IPv4},
		{Stack: "esp-gcm:nat-t", InnerMTU: 1500},
		{Stack: "464xlat:fragment", OuterMTU: 1420},
		{Stack: "464xlat", InnerMTU: 1480},
		{Stack: "pppoe", InnerMTU: 1500},
		{Stack: "nebula/ipv4", OuterMTU: 1340},
		{Stack: "6in4+wireguard", OuterMTU: 1300},
	} {
		r, err := Calc(q)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		text, err := json.MarshalIndent(r, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "# %s outer %d inner %d family %d\n%s\n", q.Stack, q.OuterMTU, q.InnerMTU, q.OuterFamily, text)
	}
	golden.Check(t, "calc.golden", b.String())
}

func TestExplainGolden(t *testing.T) {
	var b strings.Builder
	for _, c := range []struct {
		mtu   int
		hints Hints
	}{
		{1412, Hints{}},
		{1380, Hints{Position: Middle, Family: IPv4}},
		{1480, Hints{Before: 1500, Family: IPv6, OtherMTU: 1500, Position: Access}},
		{1472, Hints{Before: 1492, Family: IPv6}},
		{1499, Hints{}},
		{1100, Hints{Family: IPv4}},
	} {
		e, err := Explain(c.mtu, c.hints)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.MarshalIndent(e, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "# %d %+v\n%s\n", c.mtu, c.hints, text)
	}
	golden.Check(t, "explain.golden", b.String())
}

// Every step of a report leads to the next, in both directions.
func TestStepsChain(t *testing.T) {
	for _, s := range everyStack(t) {
		if s.Len() == 0 {
			continue
		}
		in, err := Calc(Request{Stack: s.String(), OuterMTU: 1500})
		if err != nil {
			t.Fatal(err)
		}
		out, err := Calc(Request{Stack: s.String(), InnerMTU: in.InnerMTU})
		if err != nil {
			t.Fatal(err)
		}
		n := in.OuterMTU
		for _, step := range in.Steps {
			if step.OuterMTU != n || step.Bytes != step.OuterMTU-step.InnerMTU || !strings.HasPrefix(step.Formula, fmt.Sprint(n, " ")) {
				t.Fatalf("%s: step %+v does not start from %d", s, step, n)
			}
			n = step.InnerMTU
		}
		back := out.InnerMTU
		for _, step := range out.Steps {
			if step.InnerMTU != back || !strings.HasSuffix(step.Formula, fmt.Sprint(" = ", step.OuterMTU)) {
				t.Fatalf("%s: step %+v does not lead from %d to its outer MTU", s, step, back)
			}
			back = step.OuterMTU
		}
		if n != in.InnerMTU || back != out.OuterMTU || in.Overhead != in.OuterMTU-in.InnerMTU || out.OuterMTU > 1500 {
			t.Fatalf("%s: steps end at %d and %d: %+v, %+v", s, n, back, in, out)
		}
	}
}

func TestCalcMSS(t *testing.T) {
	for _, tt := range []struct {
		q          Request
		mss4, mss6 int
		family     string
	}{
		{Request{Stack: "wireguard", OuterMTU: 1500, OuterFamily: IPv6}, 1380, 1360, "ipv6"},
		{Request{Stack: "6in4"}, 0, 1420, "ipv4"},
		{Request{Stack: "dslite"}, 1420, 0, "ipv6"},
		{Request{Stack: "pppoe"}, 1452, 1432, ""},
		{Request{Stack: "esp-gcm/ipv4:transport"}, 1426, 0, "ipv4"},
		{Request{Stack: "mpls+6rd+pppoe", OuterMTU: 1500}, 0, 0, ""},
	} {
		r, err := Calc(tt.q)
		if tt.mss4+tt.mss6 == 0 {
			if err == nil {
				t.Errorf("%+v: no error", tt.q)
			}
			continue
		}
		if err != nil || r.MSS4 != tt.mss4 || r.MSS6 != tt.mss6 || r.OuterFamily != tt.family {
			t.Errorf("%+v: MSS %d and %d, family %q, %v, want %d, %d, %q", tt.q, r.MSS4, r.MSS6, r.OuterFamily, err, tt.mss4, tt.mss6, tt.family)
		}
	}
}

func TestSizeWarnings(t *testing.T) {
	for _, tt := range []struct {
		mtu      int
		families Families
		want     []string
	}{
		{1500, Both, nil},
		{1360, Both, nil},
		{1359, Both, []string{WarnNoTailscale}},
		{1340, Only4, nil},
		{1339, Only4, []string{WarnNoTailscale}},
		{1280, Both, []string{WarnNoTailscale}},
		{1279, Both, []string{WarnNoIPv6, WarnNoTailscale}},
		{1279, Only4, []string{WarnNoTailscale}},
		{1248, Only6, []string{WarnNoIPv6, WarnNoTailscale}},
		{1247, Only6, []string{WarnNoIPv6, WarnNoQUIC, WarnNoTailscale}},
		{1228, Only4, []string{WarnNoTailscale}},
		{1227, Only4, []string{WarnNoQUIC, WarnNoTailscale}},
		{1227, Both, []string{WarnNoIPv6, WarnNoQUIC, WarnNoTailscale}},
	} {
		var got []string
		for _, w := range SizeWarnings(tt.mtu, tt.families) {
			got = append(got, w.Code)
			if w.Text == "" || strings.Contains(w.Text, "%!") {
				t.Errorf("%d: %+v", tt.mtu, w)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("SizeWarnings(%d, %v) = %v, want %v", tt.mtu, tt.families, got, tt.want)
		}
	}
}

func TestLayerWarnings(t *testing.T) {
	for _, tt := range []struct {
		q    Request
		want []string
	}{
		{Request{Stack: "wireguard/ipv6", OuterMTU: 1500}, nil},
		{Request{Stack: "wireguard/ipv6", OuterMTU: 1440}, nil},
		{Request{Stack: "srv6", OuterMTU: 1279}, []string{WarnNoIPv6, WarnNoQUIC, WarnNoTailscale, WarnOuterIPv6}},
		// The IPv6 header of WireGuard is on what 6in4 leaves.
		{Request{Stack: "wireguard/ipv6+6in4", OuterMTU: 1299}, []string{WarnNoIPv6, WarnNoQUIC, WarnNoTailscale, WarnOuterIPv6}},
		{Request{Stack: "wireguard/ipv6+6in4", OuterMTU: 1300}, []string{WarnNoIPv6, WarnNoQUIC, WarnNoTailscale}},
		{Request{Stack: "wireguard/ipv4:mtu=1420", OuterMTU: 1480}, nil},
		{Request{Stack: "wireguard/ipv4:mtu=1420", OuterMTU: 1479}, []string{WarnInterface}},
		{Request{Stack: "tailscale/ipv6", OuterMTU: 1360}, nil},
		{Request{Stack: "tailscale/ipv6", OuterMTU: 1359}, []string{WarnNoIPv6, WarnInterface}},
	} {
		r, err := Calc(tt.q)
		var got []string
		for _, w := range r.Warnings {
			got = append(got, w.Code)
		}
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%+v: %v, %v, want %v", tt.q, got, err, tt.want)
		}
	}
}

func TestSwapped(t *testing.T) {
	for stack, want := range map[string]string{
		"wireguard/ipv4":                  "wireguard/ipv6",
		"wireguard/ipv6+pppoe":            "wireguard/ipv4+pppoe",
		"gre/ipv4+esp-gcm/ipv4":           "gre/ipv6+esp-gcm/ipv6",
		"gre/ipv6+esp-gcm/ipv6:transport": "gre/ipv4+esp-gcm/ipv4:transport",
		"6in4+wireguard/ipv4":             "6in4+wireguard/ipv6",
		"6in4":                            "", // over IPv4 only
		"wireguard/ipv6+6in4":             "", // in 6in4 over IPv6 only
		"6in4+esp-gcm/ipv4:transport":     "", // the header is 6in4's own
		"pppoe":                           "", // no header at all
	} {
		s, ok := mustStack(t, stack).swapped()
		if got := s.String(); ok != (want != "") || ok && got != want {
			t.Errorf("%s swapped is %q, %v, want %q", stack, got, ok, want)
		}
	}
}

func TestCalcErrors(t *testing.T) {
	_, err := Calc(Request{Stack: "gre", OuterMTU: 1500, InnerMTU: 1400})
	if e := new(*RequestError); !errors.As(err, e) || err.Error() != "calc: the outer and the inner MTU are both given: one of them is the answer" {
		t.Error(err)
	}
	for _, q := range []Request{
		{},
		{Stack: "gre", OuterMTU: -5},
		{Stack: "gre", InnerMTU: 65530},
		{Stack: "gre", OuterMTU: 80},
		{Stack: "gre", OuterFamily: 9},
	} {
		if r, err := Calc(q); err == nil || r.Steps != nil {
			t.Errorf("%+v: %+v, %v, want an error and nothing else", q, r, err)
		}
	}
	if _, err := Explain(67, Hints{}); err == nil || err.Error() != "calc MTU: 67 is not between 68 and 65535" {
		t.Error(err)
	}
}

func TestOtherMeanings(t *testing.T) {
	for n, want := range map[int][]string{
		1380: {"1380 often is a TCP MSS: then the MTU is 1420 (IPv4) or 1440 (IPv6)"},
		1460: {"1460 often is a TCP MSS: then the MTU is 1500 (IPv4)"},
		1440: {"1440 often is a TCP MSS: then the MTU is 1480 (IPv4) or 1500 (IPv6)"},
		1472: {"1472 may be the payload of a ping or of UDP: then the packet has 1500 (IPv4)"},
		1452: {
			"1452 often is a TCP MSS: then the MTU is 1492 (IPv4)",
			"1452 may be the payload of a ping or of UDP: then the packet has 1480 (IPv4) or 1500 (IPv6)",
		},
		1500: nil,
	} {
		if diff := cmp.Diff(want, OtherMeanings(n)); diff != "" {
			t.Errorf("%d (-want +got):\n%s", n, diff)
		}
	}
}
