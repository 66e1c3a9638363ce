package tunnel

import (
	"fmt"
	"slices"
	"strings"
)

// Explained is what [Explain] found.
type Explained struct {
	MTU int `json:"mtu_bytes"`
	// MSS4 and MSS6 are the TCP maximum segment sizes that fit it.
	MSS4 int `json:"tcp_mss_ipv4_bytes"`
	MSS6 int `json:"tcp_mss_ipv6_bytes"`
	// Explanations are those of [LooksLike], never nil.
	Explanations []Explanation `json:"looks_like"`
	// Warnings are what does not work with the MTU.
	Warnings []Warning `json:"warnings,omitempty"`
	// Notes say what else the number may be.
	Notes []string `json:"notes,omitempty"`
}

// Explain says what an MTU may come from, as [LooksLike] does, and what else the
// number may be: a TCP MSS, or the payload of a ping. The error is a [*RangeError].
func Explain(mtu int, h Hints) (Explained, error) {
	if mtu < MinMTU || mtu > MaxMTU {
		return Explained{}, &RangeError{What: "MTU", Bytes: mtu}
	}
	families := Both
	if h.Family != 0 {
		families = only(h.Family)
	}
	e := Explained{
		MTU: mtu, MSS4: MSS(mtu, IPv4), MSS6: MSS(mtu, IPv6),
		Explanations: LooksLike(mtu, h), Warnings: SizeWarnings(mtu, families),
	}
	switch {
	case len(e.Explanations) == 0:
		e.Explanations = []Explanation{}
		e.Notes = append(e.Notes, fmt.Sprintf("no usual encapsulation or setting gives %d", mtu))
	case len(e.Explanations) > 1:
		e.Notes = append(e.Notes, "the number alone does not decide between these: where the limit is and what the other family has tell more")
	}
	e.Notes = append(e.Notes, OtherMeanings(mtu)...)
	return e, nil
}

// OtherMeanings says what a number may be if it is no MTU: people quote the TCP
// MSS (40 or 60 bytes less) and the payload of ping (28 or 48 bytes less) as if
// they were. It is nil where these lead to no usual MTU.
func OtherMeanings(n int) []string {
	var out []string
	if s := usualFrom(n, ipv4Header+tcpHeader, ipv6Header+tcpHeader); s != "" {
		out = append(out, fmt.Sprintf("%d often is a TCP MSS: then the MTU is %s", n, s))
	}
	if s := usualFrom(n, ipv4Header+udpHeader, ipv6Header+udpHeader); s != "" {
		out = append(out, fmt.Sprintf("%d may be the payload of a ping or of UDP: then the packet has %s", n, s))
	}
	return out
}

// usualFrom says which usual MTUs a number becomes with the headers of each family.
func usualFrom(n, header4, header6 int) string {
	usual := []int{9000, 8500, 1500, 1492, 1480, 1460, 1450, 1440, 1420, 1412, 1400, 1380, 1280}
	var s []string
	if slices.Contains(usual, n+header4) {
		s = append(s, fmt.Sprintf("%d (IPv4)", n+header4))
	}
	if slices.Contains(usual, n+header6) {
		s = append(s, fmt.Sprintf("%d (IPv6)", n+header6))
	}
	return strings.Join(s, " or ")
}
