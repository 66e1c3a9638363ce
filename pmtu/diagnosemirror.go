package pmtu

import (
	"fmt"
	"net/netip"
)

// returnPath is what the probes of a run tell of the way back.
type returnPath struct {
	forward MTU // the largest packet that is proven to get to the destination
	whole   MTU // the largest echo whose reply came in one piece
	// cut is the largest echo whose reply came in fragments, fragment the largest of these.
	cut, fragment MTU
	fragmented    []uint32 // the probes
	// lost are the echoes as large as forward that had no answer. Those of sizes in between do not count: a search
	// asks where some were lost, by chance or not.
	lost     []Fate
	controls int // small ones in the same interval,
	missed   int // and those that had no answer
	there    int // the last router at which an echo of that size arrived
}

// returnPathOf reads it from what became of the probes.
func returnPathOf(fates []Fate, target netip.Addr) returnPath {
	var p returnPath
	for _, f := range fates {
		atEnd := f.Answer == AnswerReply || f.Answer == AnswerUnreachable && sameHost(f.Addr, target)
		if f.HopLimit >= fullHopLimit && (f.Protocol == UDP && atEnd || f.Back > 0) {
			p.forward = max(p.forward, f.Size)
		}
		if f.Back >= f.Size && f.Fragment == 0 {
			p.whole = max(p.whole, f.Size)
		}
	}
	for _, f := range fates {
		switch {
		case f.Protocol != ICMP || f.Size <= p.whole:
		case f.Fragment > 0:
			p.cut, p.fragment = max(p.cut, f.Size), max(p.fragment, f.Fragment)
			p.fragmented = append(p.fragmented, f.Probe)
		case f.HopLimit >= fullHopLimit && f.Answer == "" && !f.Unclear && f.Size == p.forward:
			p.lost = append(p.lost, f)
		case f.HopLimit < fullHopLimit && f.Answer == AnswerTimeExceeded && f.Size >= p.forward:
			p.there = max(p.there, f.HopLimit)
		}
	}
	p.control(fates)
	return p
}

// control counts the small echoes in the interval of those that were lost.
func (p *returnPath) control(fates []Fate) {
	if len(p.lost) == 0 {
		return
	}
	first, last := p.lost[0].At, p.lost[0].At
	for _, f := range p.lost {
		first, last = min(first, f.At), max(last, f.At)
	}
	for _, f := range fates {
		if f.Protocol == ICMP && f.HopLimit >= fullHopLimit && f.Size <= p.whole && f.At >= first-controlWindow && f.At <= last+controlWindow {
			if p.controls++; f.Answer == "" {
				p.missed++
			}
		}
	}
}

// needed is how many losses make a size that does not come back, if that many more small
// echoes are answered: what chance does less often than once in 1,000,000 times.
func (p *returnPath) needed(more int) int {
	return tries(float64(p.missed+1) / float64(p.controls+more+2))
}

// missing is how many echoes are still to be asked for that, with as many small ones.
func (p *returnPath) missing() int {
	for n := range maxLost {
		if len(p.lost)+n >= p.needed(max(n, confirmControls)) {
			return n
		}
	}
	return hopeless
}

// limited reports whether the way back is proven to carry less than the way there. Losses prove
// it only where the echoes got past all routers: it may have been another way there than that of UDP.
func (p *returnPath) limited(hops []Hop) bool {
	if p.cut > 0 {
		return true
	}
	return p.controls-p.missed >= confirmControls && len(p.lost) >= p.needed(0) && p.there >= lastRouter(hops)
}

// lastRouter is the last hop before the destination that answers; 0: none does.
func lastRouter(hops []Hop) int {
	last := 0
	for _, h := range hops {
		if len(h.Answers) > 0 && !h.Reached {
			last = max(last, h.Hop)
		}
	}
	return last
}

// returnPath says that the way back carries less than the way there.
func (d *diagnosis) returnPath() {
	target := d.r.Target.Addr()
	p := returnPathOf(d.r.Probes, target)
	f := Finding{Code: CodeReturnPathLimit, Severity: SeverityWarning}
	switch {
	case p.cut > 0:
		f.Evidence = p.fragmented
		f.Detail = fmt.Sprintf("The echo of %d bytes got to %s, and its reply came back in fragments, the largest of %d bytes: the way back carries those, and none of %d.", p.cut, target, p.fragment, p.cut)
		f.Remedy = fmt.Sprintf("Trace from %s to this host: its own MTU, what it remembers of this path, or a link on the way back is smaller. What it sends with the don't-fragment bit set needs that ICMP packet too big gets to it.", target)
	case d.settled() && p.limited(d.r.Hops):
		for _, x := range p.lost {
			f.Evidence = append(f.Evidence, x.Probe)
		}
		by, measure := "", fmt.Sprintf("pmtu --protocol icmp %s measures how much comes back. ", target)
		if d.r.Protocol == ICMP { // the path MTU is that of echoes
			by, measure = " by UDP", ""
		}
		f.Detail = fmt.Sprintf("%d bytes get to %s%s, but none of %d echoes of that size came back, while %d of %d small ones did: the way back loses large packets.", p.forward, target, by, len(p.lost), p.controls-p.missed, p.controls)
		f.Remedy = measure + fmt.Sprintf("Trace from %s to this host, where the hops of that way can be seen. A filter that drops large echoes looks the same.", target)
	default:
		return
	}
	d.add(f)
}

// adviseBothWays lowers the advice to what is proven to come back, where that is less than what passes on the way there: the MTU
// here limits what goes out, and by the TCP MSS that goes with it what comes back.
func (r *Result) adviseBothWays() {
	back := r.proveBack()
	if back == 0 || r.Advice != nil && r.Advice.MTU <= back {
		return
	}
	r.Advice = &Advice{MTU: back, TCPMSS: back - familyOf(r.Target.Addr()).Header() - 20}
}

// proveBack is how much is proven to come back, where that is proven to be less than what passes on the way there; 0: it is not,
// or how much was not measured.
func (r *Result) proveBack() MTU {
	p := returnPathOf(r.Probes, r.Target.Addr())
	switch {
	case p.cut > 0:
		return max(p.fragment, p.whole)
	case r.Protocol == ICMP && r.Outcome == OutcomeReached && r.PathMTU.Direction == DirectionBoth && p.limited(r.Hops):
		return r.PathMTU.MTU // sizes were searched by echo
	}
	return 0
}
