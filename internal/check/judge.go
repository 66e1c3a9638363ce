package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pathmtu/pmtu/internal/host"
	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

// Judge says whether a run proves that the path carries packets of require
// bytes, why, and what to do; reason and remedy are as in Result. It is pure.
//
// It passes what the destination answered at that size. It fails only what is
// proven not to pass: a proven path MTU below it, this host's own limit, or a place on
// the way that was found to the byte to let less through. All else is
// inconclusive, but for what a router or this host said is unreachable.
func Judge(r *pmtu.Result, require pmtu.MTU) (v Verdict, reason, remedy string) {
	switch {
	case r == nil:
		return VerdictError, "there was no run", ""
	case r.Outcome == pmtu.OutcomeUnreachable:
		reason, remedy = unreachable(r)
		return VerdictUnreachable, reason, remedy
	case r.Refusal != "" && r.Stats.Sent == 0:
		return VerdictError, sentence("this host could not send: " + r.Refusal), ""
	}
	proven := r.PathMTU.Status == pmtu.StatusProven
	switch arrived := atDestination(r); {
	case proven && r.PathMTU.MTU >= require:
		return VerdictPass, fmt.Sprintf("path MTU %d, proven", r.PathMTU.MTU), ""
	case !proven && arrived >= require:
		return VerdictPass, fmt.Sprintf("packets of %d bytes arrive, whether larger ones do is not known", arrived), ""
	}
	if l := limitBelow(r, require); l != nil || proven {
		reason, remedy = failure(r, l, require)
		return VerdictFail, reason, remedy
	}
	reason, remedy = open(r, require)
	return VerdictInconclusive, reason, remedy
}

// atDestination is the largest packet that the destination answered; 0: none
// is known. A run that asked no hop knows of nobody else.
func atDestination(r *pmtu.Result) pmtu.MTU {
	switch {
	case r.PathMTU.Status == pmtu.StatusProven:
		return r.PathMTU.MTU
	case len(r.Hops) == 0 && r.Outcome == pmtu.OutcomeReached && r.PathMTU.Status == pmtu.StatusAtLeast:
		return r.PathMTU.MTU
	}
	for _, h := range r.Hops {
		if h.Reached {
			return h.MTU
		}
	}
	return 0
}

// provenLimits lists the places that are proven to let only To bytes through:
// this host first, then in path order. A limit counts by what was found to pass it
// to the byte, never by what was claimed, nor by who may have guessed.
func provenLimits(r *pmtu.Result) []pmtu.Limit {
	var out []pmtu.Limit
	if r.LocalMTU > 0 {
		out = append(out, pmtu.Limit{Kind: pmtu.LimitLocal, To: r.LocalMTU})
	}
	for _, l := range r.Limits {
		if l.To > 0 && (l.Kind != pmtu.LimitPacketTooBig || l.Auth == pmtu.AuthToken) {
			out = append(out, l)
		}
	}
	return out
}

// limitBelow finds the tightest place that is proven to let less than require
// through; nil: there is none. Where the path MTU is proven, that which makes
// it is the tightest. A black hole that swallows a size swallows all
// above it, though what passes may not have been looked for.
func limitBelow(r *pmtu.Result, require pmtu.MTU) *pmtu.Limit {
	proven := r.PathMTU.Status == pmtu.StatusProven
	var tightest *pmtu.Limit
	for _, l := range provenLimits(r) {
		if l.To < require && (!proven || l.To == r.PathMTU.MTU) && (tightest == nil || l.To < tightest.To) {
			tightest = &l
		}
	}
	for i := range r.Limits {
		l := &r.Limits[i]
		if l.Kind == pmtu.LimitBlackHole && l.To == 0 && l.From > 0 && l.From <= require && (tightest == nil || l.From <= tightest.To) {
			return l
		}
	}
	return tightest
}

// failure says what limits the path, and who can change that. l may be nil.
func failure(r *pmtu.Result, l *pmtu.Limit, require pmtu.MTU) (reason, remedy string) {
	size, also := r.PathMTU.MTU, ""
	if r.LocalMTU > 0 && r.LocalMTU < require && (l == nil || l.Kind != pmtu.LimitLocal) {
		also = fmt.Sprintf("; this host itself sends no more than %d", r.LocalMTU)
	}
	switch {
	case r.PathMTU.Status == pmtu.StatusProven:
		reason = fmt.Sprintf("path MTU %d is less than the required %d", size, require)
	case l.To > 0:
		size = l.To
		reason = fmt.Sprintf("no more than %d bytes pass of the required %d", size, require)
	default:
		reason = fmt.Sprintf("packets of %d bytes vanish %s", l.From, place(r, l.AfterHop)) + whoSays(r, l)
		return sentence(reason + also), sentences(cmp.Or(holeRemedy(r), "find out what passes and who can mend it: "+sentence(r.Command())))
	}
	remedy = remedyFor(r, l, size)
	if l == nil {
		return sentence(reason + also), sentences(remedy)
	}
	switch l.Kind {
	case pmtu.LimitLocal:
		reason += ": this host itself sends no more" + by(cmp.Or(r.Dropper, r.Source.Interface))
	case pmtu.LimitBlackHole:
		reason += ": larger packets vanish " + place(r, l.AfterHop) + whoSays(r, l)
	default:
		reason += ": " + l.Addr.String()
		if l.AfterHop > 0 {
			reason += fmt.Sprintf(" at hop %d", l.AfterHop)
		}
		reason += " refuses larger packets as too big"
	}
	return sentence(reason + also), sentences(remedy)
}

// remedyFor tells what to do about a limit that lets size pass; nil: nobody knows where it is.
func remedyFor(r *pmtu.Result, l *pmtu.Limit, size pmtu.MTU) string {
	switch {
	case l != nil && l.Kind == pmtu.LimitLocal && r.Dropper != "" && l.To != r.LocalMTU:
		return remedyOf(r, pmtu.CodeLocalMTU)
	case l != nil && l.Kind == pmtu.LimitLocal:
		return "raise the MTU of this host's interface or route: " + host.Route{Target: r.Target.Addr()}.ShowCommand()
	case l != nil && l.Kind == pmtu.LimitBlackHole:
		if s := sentences(holeRemedy(r)); s != "" {
			return s + ". Until then " + sendNoMore(size, r)
		}
	}
	if l != nil && l.Kind == pmtu.LimitPacketTooBig {
		return fmt.Sprintf("raise the MTU of the link or tunnel behind %s, or %s", l.Addr, sendNoMore(size, r))
	}
	return "raise the MTU where the path is narrow, or " + sendNoMore(size, r)
}

// whoSays tells whether anybody reported what vanished: this host may have dropped that.
func whoSays(r *pmtu.Result, l *pmtu.Limit) string {
	if l.Unsent > 0 {
		return ": this host's device drops them, a black hole"
	}
	if r.HostTooBig > 0 {
		return ", while packets too big reached this host, which dropped them"
	}
	return " and nobody says so, a black hole"
}

// holeRemedy is what to do about a black hole, on this host before anywhere else; "": nothing is known.
func holeRemedy(r *pmtu.Result) string {
	if s := remedyOf(r, pmtu.CodePTBLostOnThisHost); s != "" {
		return strings.TrimSuffix(s, ".") + ". Then check again."
	}
	return remedyOf(r, pmtu.CodeBlackHole)
}

// sendNoMore tells what to set where the path stays as it is.
func sendNoMore(size pmtu.MTU, r *pmtu.Result) string {
	header := pmtu.IPv6.Header()
	if r.Target.Addr().Unmap().Is4() {
		header = pmtu.IPv4.Header()
	}
	s := fmt.Sprintf("send no more: MTU %d, TCP MSS %d", size, size-header-20)
	if (pmtu.Advice{MTU: size}).InForce(r.Source) {
		s += fmt.Sprintf(" (this host does so already: its route there has MTU %d)", r.Source.RouteMTU)
	}
	return s
}

func by(device string) string {
	if device == "" {
		return ""
	}
	return " by " + device
}

// place says where a limit is.
func place(r *pmtu.Result, after int) string {
	switch {
	case after < 0:
		return "somewhere on the way"
	case after == 0:
		return "between this host and hop 1"
	}
	for _, h := range r.Hops {
		if h.Hop == after && len(h.Answers) > 0 {
			return fmt.Sprintf("behind hop %d (%s)", after, h.Answers[0].Addr)
		}
	}
	return fmt.Sprintf("behind hop %d", after)
}

// unreachable says who refused.
func unreachable(r *pmtu.Result) (reason, remedy string) {
	for _, f := range r.Findings {
		if f.Code == pmtu.CodeUnreachable || f.Code == pmtu.CodeProhibited {
			return sentence(f.Detail), sentence(f.Remedy)
		}
	}
	if r.Refusal != "" {
		return sentence("this host could not send: " + r.Refusal), ""
	}
	for _, h := range r.Hops {
		for _, a := range h.Answers {
			if e := a.Error; e != nil {
				return sentence(fmt.Sprintf("%s at hop %d says: %s", a.Addr, h.Hop, wire.Describe(int(e.Family), e.Type, e.Code))), ""
			}
		}
	}
	return "a router said so", ""
}

// open says why nothing is proven, and what might help.
func open(r *pmtu.Result, require pmtu.MTU) (reason, remedy string) {
	for _, f := range r.Findings {
		if f.Code == pmtu.CodeRoutingLoop && r.Outcome != pmtu.OutcomeReached {
			return sentence(f.Detail), sentences(f.Remedy)
		}
	}
	switch r.Outcome {
	case pmtu.OutcomeSilent:
		return silent(r)
	case pmtu.OutcomeTooManyHops:
		if reason = fmt.Sprintf("%s is not within %d hops", r.Target.Addr(), len(r.Hops)); r.MayGoRound() {
			return reason + ", and packets may go round", "trace it: " + sentence(r.Command())
		}
		return reason, "trace it with more of them: " + sentence(r.Command()+" -m 60")
	case pmtu.OutcomeDeadline:
		return sofar("the deadline passed", r, require), "give it more time, as with --deadline 60"
	case pmtu.OutcomeBudget:
		return sofar("the budget of probes was spent", r, require), "trace it: " + sentence(r.Command())
	case pmtu.OutcomeInterrupted, "":
		return sofar("it was interrupted", r, require), ""
	}
	reason = fmt.Sprintf("whether packets of %d bytes arrive is not proven", require)
	if n := atDestination(r); n > 0 {
		reason = fmt.Sprintf("packets of %d bytes arrive, whether %d do is not proven", n, require)
	}
	if r.Withheld > 0 && r.Withheld <= require && r.Refusal == "" {
		return sentence(fmt.Sprintf("this host itself does not send packets of %d bytes and more: %s", r.Withheld, r.WithheldBy)), sentences(remedyOf(r, pmtu.CodeLocalMTU))
	}
	if r.AnswersLost() {
		return reason + ": larger ones are lost, or the answers to them",
			fmt.Sprintf("every IPv6 link must carry %d bytes, and something there or back lets less through: raise the MTU of that link or tunnel", pmtu.MinIPv6)
	}
	if l := holeOfUnknownSize(r); l != nil {
		reason += fmt.Sprintf(": larger ones vanish %s", place(r, l.AfterHop))
	}
	if r.Protocol == pmtu.ICMP {
		return sentence(reason), "try --protocol udp with a port that answers: an echo comes back as large as it went, and may be lost on either way"
	}
	return sentence(reason), askMore
}

// askMore is advice for those who did not do so.
const askMore = "ask more often and wait longer, with --attempts 5 --timeout 2"

// orICMP is advice for hosts that let their users send echoes.
const orICMP = "--protocol icmp, "

// silent says how far answers came.
func silent(r *pmtu.Result) (reason, remedy string) {
	up := fmt.Sprintf("see whether %s is up; if it is, ", r.Target.Addr())
	remedy = up + "try a port that answers, " + orICMP + "or let it send ICMP port unreachable"
	if p := r.Target.Port(); p != 0 && p != pmtu.DefaultPort {
		remedy += "; or leave the port off: one that is closed refuses, which is an answer, too"
	}
	if r.NoEcho != "" || slices.ContainsFunc(r.Probes, func(f pmtu.Fate) bool { return f.Protocol == pmtu.ICMP }) { // cannot be, or was already
		remedy = strings.Replace(remedy, orICMP, "", 1)
	}
	if r.Protocol == pmtu.ICMP {
		remedy = up + "let it answer ICMP echo, or try --protocol udp with a port that answers"
	}
	for i := len(r.Hops) - 1; i >= 0; i-- {
		if h := r.Hops[i]; len(h.Answers) > 0 {
			reason = fmt.Sprintf("%s never answered, the last answer came from hop %d (%s)", r.Target.Addr(), h.Hop, h.Answers[0].Addr)
			if h.MTU > 0 {
				reason += fmt.Sprintf("; %d bytes get as far as there, nothing is known beyond", h.MTU)
			}
			return sentence(reason) + untried(r), remedy
		}
	}
	for _, f := range r.Findings { // it knows whether the hops were asked
		if f.Code == pmtu.CodeSilentDestination {
			return sentence(f.Detail) + untried(r), remedy
		}
	}
	return sentence(r.Target.Addr().String()+" never answered") + untried(r), remedy
}

// untried says that echo was not, and why, behind what was; "": it was.
func untried(r *pmtu.Result) string {
	if s := r.EchoUntried(); s != "" {
		return "; " + sentences(s)
	}
	return ""
}

// sofar says what ended a run early, and what was known by then.
func sofar(end string, r *pmtu.Result, require pmtu.MTU) string {
	s := fmt.Sprintf("%s before it was known whether %d bytes pass", end, require)
	if n := atDestination(r); n > 0 {
		s += fmt.Sprintf(", %d do", n)
	}
	return s
}

// holeOfUnknownSize finds a black hole that was not sized.
func holeOfUnknownSize(r *pmtu.Result) *pmtu.Limit {
	for i := range r.Limits {
		if l := &r.Limits[i]; l.Kind == pmtu.LimitBlackHole && l.To == 0 {
			return l
		}
	}
	return nil
}

// remedyOf is the remedy of the first finding of a code; "": none.
func remedyOf(r *pmtu.Result, c pmtu.Code) string {
	for _, f := range r.Findings {
		if f.Code == c {
			return f.Remedy
		}
	}
	return ""
}
