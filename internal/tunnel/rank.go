package tunnel

import (
	"fmt"
	"strings"
)

// What the hints are worth, in the unit of weights. The place in the path and
// the other family tell more than the number, so each of them can lift the
// third above the first.
const (
	gainBase     = 12 // the arithmetic starts from the MTU before the limit
	lossBase     = 12 // it does not
	gainPosition = 18
	lossPosition = 22
	gainOther    = 30 // the other family has just what this explanation predicts
	gainAlike    = 10 // both families have the same, as expected
	lossOther    = 30 // the other family contradicts it
)

// From these scores on an explanation is called likely and possible, if it is
// not further behind the best one than this.
const (
	likelyScore    = 60
	likelyBehind   = 30
	possibleScore  = 25
	possibleBehind = 75
)

// rareUnderlay is the malus from which on an underlay is worth a word.
const rareUnderlay = 15

// ranking gathers a score and the reasons for it.
type ranking struct {
	score   int
	reasons []string
}

func (r *ranking) say(points int, format string, a ...any) {
	r.score += points
	r.reasons = append(r.reasons, fmt.Sprintf(format, a...))
}

func (r *ranking) why() string { return strings.Join(r.reasons, "; ") }

// likelihood says a score in a word, where best is the best explanation's.
func likelihood(score, best int) Likelihood {
	switch {
	case score >= likelyScore && best-score <= likelyBehind:
		return Likely
	case score >= possibleScore && best-score <= possibleBehind:
		return Possible
	}
	return Rare
}

// common says how common something is. The weight is in the score already.
func (r *ranking) common(weight int) {
	switch {
	case weight >= 75:
		r.say(0, "very common")
	case weight >= 40:
		r.say(0, "common")
	case weight >= 18:
		r.say(0, "not rare")
	default:
		r.say(0, "rare")
	}
}

// base compares with the MTU before the limit.
func (r *ranking) base(u *underlay, h Hints) {
	if u.malus >= rareUnderlay {
		r.say(0, "but on a rarer link")
	}
	if h.Before == 0 {
		return
	}
	if u.base == h.Before {
		r.say(gainBase, "fits the %d bytes that pass before the limit", h.Before)
		return
	}
	r.say(-lossBase, "needs %d before the limit, where %d pass", u.base, h.Before)
}

// position compares with where the limit is.
func (r *ranking) position(typical Position, h Hints) {
	switch {
	case h.Position == 0 || typical == 0:
	case h.Position&typical != 0:
		r.say(gainPosition, "typical at %v, where the limit is", h.Position&typical)
	default:
		r.say(-lossPosition, "typical at %v, but the limit is at %v", typical, h.Position)
	}
}

// otherFamily compares what the stack does to the other family with what that
// family has. The same tunnel over the other family's underlay takes 20 bytes
// more or less; what carries both families in one tunnel, as a link does,
// gives both the same; what carries one family leaves the other alone.
func (r *ranking) otherFamily(mtu int, m match, h Hints) {
	other := h.OtherMTU
	if other == 0 {
		return
	}
	carries := m.stack.Carries()
	switch {
	case other == mtu && carries == Both && m.stack.OuterFamily() == 0:
		r.say(gainOther, "both families have %d, as on a link", mtu)
	case other == mtu && carries == Both:
		r.say(gainAlike, "both families have %d, as inside of one tunnel", mtu)
	case other == mtu:
		r.say(-lossOther, "both families have %d, but it carries %v only", mtu, carries)
	case carries != Both && (other == m.underlay.base || other == h.Before):
		r.say(gainOther, "the other family has %d, and it carries %v only", other, carries)
	case carries == Both && m.overOther(other):
		r.say(gainOther, "the other family has %d, as over an underlay of the other family", other)
	case carries == Both:
		r.say(-lossOther/2, "the other family has %d, which it does not explain", other)
	}
}

// overOther says whether the same stack with its outer headers of the other
// family gives the other family's MTU.
func (m match) overOther(other int) bool {
	s, ok := m.stack.swapped()
	if !ok {
		return false
	}
	n, err := Inner(m.underlay.base, s)
	return err == nil && n == other
}

// otherSetting compares a setting with the other family: an interface has one MTU for both.
func (r *ranking) otherSetting(mtu int, h Hints) {
	switch h.OtherMTU {
	case 0:
	case mtu:
		r.say(gainAlike, "both families have %d, as with a setting", mtu)
	default:
		r.say(-lossOther/2, "the other family has %d, which a setting does not explain", h.OtherMTU)
	}
}
