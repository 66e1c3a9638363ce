package pmtu

import (
	"maps"
	"time"
)

// ledger is what searches learned of each hop, kept from one to the next: a
// path that narrows twice is not asked everything twice. The key is the hop
// limit of the probes, so that the destination comes last.
type ledger map[int]*account

// account is what is known of one hop limit.
type account struct {
	passed MTU         // the largest size that arrived
	lost   map[MTU]int // how often a size did not, while a smaller one after it did
	dry    time.Time   // when it last left a control unanswered
	dries  int         // how often it did
}

func (l ledger) at(hop int) *account {
	if l[hop] == nil {
		l[hop] = &account{lost: make(map[MTU]int)}
	}
	return l[hop]
}

// pass notes that a size arrived.
func (l ledger) pass(hop int, size MTU) {
	a := l.at(hop)
	a.passed = max(a.passed, size)
	maps.DeleteFunc(a.lost, func(lost MTU, _ int) bool { return lost <= a.passed })
}

// lose notes that a size did not.
func (l ledger) lose(hop int, size MTU) {
	if a := l.at(hop); size > a.passed {
		a.lost[size]++
	}
}

// floor is the largest size that arrived at the hop or behind it.
func (l ledger) floor(hop int) MTU {
	var m MTU
	for h, a := range l {
		if h >= hop {
			m = max(m, a.passed)
		}
	}
	return m
}

// dried notes that a hop that was asked at that time had no answer left.
func (l ledger) dried(hop int, at time.Time) {
	a := l.at(hop)
	a.dry = at
	a.dries++
}

// least is the least size above lo that was lost on the way to hops from
// first to last; none: 0.
func (l ledger) least(first, last int, lo MTU) MTU {
	var m MTU
	for h, a := range l {
		if h < first || h > last {
			continue
		}
		for size := range a.lost {
			if size > lo && (m == 0 || size < m) {
				m = size
			}
		}
	}
	return m
}

// purse is how many errors the hop has left for one prober, as far as its
// answers tell, if it is a default Linux: a burst at once, and one each
// interval (net/ipv4/inetpeer.c, inet_peer_xrlim_allow). One that answered more
// than that has no such limit.
func (s *search) purse(hop int) float64 {
	dry := s.ledger.at(hop).dry
	left, last := float64(burst), dry
	if !dry.IsZero() {
		left = 0
	}
	for _, f := range s.e.flights {
		if !s.drew(f, hop) || !f.sentAt.After(dry) {
			continue
		}
		left, last = min(burst, left+s.refilled(hop, f.sentAt.Sub(last)))-1, f.sentAt
		if left < 0 && dry.IsZero() {
			return burst
		}
	}
	return min(burst, left+s.refilled(hop, s.e.now.Sub(last)))
}

// refilled is how many answers a default Linux gets back in a time.
func (s *search) refilled(hop int, in time.Duration) float64 {
	return float64(in) / float64(s.interval(hop))
}

// interval is the time in which it gets one back.
func (s *search) interval(hop int) time.Duration {
	if s.e.family == IPv6 && s.ledger.at(hop).dries < 2 && s.dry < 2 {
		return time.Second / 10 // net.ipv6.icmp.ratelimit
	}
	return time.Second // net.ipv4.icmp_ratelimit
}

// whenHas is when the hop should have n answers left, later each time that it
// had not; zero: it has.
func (s *search) whenHas(hop int, n float64) time.Time {
	short := n - s.purse(hop)
	if short <= 0 {
		return time.Time{}
	}
	wait := time.Duration(short * 1.1 * float64(s.interval(hop)))
	return s.e.now.Add(wait << max(0, s.dry-2))
}

// drew reports whether an answer to the probe was the hop's, as far as its
// hop limit tells. Packets too big are not limited (net/ipv4/icmp.c, icmpv4_mask_allow).
func (s *search) drew(f *flight, hop int) bool {
	if f.Protocol != s.protocol(hop) || f.answers == 0 || s.e.seen.fate(f).Answer == AnswerPacketTooBig {
		return false
	}
	return int(f.HopLimit) == hop || hop == s.far() && int(f.HopLimit) >= s.end()
}
