package pmtu

import (
	"net/netip"
	"slices"
	"time"
)

// AnswerKind says by what a probe was answered. The zero value: by nothing.
type AnswerKind string

// The kinds of answers, named as events are in records.
const (
	AnswerTimeExceeded AnswerKind = kindTimeExceeded // its hop limit ran out
	AnswerPacketTooBig AnswerKind = kindPacketTooBig // it was refused for its size
	AnswerUnreachable  AnswerKind = kindUnreachable  // it arrived, or was refused for another reason
	AnswerReply        AnswerKind = kindReply        // data came back
)

// Fate is what became of one probe that left this host. Findings name probes
// by their IDs.
type Fate struct {
	Probe    uint32
	HopLimit int
	Size     MTU
	// At is when it left, from the start of the run.
	At time.Duration
	// Answer is the first answer that came, but for a packet too big that was
	// followed by another one: a packet that arrived was not refused.
	Answer AnswerKind
	// Type and Code are those of the ICMP message that it was, by the numbers of the probe's family; 0 of a reply.
	Type, Code uint8
	// Addr is who gave it, RTT how long it took.
	Addr netip.Addr
	RTT  time.Duration
	// Quoted is the destination in the answer's quote, where that is another
	// than the probe's. The zero AddrPort: it is the same, or there is none.
	Quoted netip.AddrPort
	// Protocol is what it was made of.
	Protocol Protocol
	// Back is the size of the echo reply that came to it from the destination, the whole IP packet, and
	// Fragment that of the largest fragment in which it came, 0 where it came in one piece. Back is
	// 0 where there was none, or nothing but its number and its sender vouch for it.
	Back, Fragment MTU
	// Witness is true of a UDP probe beside echoes: that it arrives proves the way there only.
	Witness bool
	// Echo is true of an echo beside probes of another protocol: its answer is as large as it is, and
	// comes from elsewhere in this host than that of the others.
	Echo bool
	// Unclear is true where an answer came that may have been to this probe or
	// to another one: that it has none says nothing.
	Unclear bool
}

// Claim is a packet too big that answered a probe: what its sender said, true or not.
type Claim struct {
	Probe uint32
	// Size is that of the probe, Claimed the next-hop MTU that was named for it.
	Size    MTU
	Claimed uint32
	Addr    netip.Addr
	Auth    Auth
	// Elsewhere is true where the quote names another destination than the probe's.
	Elsewhere bool
	// ReturnHops is how many hops it travelled, by its own hop limit; 0: unknown.
	ReturnHops int
}

// Stranger is a sender of answers that were none to any probe of the run.
type Stranger struct {
	Addr netip.Addr
	// Answers is how many came, TooBig and Expired how many of them were
	// packets too big and time exceeded.
	Answers, TooBig, Expired int
	// Claimed is the next-hop MTU that the last of the packets too big named.
	Claimed uint32
}

// What is kept for one run: so many claims with a token, so many without, and of each so many of one sender. Who cannot know
// a token takes no room from those who do. What is concluded from claims compares them with each other, so that their number is
// what a Step may take.
const (
	maxClaims    = 96
	maxUnvouched = 64
	maxOfOne     = 24
	maxStrangers = 16
)

// evidence is what findings are made of, beside hops and limits.
type evidence struct {
	fates     []Fate // by probe ID, from 1, as far as there were answers
	claims    []Claim
	strangers []Stranger
}

// note keeps an answer and the probe that it is to. f is nil where it may be
// to several; forged says that it is to none.
func (e *Engine) note(f *flight, a *answer, forged bool) {
	v := &e.seen
	switch {
	case f == nil && (!forged || !a.quote.HasToken && a.kind != answerReply && e.tupleFits(a)):
		e.blur(a)
	case forged:
		v.stranger(a)
	default:
		if a.kind == answerTooBig {
			v.claim(Claim{
				Probe: f.ID, Size: f.Size, Claimed: a.claim, Addr: a.from, Auth: a.auth, Elsewhere: f.quotedElsewhere(a).IsValid(),
				ReturnHops: returnHops(a, 0, e.o.Target.Addr()).ReturnHops,
			})
		}
		v.fate(f).fold(f, a)
	}
}

// blur keeps that an answer may be to any of several probes, also to one that
// was given up for another. The destination does not answer probes that end before
// the farthest router.
func (e *Engine) blur(a *answer) {
	top := 0
	for _, g := range e.flights {
		if e.seen.fate(g).Answer == AnswerTimeExceeded {
			top = max(top, int(g.HopLimit))
		}
	}
	for _, g := range e.flights {
		if a.kind == answerReply && int(g.HopLimit) <= top {
			continue
		}
		if g.answers == 0 && (g.abandoned || e.mayAnswer(a, g)) {
			e.seen.fate(g).Unclear = true
		}
	}
}

// claim keeps a packet too big, once for each probe that it is about. Of a sender who says more than there is room for, the first
// are kept, the last, and those of the smallest sizes: they tell what passes.
func (v *evidence) claim(c Claim) {
	of, room, later := 0, maxClaims, -1
	if c.Auth != AuthToken {
		room = maxUnvouched
	}
	for i, x := range v.claims {
		if x == c {
			return
		}
		if (x.Auth == AuthToken) != (c.Auth == AuthToken) {
			continue
		}
		room--
		if x.Addr != c.Addr {
			continue
		}
		if of++; of > maxOfOne/2 && (later < 0 || x.Size > v.claims[later].Size) {
			later = i
		}
	}
	switch full := of >= maxOfOne || room <= 0; {
	case full && later < 0:
		return
	case full:
		v.claims = slices.Delete(v.claims, later, later+1)
	}
	v.claims = append(v.claims, c)
}

func (v *evidence) stranger(a *answer) {
	i := slices.IndexFunc(v.strangers, func(s Stranger) bool { return s.Addr == a.from })
	if i < 0 {
		if len(v.strangers) == maxStrangers {
			return
		}
		i = len(v.strangers)
		v.strangers = append(v.strangers, Stranger{Addr: a.from})
	}
	s := &v.strangers[i]
	s.Answers++
	switch a.kind {
	case answerTooBig:
		s.TooBig++
		s.Claimed = a.claim
	case answerTimeExceeded:
		s.Expired++
	}
}

// fate is what is kept of a flight's answers.
func (v *evidence) fate(f *flight) *Fate {
	for len(v.fates) < int(f.ID) {
		v.fates = append(v.fates, Fate{})
	}
	return &v.fates[f.ID-1]
}

// fold keeps the answer.
func (x *Fate) fold(f *flight, a *answer) {
	if x.Answer != "" && (x.Answer != AnswerPacketTooBig || a.kind == answerTooBig) {
		return
	}
	x.Answer = [...]AnswerKind{
		answerTimeExceeded: AnswerTimeExceeded, answerTooBig: AnswerPacketTooBig,
		answerUnreachable: AnswerUnreachable, answerReply: AnswerReply,
	}[a.kind]
	x.Type, x.Code = a.typ, a.code
	x.Addr, x.RTT, x.Quoted = a.from, a.rtt(f), f.quotedElsewhere(a)
	x.Back, x.Fragment = a.echoed(f)
}

// quotedElsewhere is the destination that the answer's quote names, if it is
// another than the probe's. A quote without a port has 0 in its place.
func (f *flight) quotedElsewhere(a *answer) netip.AddrPort {
	t := a.quote.Target
	if a.kind == answerReply || !t.Addr().IsValid() {
		return netip.AddrPort{}
	}
	if sameHost(t.Addr(), f.Target.Addr()) && (t.Port() == f.Target.Port() || t.Port() == 0) {
		return netip.AddrPort{}
	}
	return netip.AddrPortFrom(t.Addr().Unmap(), t.Port())
}

// fates lists what became of the probes that left, in the order in which they were made.
func (e *Engine) fates() []Fate {
	fates := make([]Fate, 0, len(e.flights))
	for _, f := range e.flights {
		if f.state != flightSent || f.sentAt.IsZero() {
			continue
		}
		x := *e.seen.fate(f)
		x.Probe, x.HopLimit, x.Size = f.ID, int(f.HopLimit), f.Size
		x.At = max(0, f.sentAt.Sub(e.started))
		x.Unclear = x.Unclear && x.Answer == ""
		x.Protocol = f.Protocol
		x.Echo = f.Protocol == ICMP && e.proto != ICMP
		x.Witness = f.Protocol == UDP && e.o.Protocol == ICMP
		fates = append(fates, x)
	}
	return fates
}

// testify writes the evidence into a result.
func (e *Engine) testify(r *Result) {
	r.Probes = e.fates()
	r.Claims = slices.Clone(e.seen.claims)
	r.Strangers = slices.Clone(e.seen.strangers)
}

// count writes into black holes how often packets vanished there.
func (e *Engine) count(limits []Limit) {
	var fates []Fate
	for i := range limits {
		if limits[i].Kind != LimitBlackHole {
			continue
		}
		if fates == nil {
			fates = e.fates()
		}
		limits[i].count(fates)
		if n, given := e.unsent(limits[i]); given > limits[i].Lost { // the few that left waited for the neighbour's address
			limits[i].Unsent, limits[i].Lost, limits[i].Controls, limits[i].ControlsLost = n, 0, 0, 0
		}
	}
}

// unsent counts how often the kernel refused packets that a black hole on the first link swallows, and how many of them
// were given up for that. A queue that is full now and then lets them out at last.
func (e *Engine) unsent(l Limit) (refused, given int) {
	for _, f := range e.flights {
		if l.AfterHop == 0 && f.state == flightFailed && f.requeued == maxRequeued && f.Size > l.To && f.Size <= l.From {
			refused += maxRequeued + 1
			given++
		}
	}
	return refused, given
}

// probesOf leaves out what went beside.
func probesOf(fates []Fate) []Fate {
	return slices.DeleteFunc(slices.Clone(fates), func(f Fate) bool { return f.Echo || f.Witness })
}

// controlWindow is how far the probes of a black hole may be apart from the small
// ones that they are compared with.
const controlWindow = 500 * time.Millisecond

// count says how often larger packets vanished behind a black hole, and what
// became of smaller ones that went as far in the same interval. Hop limits
// from where nothing came back by that protocol, but reports of what is before, tell nothing: who drops
// UDP may answer echoes.
func (l *Limit) count(fates []Fate) {
	l.Lost, l.Controls, l.ControlsLost = 0, 0, 0
	if l.Kind != LimitBlackHole || l.To == 0 {
		return
	}
	fates = probesOf(fates)
	type as struct {
		hopLimit int
		Protocol
	}
	telling := make(map[as]bool)
	for _, f := range fates {
		if f.Answer != "" && f.Answer != AnswerPacketTooBig {
			telling[as{f.HopLimit, f.Protocol}] = true
		}
	}
	first, last := time.Duration(-1), time.Duration(0)
	for _, f := range fates {
		if telling[as{f.HopLimit, f.Protocol}] && l.vanished(f) {
			l.Lost++
			if first < 0 {
				first = f.At
			}
			last = max(last, f.At)
		}
	}
	for _, f := range fates {
		between := f.At >= first-controlWindow && f.At <= last+controlWindow
		if !between || !telling[as{f.HopLimit, f.Protocol}] || f.HopLimit <= l.AfterHop || f.Size > l.To || f.Unclear {
			continue
		}
		if l.Controls++; f.Answer == "" {
			l.ControlsLost++
		}
	}
}

// vanished reports whether the probe is one that the black hole swallowed. A packet too big that
// answered it was by nobody who is believed: else it were none.
func (l *Limit) vanished(f Fate) bool {
	over := l.To
	if over == 0 { // what passes is not known
		over = l.From - 1
	}
	return f.HopLimit > l.AfterHop && f.Size > over && f.Size <= l.From && (f.Answer == "" || f.Answer == AnswerPacketTooBig) && !f.Unclear
}
