package check

import (
	"fmt"

	"github.com/pathmtu/pmtu/pmtu"
)

// failForLoss makes a target fail whose path MTU is proven to be less than in the
// baseline, whatever is required of it: so all reports, the counts and the exit code say the same.
func (r *Result) failForLoss() {
	if r.Verdict == VerdictFail {
		return
	}
	for _, c := range r.Changes {
		if !c.Loss {
			continue
		}
		reason := c.Detail + ", less than in the baseline; "
		if r.Verdict == VerdictPass {
			reason += fmt.Sprintf("the required %d still pass", r.Target.Require)
		} else {
			reason += r.Reason
		}
		r.Verdict, r.Size = VerdictFail, r.Verdict
		r.Reason, r.Remedy = sentence(reason), sentences(remedyForLoss(r.Trace, c))
		return
	}
}

// remedyForLoss names who can tell what has changed, and what passes until then.
func remedyForLoss(t *pmtu.Result, c Change) string {
	l := limitBelow(t, c.BeforeBytes)
	if l != nil && l.Kind == pmtu.LimitPacketTooBig && l.Addr.IsValid() {
		return fmt.Sprintf("ask who runs %s what has changed; until then %s", l.Addr, sendNoMore(c.AfterBytes, t))
	}
	return remedyFor(t, l, c.AfterBytes)
}
