package judge

import (
	"fmt"
	"slices"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

// findings judges what is said of a network in words: each code has its
// situation, and the network has to be in it.
func (j *judgement) findings() {
	e := j.Net.Events(j.Family)
	for _, f := range j.Result.Findings {
		ok, known := situations[f.Code]
		if !known || !ok(j, &e, f) {
			j.fault(ruleOf(f.Code), "%s But it is not so.", f.Detail)
		}
	}
}

// ruleOf is the rule by which a false finding is counted: its code, but for one that is of the numbers' kind.
func ruleOf(c pmtu.Code) string {
	if c == pmtu.CodeReturnPathLimit {
		return "return path"
	}
	return string(c)
}

// situations say for each code whether the network is in its situation, at the place that is named.
var situations = map[pmtu.Code]func(*judgement, *simnet.Events, pmtu.Finding) bool{
	pmtu.CodeLocalMTU: func(j *judgement, _ *simnet.Events, _ pmtu.Finding) bool {
		return j.Truth.PathMTU == j.Net.LocalMTU() && j.Truth.PathMTU < 1500
	},
	pmtu.CodeBlackHole: blackHole,
	pmtu.CodePTBZero:   said(func(_ *judgement, s simnet.Said) bool { return s.Claim == 0 }),
	pmtu.CodePTBBelowMinimum: said(func(j *judgement, s simnet.Said) bool {
		return s.Claim > 0 && s.Claim < uint32(j.Family.Min())
	}),
	pmtu.CodePTBNotSmaller:        said(func(_ *judgement, s simnet.Said) bool { return uint64(s.Claim) >= uint64(s.Size) }),
	pmtu.CodePTBTooLow:            said(func(_ *judgement, s simnet.Said) bool { return uint64(s.Claim) < uint64(s.Passes) }),
	pmtu.CodePTBTooHigh:           said(func(_ *judgement, s simnet.Said) bool { return uint64(s.Claim) > uint64(s.Passes) }),
	pmtu.CodePTBUnauthenticated:   unauthenticated,
	pmtu.CodePTBUnexpectedAddress: said(unexpected),
	pmtu.CodePTBUnstable:          unstable,
	pmtu.CodeSilentDestination:    func(j *judgement, _ *simnet.Events, _ pmtu.Finding) bool { return !j.Truth.Answers },
	pmtu.CodeSilentHop:            silentHop,
	pmtu.CodeRateLimited:          rateLimited,
	pmtu.CodeLossy:                lossy,
	pmtu.CodeAsymmetric:           asymmetric,
	pmtu.CodeReturnPathLimit:      returnPathLimit,
	pmtu.CodeDestinationRewritten: rewritten,
	pmtu.CodeRoutingLoop:          func(j *judgement, _ *simnet.Events, _ pmtu.Finding) bool { return j.Truth.LoopTo > 0 },
	pmtu.CodeSlowReplies:          slowReplies,
	pmtu.CodeUnreachable:          refusal(false),
	pmtu.CodeProhibited:           refusal(true),
	pmtu.CodeForgedAnswers:        forgedAnswers,
}

// blackHole: it is one of the limits, which are judged.
func blackHole(j *judgement, _ *simnet.Events, f pmtu.Finding) bool {
	return slices.ContainsFunc(j.Result.Limits, func(l pmtu.Limit) bool {
		return l.Kind == pmtu.LimitBlackHole && max(0, l.AfterHop) == f.Hop
	})
}

// lossy: links lost a few packets at the least, or a quarter of those that are called lost. Where packets get lost, one without an
// answer may also have met a limit, which cannot be told.
func lossy(_ *judgement, e *simnet.Events, f pmtu.Finding) bool {
	return e.Lost > 2 || e.Lost > 0 && 4*e.Lost >= len(f.Evidence)
}

// said is the situation in which a packet too big of the named address, that is not forged, is as a condition says.
func said(as func(*judgement, simnet.Said) bool) func(*judgement, *simnet.Events, pmtu.Finding) bool {
	return func(j *judgement, e *simnet.Events, f pmtu.Finding) bool {
		return slices.ContainsFunc(e.TooBig, func(s simnet.Said) bool { return s.Hop > 0 && s.Addr == f.Addr && as(j, s) })
	}
}

// unexpected: the address is not the hop's. Of a router with several each answers when it is its turn, or for
// its flows, so that one of them may have answered nothing but packets that were too big.
func unexpected(j *judgement, s simnet.Said) bool {
	w, _ := j.Truth.At(s.Hop)
	return !slices.Contains(w.Addrs, s.Addr) || len(w.Addrs) > 1
}

// unauthenticated: a quote had no token. It may be forged as well.
func unauthenticated(_ *judgement, e *simnet.Events, f pmtu.Finding) bool {
	return slices.ContainsFunc(e.TooBig, func(s simnet.Said) bool { return s.Addr == f.Addr && !s.Token })
}

// unstable: one address named several sizes. Several routers may do so behind one address, each of them
// stable: nothing tells that.
func unstable(_ *judgement, e *simnet.Events, f pmtu.Finding) bool {
	var claims []uint32
	for _, s := range e.TooBig {
		if s.Addr == f.Addr {
			claims = append(claims, s.Claim)
		}
	}
	return len(claims) > 0 && slices.Min(claims) != slices.Max(claims)
}

// silentHop: every hop that is named is silent, as "Hop 3" or "Hops 3 to 5".
func silentHop(j *judgement, e *simnet.Events, f pmtu.Finding) bool {
	last := f.Hop
	if n, _ := fmt.Sscanf(f.Detail, "Hops %d to %d", new(int), &last); n == 1 || last < f.Hop {
		return false
	}
	for h := f.Hop; h <= last; h++ {
		if !j.silentAt(e, h) {
			return false
		}
	}
	return true
}

// silentAt: one that was never asked is not silent. A hop whose answers come after the end of the run is silent as far as is known
// then. Of a hop with damaged quotes no answer may get as far as the socket, or none that is known to be his. Chance makes a hop
// silent where all packets to it are lost, but for those of which an answer may be to others.
func (j *judgement) silentAt(e *simnet.Events, hop int) bool {
	w, ok := j.Truth.At(hop)
	if !ok {
		return j.refuses(e, hop) // the refusal seems to come from behind it
	}
	asked, due := false, 0 // by when the run ended
	for _, x := range j.Result.Probes {
		if x.HopLimit != hop || x.Size > w.MTU || x.Unclear {
			continue
		}
		asked = true
		if x.At+w.RTT < j.Result.Duration {
			due++
		}
	}
	return asked && (w.Silent || w.Spoils || e.Withheld(j.Truth.Place(hop)) > 0 || e.LostTo(hop) >= due)
}

func rateLimited(j *judgement, e *simnet.Events, f pmtu.Finding) bool {
	if f.Hop == 0 {
		return e.Withheld(j.Truth.HopCount) > 0
	}
	return e.Withheld(j.Truth.Place(f.Hop)) > 0
}

// asymmetric: the hop's answers travel another number of hops. A hop behind the end is judged as that.
func asymmetric(j *judgement, _ *simnet.Events, f pmtu.Finding) bool {
	w, ok := j.Truth.At(f.Hop)
	return !ok || w.ReturnHops != f.Hop
}

// returnPathLimit: the way back carries less than the way there.
func returnPathLimit(j *judgement, _ *simnet.Events, _ pmtu.Finding) bool {
	return j.Truth.ReturnMTU != 0 && j.Truth.ReturnMTU < j.Truth.PathMTU
}

// rewritten: the hop's quotes name another destination. One that lets nothing through has the place of its refusal.
func rewritten(j *judgement, e *simnet.Events, f pmtu.Finding) bool {
	w, ok := j.Truth.At(f.Hop)
	if last := len(j.Truth.Hops); !ok && j.refuses(e, f.Hop) {
		w, ok = j.Truth.At(last)
	}
	return ok && w.Rewrites
}

// refuses reports whether the path may seem to end at the hop by a refusal. A router that lets hop limits run out first says so
// of packets that were to end one hop behind it, or farther where answers to those were lost or withheld.
func (j *judgement) refuses(e *simnet.Events, hop int) bool {
	last := len(j.Truth.Hops)
	return j.Truth.Refusal != nil && (hop == last || hop == last+1 || hop > last && (e.Lost > 0 || e.Withheld(last) > 0))
}

// slowReplies: the hop answers later than one behind it.
func slowReplies(j *judgement, _ *simnet.Events, f pmtu.Finding) bool {
	if f.Hop < 1 || f.Hop > len(j.Truth.Hops) {
		return false
	}
	mine := j.Truth.Hops[f.Hop-1].RTT
	return slices.ContainsFunc(j.Truth.Hops[f.Hop:], func(w simnet.TruthHop) bool { return w.RTT < mine })
}

// refusal: a router lets nothing through, by a filter or not.
func refusal(filter bool) func(*judgement, *simnet.Events, pmtu.Finding) bool {
	return func(j *judgement, e *simnet.Events, f pmtu.Finding) bool {
		r := j.Truth.Refusal
		if r == nil {
			return !filter && j.Truth.PathMTU == 0
		}
		place := j.refuses(e, f.Hop)
		if last := len(j.Truth.Hops); f.Hop == 0 && last > 0 { // at which hop was not asked: who it is, is said
			place = slices.Contains(j.Truth.Hops[last-1].Addrs, f.Addr)
		}
		return place && filter == (wire.Mark(int(r.Family), r.Type, r.Code) == "!A")
	}
}

// forgedAnswers: somebody forges, or spoils what he quotes.
func forgedAnswers(j *judgement, _ *simnet.Events, _ pmtu.Finding) bool {
	t := j.Net.Traits(j.Family)
	return t.Forged || t.ShortQuotes || t.Rewritten
}
