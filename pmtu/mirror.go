package pmtu

import "time"

// mirror learns what the way back carries. An echo reply is as large as the echo, so that one
// that comes in one piece proves both directions; the small ICMP errors that answer UDP prove
// the way there only. Where UDP has found the path MTU, it asks by echo whether the way back
// carries as much; where echoes have not, it asks by UDP whether the way there carries more.
type mirror struct {
	s      *survey
	asks   map[*flight]bool // its own probes
	whole  MTU              // the largest echo whose reply came in one piece
	came   MTU              // the largest whose reply came at all
	cut    bool             // replies came in fragments
	beside int              // echoes sent along with large probes
	rounds int
	over   MTU       // the size of which nothing more will be learned; 0: none
	large  []*flight // UDP beside echoes
}

const (
	// maxBeside bounds the echoes that go along with sizes that are followed.
	maxBeside = maxFollowed + 1
	// maxMirrorRounds bounds how often losses are asked for again.
	maxMirrorRounds = 3
)

// echoed is the size of the echo reply that the answer to f is, whole packet, and of its largest fragment,
// 0 where it came in one piece; 0, 0 for all other answers.
func (a *answer) echoed(f *flight) (size, fragment MTU) {
	if a.kind != answerReply || f.Protocol != ICMP || a.auth != AuthToken || !sameHost(a.from, f.Target.Addr()) {
		return 0, 0
	}
	return f.Family().Header() + ICMP.header() + MTU(a.quote.Bytes), a.fragment
}

// hear takes an answer to any probe. A reply that was cut short on the way, or by a host that
// returns less than it gets, says nothing of the way back.
func (m *mirror) hear(f *flight, a *answer) {
	size, fragment := a.echoed(f)
	if size == 0 {
		return
	}
	m.came = max(m.came, f.Size)
	switch {
	case fragment > 0:
		m.cut = true
	case size >= f.Size:
		m.whole = max(m.whole, f.Size)
	}
}

// advance asks what is due.
func (m *mirror) advance() {
	m.accompany()
	if !m.due() {
		return
	}
	size := m.size()
	ready := m.greeted
	if m.s.e.proto == ICMP {
		ready = m.witnessed
	}
	if ready(size) {
		m.round(size)
	}
}

// due reports whether it is its turn: all else is known, but what is still to be learned.
func (m *mirror) due() bool {
	return !m.s.blocked && m.busy() && m.s.asked() && !m.s.locating()
}

// accompany sends an echo beside the size that is followed: on most paths it has its answer when
// that has, so that the way back costs one probe and no time.
func (m *mirror) accompany() {
	s := m.s
	if s.sizes == nil || s.e.o.EndToEnd || s.e.o.Protocol != Auto || s.e.proto != UDP || s.sizes.goal > 0 || s.search.active() {
		return
	}
	hello, q := s.auto.hello, s.sizes.find(s.sizes.main)
	if m.beside == maxBeside || hello == nil || hello.state == flightFailed || !s.auto.heard && m.late(hello) {
		return
	}
	if q == nil || q.state != questionOpen || len(q.tries) != 1 || q.tries[0].state == flightFailed || len(m.echoes(q.size)) > 0 {
		return
	}
	m.beside++
	m.ask(q.size, s.sizes.target, 0)
}

// accompanied reports whether an echo went along with the big size, and vanished as well: that it did
// not by chance needs no further try.
func (s *search) accompanied() bool {
	for _, f := range s.e.flights {
		if f.Protocol == ICMP && f.Size == s.big && f.HopLimit >= fullHopLimit && f.waiting() && f.expired(s.e.now, s.patience()) {
			return s.e.proto == UDP
		}
	}
	return false
}

// size is the size of which the other way is to be learned; 0: there is none.
func (m *mirror) size() MTU {
	s := m.s
	if s.sizes == nil || s.e.o.EndToEnd || !s.sweep.reached || s.sizes.goal > 0 {
		return 0
	}
	switch {
	case s.e.proto == UDP && s.e.o.Protocol == Auto && s.sizes.exact():
		return s.sizes.proven
	case s.e.o.Protocol == ICMP && !s.sizes.exact() && s.sizes.main > s.sizes.proven:
		return s.sizes.main
	}
	return 0
}

// busy reports whether something is still to be learned.
func (m *mirror) busy() bool {
	size := m.size()
	return size != 0 && size != m.over && m.came < size && !m.cut
}

// greeted reports whether the destination answers echoes, and one of the size had the time to be answered.
func (m *mirror) greeted(size MTU) bool {
	hello := m.s.auto.hello
	switch tries := m.echoes(size); {
	case hello == nil, hello.state == flightFailed, !m.s.auto.heard && m.late(hello):
		m.over = size
		return false
	case !m.s.auto.heard:
		return false
	case len(tries) == 0:
		m.ask(size, m.s.sizes.target, 0)
		return false
	default:
		return m.late(tries[len(tries)-1])
	}
}

// echoes are the echoes of a size to the destination that left, or will.
func (m *mirror) echoes(size MTU) (list []*flight) {
	for _, f := range m.s.e.flights {
		if f.Protocol == ICMP && f.Size == size && f.HopLimit >= fullHopLimit && f.state != flightFailed {
			list = append(list, f)
		}
	}
	return list
}

// witnessed reports whether UDP of the size gets to the destination.
func (m *mirror) witnessed(size MTU) bool {
	e := m.s.e
	if len(m.large) == 0 {
		for i := range minLost {
			f := e.sendAs(UDP, m.s.sizes.target, size, i)
			f.notBefore, f.abandoned = e.now.Add(time.Duration(i)*stagger), true
			m.asks[f] = true
			m.large = append(m.large, f)
		}
		return false
	}
	if returnPathOf(e.fates(), e.o.Target.Addr()).forward >= size {
		return true
	}
	if !m.waiting() {
		m.over = size
	}
	return false
}

// round asks again what was lost, with small echoes between, as often as it takes to call it lost; and to
// the last router: an echo that gets there was not lost before.
func (m *mirror) round(size MTU) {
	if m.waiting() {
		return
	}
	e, hops := m.s.e, m.s.hops()
	p := returnPathOf(e.fates(), e.o.Target.Addr())
	n := p.missing()
	if p.limited(hops) || n == hopeless || m.rounds == maxMirrorRounds {
		m.over = size
		return
	}
	m.rounds++
	router := lastRouter(hops)
	for i := range max(n, confirmControls) {
		at := time.Duration(i) * stagger
		if i < n {
			m.ask(size, m.s.sizes.target, at)
		}
		m.ask(e.smallSize(), m.s.sizes.target, at+stagger/2)
		if router > p.there && i < confirmControls {
			m.ask(size, router, at)
		}
	}
}

// ask sends an echo after a time.
func (m *mirror) ask(size MTU, hopLimit int, after time.Duration) {
	f := m.s.e.ping(hopLimit, size, 0)
	if after > 0 {
		f.notBefore = m.s.e.now.Add(after)
	}
	m.asks[f] = true
}

// late reports whether the reply should have come. Other answers are none: anybody can forge them.
func (m *mirror) late(f *flight) bool { return f.expired(m.s.e.now, m.patience()) }

func (m *mirror) patience() time.Duration {
	return min(m.s.e.timing.longest+slack, m.s.e.timing.wait())
}

// waiting reports whether answers to its own probes may still come.
func (m *mirror) waiting() bool {
	for f := range m.asks {
		if f.waiting() && !f.expired(m.s.e.now, m.s.e.timing.wait()) {
			return true
		}
	}
	return false
}

func (m *mirror) wake() time.Time {
	var t time.Time
	if !m.due() {
		return t
	}
	for _, f := range m.s.e.flights {
		if f.state != flightSent || f.Protocol != ICMP && !m.asks[f] {
			continue
		}
		for _, d := range []time.Duration{m.patience(), m.s.e.timing.wait()} {
			if at := f.sentAt.Add(d); at.After(m.s.e.now) {
				t = earliest(t, at)
			}
		}
	}
	return t
}
