package pmtu

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// responder is one hop that answers, with the packets that it should have answered.
type responder struct {
	hop     int
	addr    netip.Addr
	asked   []Fate // in the order in which they left
	lost    []Fate
	gone    []Fate // those of them that no rate limit explains
	resumed bool
	spent   bool // answers to an earlier run may be why the first had none
}

// minLimited is how many packets have to be left without an answer for that
// to be a rate limit: fewer may be chance.
const minLimited = 3

// losses tells loss from rate limits: hops that do not answer twice within a
// second are limited, and packets that had no answer before them are lost.
func (d *diagnosis) losses() {
	if !d.settled() || d.goesRound() {
		return
	}
	var all []responder
	for _, h := range d.path() {
		if d.tellsLoss(h) {
			all = append(all, d.responder(h))
		}
	}
	var limited []responder
	sure := 0 // losses that no rate limit explains
	for _, p := range all {
		sure += len(p.gone)
	}
	if sure == 0 {
		for _, p := range all {
			if len(p.lost) >= p.leastLimited() && p.resumed && limitExplains(p.asked) && !d.replies(p.addr) {
				limited = append(limited, p)
			}
		}
	}
	d.rateLimited(limited)
	d.lossy(all, limited, sure)
}

// goesRound reports whether packets seem to go round: what passes a router again spends his answers, also to what was to end at
// the hop at which he answers first, and where that is is not sure.
func (d *diagnosis) goesRound() bool {
	if d.r.Outcome != OutcomeTooManyHops {
		return false
	}
	return d.round > 0 || slices.ContainsFunc(d.probes, func(f Fate) bool { return f.HopLimit >= fullHopLimit && f.Answer == AnswerTimeExceeded }) ||
		slices.ContainsFunc(d.r.Hops, func(h Hop) bool {
			return slices.ContainsFunc(h.Answers, func(a Answer) bool { return d.twice(a.Addr) })
		})
}

// replies reports whether the hop is a destination that answers with data or echo replies: they are
// no errors, and seldom limited.
func (d *diagnosis) replies(hop netip.Addr) bool {
	return sameHost(hop, d.r.Target.Addr()) && slices.ContainsFunc(d.probes, func(f Fate) bool { return f.Answer == AnswerReply })
}

// tellsLoss reports whether the hop's answers can be told to be to one packet
// each, and its limit of answers is spent at no other hop, as that of a router is which refuses packets, whatever their
// hop limit.
func (d *diagnosis) tellsLoss(h Hop) bool {
	return len(h.Answers) > 0 && !slices.ContainsFunc(h.Answers, func(a Answer) bool {
		return a.Auth != AuthToken || a.Error != nil || d.twice(a.Addr) || !h.Reached && len(d.answeredBy(AnswerUnreachable, a.Addr)) > 0
	})
}

// responder collects what hop h was asked. What is too large to arrive there
// is not among it, nor what may have been answered late.
func (d *diagnosis) responder(h Hop) responder {
	p := responder{hop: h.Hop, addr: h.Answers[0].Addr}
	size := max(h.MTU, d.smallest())
	patience := d.patience()
	for _, f := range d.probes {
		mine := f.HopLimit == h.Hop || h.Reached && f.HopLimit > h.Hop
		mine = mine && (!h.Reached || f.Protocol == d.r.Protocol) // the other it may not answer at all
		if mine && !f.Unclear && f.Answer != AnswerPacketTooBig && (f.Answer != "" || f.Size <= size && f.At+patience <= d.r.Duration) {
			p.asked = append(p.asked, f)
		}
	}
	slices.SortStableFunc(p.asked, func(a, b Fate) int { return cmp.Compare(a.At, b.At) })
	p.spent = h.Reached && !d.replies(p.addr) && len(p.asked) > 0 && p.asked[0].Answer == "" && limitExplains(p.asked)
	p.tellApart()
	return p
}

// leastLimited is how many packets have to be left without an answer for that to be called a rate limit. Where
// the run did not see it spent, it takes more.
func (p *responder) leastLimited() int {
	if p.spent {
		return 2 * minLimited
	}
	return minLimited
}

// patience is how long before the end of the run a packet has to have left that is lost.
func (d *diagnosis) patience() time.Duration {
	patience := minWait
	for _, f := range d.probes {
		if f.Answer != "" {
			patience = max(patience, 2*f.RTT)
		}
	}
	return patience
}

// limitMemory is how long after an answer a rate limit may explain silence:
// some refill slower than Linux does.
const limitMemory = 3 * refill

// together is how far apart packets leave that a rate limit sees at once. What refills in
// between answers one of them at most, and hardly one that leaves within atOnce.
const (
	together = 10 * time.Millisecond
	atOnce   = time.Millisecond
)

// tellApart counts what was not answered: soon after an answer, which a rate
// limit may explain, or not. A limit that is reached is still reached for the
// packets that leave at the same time, so that a loss before an answer there is one. A limit that
// may have been spent before the run began may explain what follows that, too.
func (p *responder) tellApart() {
	answered := time.Duration(-limitMemory)
	if p.spent {
		answered = 0
	}
	for i, f := range p.asked {
		if f.Answer != "" {
			answered = f.At
			p.resumed = p.resumed || len(p.lost) > 0
			continue
		}
		p.lost = append(p.lost, f)
		if f.At-answered >= limitMemory || p.passed(i, together) > 1 || p.passed(i, atOnce) > 0 {
			p.gone = append(p.gone, f)
		}
	}
}

// passed counts the packets that left after the i-th, within that time, and were answered.
func (p *responder) passed(i int, within time.Duration) (n int) {
	for _, x := range p.asked[i+1:] {
		if x.Answer != "" && x.At-p.asked[i].At <= within {
			n++
		}
	}
	return n
}

// rateLimited names the hops that answer only so many packets in a time.
func (d *diagnosis) rateLimited(limited []responder) {
	for _, p := range limited {
		f := Finding{
			Code: CodeRateLimited, Severity: SeverityInfo, Hop: p.hop, Addr: p.addr,
			Detail: fmt.Sprintf("%s left %d of %d packets without an answer, all of them soon after it had answered others: it limits its ICMP errors.", capital(d.place(p.hop)), len(p.lost), len(p.asked)),
			Remedy: "Nothing is wrong with the path: these packets count neither as lost nor as too large. It takes longer to be sure of its answers.",
		}
		for _, x := range p.lost {
			f.Evidence = append(f.Evidence, x.Probe)
		}
		d.add(f)
	}
}

// placeless says why the hop of a destination that answers is not known: it had too few
// answers for the packets that get there, as others with the same hop limit or less did or, where
// none did, by the hops that its answers came.
func (d *diagnosis) placeless() {
	if d.r.Outcome != OutcomeReached || d.r.HopCount != 0 || d.r.ReturnHops == 0 || d.replies(d.r.Target.Addr()) {
		return
	}
	f := Finding{Code: CodeRateLimited, Severity: SeverityInfo, Addr: d.r.Target.Addr()}
	if slices.ContainsFunc(d.found, func(f Finding) bool { return f.Code == CodeLossy }) {
		return // that is why
	}
	asked, there, last := 0, d.nearestReached(), d.r.Duration-d.patience()
	for _, x := range d.probes {
		if x.HopLimit < there || x.Size > d.smallest() || x.Protocol != d.r.Protocol {
			continue
		}
		if asked++; x.Answer == "" && x.At <= last {
			f.Evidence = append(f.Evidence, x.Probe)
		}
	}
	if len(f.Evidence) < minLimited {
		return
	}
	f.Detail = fmt.Sprintf("%s left %d of %d small packets without an answer that should have reached it: it seems to limit its ICMP errors, and its distance is not known.", f.Addr, len(f.Evidence), asked)
	f.Remedy = "Nothing is wrong with the path. Ask again after some seconds, or let this host send echoes (net.ipv4.ping_group_range), whose answers are not limited."
	d.add(f)
}

// nearestReached is the least hop limit with which a packet is known to get to the destination. Where none but the
// full one is, it is as far as the answers came, if no router is known to be that far or farther.
func (d *diagnosis) nearestReached() int {
	least := fullHopLimit
	for _, x := range d.probes {
		if x.Answer == AnswerReply || x.Answer == AnswerUnreachable && sameHost(x.Addr, d.r.Target.Addr()) {
			least = min(least, x.HopLimit)
		}
	}
	if least < fullHopLimit {
		return least
	}
	for _, x := range d.probes {
		if x.Answer == AnswerTimeExceeded && x.HopLimit >= d.r.ReturnHops {
			return fullHopLimit // its answers take a shorter way: there are more hops before it
		}
	}
	return d.r.ReturnHops
}

// lossy says how much was lost, where too much for chance and rate limits is.
func (d *diagnosis) lossy(all, limited []responder, sure int) {
	asked, places, first := 0, 0, 0
	f := Finding{Code: CodeLossy, Severity: SeverityWarning}
	for _, p := range all {
		if slices.ContainsFunc(limited, func(l responder) bool { return l.hop == p.hop }) {
			continue
		}
		asked += len(p.asked)
		for _, x := range p.gone {
			f.Evidence = append(f.Evidence, x.Probe)
		}
		if len(p.gone) > 0 {
			if places++; first == 0 {
				first = p.hop
			}
		}
	}
	if sure < 3 && places < 2 {
		return
	}
	f.Detail = fmt.Sprintf("%d of %d packets that were small enough got lost, or their answers, the first of them at %s.", len(f.Evidence), asked, d.place(first))
	f.Remedy = fmt.Sprintf("Packets of any size get lost at or before %s, or answers on their way back, or it seldom answers: look for a bad or full link there", d.place(first))
	if len(d.r.Limits) == 0 {
		f.Remedy += " before you look at MTUs"
	}
	f.Remedy += "."
	d.add(f)
}

// forgeries names who sent answers to packets that were not sent.
func (d *diagnosis) forgeries() {
	f := Finding{Code: CodeForgedAnswers, Severity: SeverityInfo}
	var words []string
	tooBig := 0
	name := func(a netip.Addr) {
		if w := a.String(); !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	n := 0
	for _, s := range d.r.Strangers {
		name(s.Addr)
		n += s.Answers
		tooBig += s.TooBig
	}
	for _, c := range d.r.Claims {
		if d.witness(c.Addr).stranger {
			name(c.Addr)
			f.Evidence = append(f.Evidence, c.Probe)
			n++
			tooBig++
		}
	}
	if n == 0 {
		return
	}
	if len(words) > 3 {
		words = append(words[:3], "others")
	}
	from := ""
	if len(words) > 0 {
		from = ", from " + join(words) + ","
	}
	f.Detail = fmt.Sprintf("%s%s could not be matched with our packets: another token, destination or port came back. Ignored.", count(n, "answer"), from)
	f.Remedy = "A router or translator that alters what it quotes, answers to an earlier run, or somebody who guesses: look at what sends them."
	if tooBig > 0 {
		f.Severity = SeverityWarning
		f.Detail = strings.TrimSuffix(f.Detail, " Ignored.") + fmt.Sprintf(" %d of them said packet too big; what they claim does not count.", tooBig)
		f.Remedy += " Packets too big that are believed make this host send smaller packets: a filter should drop forged ones."
	}
	d.add(f)
}
