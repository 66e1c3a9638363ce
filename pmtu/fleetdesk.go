package pmtu

import (
	"net/netip"
	"slices"
	"time"
)

// lateAfter is how long answers to a target that has ended are known for what
// they are. Later ones are nobody's, too, but may count as forged where the address is asked again.
const lateAfter = 2 * time.Second

// fleetDesk tells whose an answer is.
type fleetDesk struct {
	byToken map[uint64]*fleetTarget // nil: of one that has ended
	byAddr  map[netip.Addr]*fleetTarget
	late    []lateToken // of targets that have ended, in the order of their times
}

type lateToken struct {
	token uint64
	until time.Time
}

func newFleetDesk() fleetDesk {
	return fleetDesk{byToken: make(map[uint64]*fleetTarget), byAddr: make(map[netip.Addr]*fleetTarget)}
}

// key is an address as byAddr has it: the zones of quotes name interfaces by which they came in.
func (*fleetDesk) key(a netip.Addr) netip.Addr { return a.Unmap().WithZone("") }

// busy reports whether a target of the address is being asked.
func (d *fleetDesk) busy(a netip.Addr) bool { return d.byAddr[d.key(a)] != nil }

// active is how many targets are being asked.
func (d *fleetDesk) active() int { return len(d.byAddr) }

// all lists the targets that are being asked, in the order in which they were given.
func (d *fleetDesk) all() []*fleetTarget {
	list := make([]*fleetTarget, 0, len(d.byAddr))
	for _, t := range d.byAddr {
		list = append(list, t)
	}
	slices.SortFunc(list, func(a, b *fleetTarget) int { return a.n - b.n })
	return list
}

func (d *fleetDesk) open(t *fleetTarget) { d.byAddr[d.key(t.o.Target.Addr())] = t }

// expect says whose answers with the token are.
func (d *fleetDesk) expect(token uint64, t *fleetTarget) { d.byToken[token] = t }

// close forgets a target, but for a while not that probes of it may still be answered.
func (d *fleetDesk) close(now time.Time, t *fleetTarget) {
	delete(d.byAddr, d.key(t.o.Target.Addr()))
	for _, f := range t.e.flights {
		if _, known := d.byToken[f.Token]; !known {
			continue
		}
		if f.state != flightSent {
			delete(d.byToken, f.Token)
			continue
		}
		d.byToken[f.Token] = nil
		d.late = append(d.late, lateToken{f.Token, now.Add(lateAfter)})
	}
	d.forget(now)
}

// forget forgets the tokens whose answers are not expected any more.
func (d *fleetDesk) forget(now time.Time) {
	n := 0
	for n < len(d.late) && !d.late[n].until.After(now) {
		delete(d.byToken, d.late[n].token)
		n++
	}
	if d.late = d.late[n:]; len(d.late) == 0 {
		d.late = nil
	}
}

// whose is the target that an answer is to: by the token that came back, else
// by the address in the quote. nil: none that is being asked.
func (d *fleetDesk) whose(ev Event) *fleetTarget {
	q, ok := quoteOf(ev)
	if !ok {
		return nil
	}
	if q.HasToken {
		if t, known := d.byToken[q.Token]; known {
			return t
		}
	}
	return d.byAddr[d.key(q.Target.Addr())]
}

// quoteOf is what an answer says of its probe; false for an event that is no answer.
func quoteOf(ev Event) (Quote, bool) {
	switch ev := ev.(type) {
	case TimeExceeded:
		return ev.Quote, true
	case PacketTooBig:
		return ev.Quote, true
	case Unreachable:
		return ev.Quote, true
	case Reply:
		return Quote{Target: ev.From, HasToken: ev.HasToken, Token: ev.Token}, true
	}
	return Quote{}, false
}
