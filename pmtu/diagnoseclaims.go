package pmtu

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
)

// audit compares what packets too big claimed with what passes, router by router.
func (d *diagnosis) audit() {
	var seen []netip.Addr
	for _, c := range d.r.Claims {
		if slices.Contains(seen, c.Addr) {
			continue
		}
		seen = append(seen, c.Addr)
		w := d.witness(c.Addr)
		if w.stranger {
			continue // forgeries tells
		}
		if w.hop > 0 || w.vouched {
			w.judge()
		}
		w.judgeSender()
	}
}

// witness is one sender of packets too big, with all that it claimed.
type witness struct {
	d        *diagnosis
	addr     netip.Addr
	hop      int // where it answers; 0: nowhere
	claims   []Claim
	limit    *Limit // that it reported; nil: none that holds
	vouched  bool   // our token came back from it, about our destination
	stranger bool   // nothing vouches for it, and what it refused arrived
}

func (d *diagnosis) witness(a netip.Addr) *witness {
	w := &witness{d: d, addr: a, hop: d.hopOf(a)}
	for _, c := range d.r.Claims {
		if c.Addr != a {
			continue
		}
		w.claims = append(w.claims, c)
		w.vouched = w.vouched || c.Auth == AuthToken && !c.Elsewhere
	}
	for i, l := range d.r.Limits {
		if l.Addr == a && l.Kind == LimitPacketTooBig {
			w.limit = &d.r.Limits[i]
		}
	}
	w.stranger = w.hop == 0 && w.limit == nil && !w.vouched
	return w
}

// judge finds what is wrong with the claims: each kind of fault once.
func (w *witness) judge() {
	var zero, below, rest []Claim
	for _, c := range w.claims {
		switch {
		case c.Claimed == 0:
			zero = append(zero, c)
		case uint64(c.Claimed) < uint64(w.d.family.Min()):
			below = append(below, c)
		default:
			rest = append(rest, c)
		}
	}
	if len(zero) > 0 {
		w.add(CodePTBZero, zero, fmt.Sprintf("%s says packet too big and names no size (0)%s.", w.name(), w.found()),
			"Ask who runs it to update it: only routers before RFC 1191 (1990) did that. Until then set the MTU here"+w.d.zeroMeans()+".")
	}
	if len(below) > 0 {
		w.add(CodePTBBelowMinimum, below, fmt.Sprintf("%s claims %s, less than any %s link may have (%d)%s.", w.name(), count(int(below[0].Claimed), "byte"), familyName(w.d.family), w.d.family.Min(), w.found()),
			"No host may believe that (RFC 1191, RFC 8201). Ask who runs it to set the MTU of its link or tunnel right.")
	}
	if len(rest) > 0 {
		w.judgePlausible(rest)
	}
}

// zeroMeans is what Linux makes of a packet too big that names 0
// (net/ipv4/route.c, __ip_rt_update_pmtu).
func (d *diagnosis) zeroMeans() string {
	if d.family == IPv6 {
		return ""
	}
	return ": Linux, told 0, sends packets of 552 bytes (net.ipv4.route.min_pmtu)"
}

// judgePlausible judges claims that could be true.
func (w *witness) judgePlausible(claims []Claim) {
	var values []uint32
	smaller := false
	for _, c := range claims {
		smaller = smaller || uint64(c.Claimed) < uint64(c.Size)
		if !slices.Contains(values, c.Claimed) {
			values = append(values, c.Claimed)
		}
	}
	claim := MTU(values[0])
	over, most := w.passedOver(claim, claims)
	switch {
	case !smaller:
		w.add(CodePTBNotSmaller, claims, fmt.Sprintf("%s refuses %d bytes as too big and names %d, which is no smaller%s.", w.name(), claims[0].Size, claims[0].Claimed, w.found()),
			"No host can follow that: senders stall. Ask who runs it to update it or to set the MTU of its link or tunnel right; until then set the MTU here.")
	case len(values) > 1 && !w.steppedDown(claims):
		w.add(CodePTBUnstable, claims, fmt.Sprintf("%s names one size and then another: %s%s.", w.name(), listed(values), w.found()),
			"If traffic takes several ways behind it, their MTUs should be the same; else it is at fault. Ask who runs it; until then set the MTU here.")
	case len(values) > 1:
	case len(over) > 0:
		w.add(CodePTBTooLow, claims, fmt.Sprintf("%s claims %d bytes, but %d bytes pass.", w.name(), claim, most),
			"Senders that believe it send smaller packets than they need to. Ask who runs it to set the MTU of its link or tunnel right.").
			Evidence = append(ids(claims), over...)
	case w.refusedWithin(claim):
		w.add(CodePTBTooHigh, claims, fmt.Sprintf("%s claims %d bytes, which do not pass%s.", w.name(), claim, w.found()),
			"Senders that believe it are refused again, and stall. Ask who runs it to set the MTU of its link or tunnel right; until then set the MTU here.")
	}
}

// steppedDown reports whether an address that is at no hop named the less the
// smaller the packet was, down to a size that holds: a translator may sign for
// several routers, and each be right.
func (w *witness) steppedDown(claims []Claim) bool {
	if w.hop > 0 && !sameHost(w.addr, w.d.r.Target.Addr()) || w.limit == nil {
		return false
	}
	bySize := slices.SortedFunc(slices.Values(claims), func(a, b Claim) int { return cmp.Compare(b.Size, a.Size) })
	last := bySize[0].Claimed
	for _, c := range bySize {
		if c.Claimed > last || uint64(c.Claimed) >= uint64(c.Size) {
			return false
		}
		last = c.Claimed
	}
	return uint64(w.limit.To) == uint64(last)
}

// passedOver lists the probes larger than the claim that got past the router,
// and the largest of them. Only what was made of the same protocol counts: what is made of another may take another way.
func (w *witness) passedOver(claim MTU, claims []Claim) (over []uint32, most MTU) {
	behind := w.hop
	if w.limit != nil && w.limit.AfterHop > 0 {
		behind = w.limit.AfterHop
	}
	for _, f := range w.d.probes {
		if f.Size <= claim || !w.refusedAs(f.Protocol, claims) {
			continue
		}
		switch f.Answer {
		case AnswerReply, AnswerUnreachable:
		case AnswerTimeExceeded:
			if behind == 0 || f.HopLimit <= behind || w.d.isOthers(f) {
				continue
			}
		default:
			continue
		}
		if f.Answer == AnswerUnreachable && w.d.r.Outcome != OutcomeReached {
			continue // it may be the router's own refusal
		}
		over, most = append(over, f.Probe), max(most, f.Size)
	}
	return over, most
}

// isOthers reports whether the answer came from somebody who is not known to answer at that hop, where others are: it may be
// to another probe.
func (d *diagnosis) isOthers(f Fate) bool {
	return slices.ContainsFunc(d.r.Hops, func(h Hop) bool {
		return h.Hop == f.HopLimit && len(h.Answers) > 0 && !slices.ContainsFunc(h.Answers, func(a Answer) bool { return a.Addr == f.Addr })
	})
}

// refusedAs reports whether any of the claims was about a probe of that protocol.
func (w *witness) refusedAs(p Protocol, claims []Claim) bool {
	return slices.ContainsFunc(w.d.r.Probes, func(f Fate) bool {
		return f.Protocol == p && slices.ContainsFunc(claims, func(c Claim) bool { return c.Probe == f.Probe })
	})
}

// refusedWithin reports whether the router refused a packet no larger than it claims
// that passes, or such packets were found not to pass it.
func (w *witness) refusedWithin(claim MTU) bool {
	for _, c := range w.claims {
		if c.Size <= claim && c.Auth == AuthToken { // else it may be about another packet
			return true
		}
	}
	return w.limit != nil && w.limit.To > 0 && w.limit.To < claim
}

// judgeSender says what is odd about who sent the claims, or how.
func (w *witness) judgeSender() {
	if w.limit != nil && w.limit.Auth == AuthTuple {
		w.add(CodePTBUnauthenticated, w.claims, fmt.Sprintf("%s quotes too little of our packets for their token: only addresses and ports vouch that it was asked.", w.name()),
			"Nothing is wrong with the path. What it claims was tried: see the path MTU.").Severity = SeverityInfo
	}
	if w.limit == nil || w.limit.Auth != AuthToken || w.limit.AfterHop <= 0 || w.answersAt(w.limit.AfterHop) || w.contradicted() {
		return
	}
	known := 0
	for _, h := range w.d.r.Hops {
		if h.Hop <= w.limit.AfterHop && len(h.Answers) > 0 {
			known++
		}
	}
	if known < w.limit.AfterHop {
		return // a hop that is not known may be the one
	}
	who := fmt.Sprintf("%s, which answers at no hop,", w.addr)
	why := "It may be another address of that router, or of one in a tunnel there."
	if sameHost(w.addr, w.d.r.Target.Addr()) {
		who, why = "The destination's address", "A translator (NAT) on the way signs for a router behind it."
	} else if w.hop > 0 {
		who = w.name()
	}
	f := w.add(CodePTBUnexpectedAddress, w.claims, fmt.Sprintf("%s says packet too big, and it came from behind %s.", who, w.d.place(w.limit.AfterHop)),
		why+" A filter that goes by addresses on the path may drop it: let "+w.d.tooBigFilter()+" in from anybody.")
	f.Severity, f.Hop = SeverityInfo, w.limit.AfterHop
}

// answersAt reports whether the sender answers at the hop. A router that answers each flow by another address
// may do so for the echoes only, which the hops of a trace over UDP do not list.
func (w *witness) answersAt(hop int) bool {
	return w.hop == hop || slices.ContainsFunc(w.d.r.Probes, func(f Fate) bool {
		return f.Answer == AnswerTimeExceeded && f.HopLimit == hop && f.Addr == w.addr
	})
}

// contradicted reports whether somebody else answered a probe that the sender refuses, and which got to that one: then
// nothing tells where the refusal came from.
func (w *witness) contradicted() bool {
	return slices.ContainsFunc(w.d.r.Probes, func(f Fate) bool {
		return f.Answer != "" && f.Answer != AnswerPacketTooBig && f.Addr != w.addr &&
			slices.ContainsFunc(w.claims, func(c Claim) bool { return c.Probe == f.Probe })
	})
}

func (w *witness) add(code Code, claims []Claim, detail, remedy string) *Finding {
	remedy += w.d.widen(w.limit != nil && w.limit.To < MinIPv6 && slices.ContainsFunc(w.claims, func(c Claim) bool { return c.Size > 0 && c.Size <= MinIPv6 }))
	w.d.add(Finding{Code: code, Severity: SeverityWarning, Hop: w.place(), Addr: w.addr, Detail: detail, Remedy: remedy, Evidence: ids(claims)})
	return &w.d.found[len(w.d.found)-1]
}

// place is the hop that the findings are about; 0: not known.
func (w *witness) place() int {
	if w.limit != nil && (w.hop == 0 || w.before()) {
		return max(0, w.limit.AfterHop)
	}
	return w.hop
}

// before reports whether the reports with the destination's address are by a router on the way, whom
// a translator signs for: what passes him need not get to the destination.
func (w *witness) before() bool {
	return w.limit != nil && w.limit.AfterHop > 0 && w.limit.AfterHop < w.hop && sameHost(w.addr, w.d.r.Target.Addr())
}

func (w *witness) name() string {
	switch {
	case w.before():
		return fmt.Sprintf("Hop %d, in the name of %s,", w.limit.AfterHop, w.addr)
	case w.hop > 0:
		return fmt.Sprintf("Hop %d (%s)", w.hop, w.addr)
	}
	return w.addr.String()
}

// found says what was found to pass there, where that is known.
func (w *witness) found() string {
	if w.limit == nil || w.limit.To == 0 {
		return ""
	}
	return fmt.Sprintf("; %d bytes pass", w.limit.To)
}

func ids(claims []Claim) (out []uint32) {
	for _, c := range claims {
		out = append(out, c.Probe)
	}
	return out
}

// listed names the values, but not all of many.
func listed(values []uint32) string {
	const most = 4
	words := make([]string, 0, most)
	for _, v := range values[:min(len(values), most)] {
		words = append(words, strconv.FormatUint(uint64(v), 10))
	}
	if n := len(values) - most; n > 0 {
		words = append(words, fmt.Sprintf("%d others", n))
	}
	return join(words)
}

func familyName(f Family) string {
	if f == IPv6 {
		return "IPv6"
	}
	return "IPv4"
}
