package simnet

import "github.com/pathmtu/pmtu/pmtu"

// Traits is what in a network may keep a tool from the truth.
type Traits struct {
	// Loss is true where a link loses packets.
	Loss bool
	// Limited is true where somebody answers less often than Linux does.
	Limited bool
	// Lies is true where packets too big claim what is not so, come from another address than
	// their hop's, or not every time.
	Lies bool
	// ShortQuotes is true where somebody quotes no whole token, or a damaged one.
	ShortQuotes bool
	// Rewritten is true where quotes name another destination.
	Rewritten bool
	// Data is true where the destination answers UDP with data.
	Data bool
	// Mirror is true where the destination's answers to UDP are as large as the questions.
	Mirror bool
	// BackLimit is true where the way back does not carry all that the destination
	// may answer: then nothing tells which way a large packet and its answer were lost.
	BackLimit bool
	// Forged is true where somebody forges answers.
	Forged bool
}

// quotedToken is how much of a UDP packet has to be quoted for its token to
// be there: the header, and the token behind it.
const quotedToken = 8 + pmtu.TokenSize

// Traits returns the traits of the network for a family.
func (n *Network) Traits(f pmtu.Family) Traits {
	t := Traits{Forged: len(n.d.forgeries) > 0}
	linux := linuxLimits()
	for i := range n.d.hops {
		h := &n.d.hops[i]
		last := i == len(n.d.hops)-1
		t.Loss = t.Loss || h.loss > 0 || h.backLoss > 0
		t.Limited = t.Limited || slower(*h.limit.of(f), *linux.of(f)) || h.ptbLimit.of(f).burst >= 0
		t.Lies = t.Lies || !last && (h.lies() || h.ptbFrom.of(f).IsValid())
		t.ShortQuotes = t.ShortQuotes || h.noToken()
		t.Rewritten = t.Rewritten || h.rewrite.of(f).IsValid() || h.rewritePort != 0
		t.Data = t.Data || last && (h.udp == udpEcho || h.udp == udpData)
		t.Mirror = t.Mirror || last && h.udp == udpEcho
		t.BackLimit = t.BackLimit || last && (h.echo || h.udp == udpEcho) && h.backMTU != 0 && !h.fragments
	}
	return t
}

// slower reports whether a allows less than b does.
func slower(a, b limit) bool {
	return a.burst >= 0 && (a.burst < b.burst || a.interval > b.interval)
}

// lies reports whether a packet too big may claim another size than passes.
func (h *hop) lies() bool {
	if h.neverTooBig() {
		return false
	}
	for _, e := range h.ptb {
		if (e.kind != elementMTU || e.n != 0) && e.kind != elementAgain {
			return true
		}
	}
	return false
}

// TooBigSent returns how many packets too big of hop (from 1) got back to this
// host in the run so far, those with a damaged quote not counted: nothing tells
// that they are not forged.
func (n *Network) TooBigSent(f pmtu.Family, hop int) int {
	return *n.hops[hop-1].told.of(f)
}
