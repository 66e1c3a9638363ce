package cli

import (
	"slices"

	"github.com/pathmtu/pmtu/pmtu"
)

// firstHole is the black hole between this host and the first hop, of which this host may be the cause; nil: there is none,
// or what vanished there was reported, so that it got out, or was refused to who sent it, so that it is known why.
func firstHole(r *pmtu.Result) *pmtu.Limit {
	var hole *pmtu.Limit
	for i := range r.Limits {
		if l := &r.Limits[i]; atFirst(l) && l.To > 0 && l.Unsent == 0 && r.HostTooBig == 0 {
			hole = l
		}
	}
	for _, c := range r.Claims {
		if hole != nil && c.Size > hole.To {
			return nil
		}
	}
	return hole
}

func atFirst(l *pmtu.Limit) bool { return l.Kind == pmtu.LimitBlackHole && l.AfterHop == 0 }

// dropper returns the interface of this host that itself drops what vanishes on the first link; "": none is known to. A
// tunnel device writes down what fits as the cached path MTU of the route inside, and tells no socket that probes
// (Linux: net/ipv4/ip_tunnel_core.c, skb_tunnel_check_pmtu). One from earlier traffic may come from elsewhere, so that it
// counts only where it was not there before and the hole cannot be behind a silent first hop, or where the device is a tunnel into
// which just as much fits. One that sends the rest in fragments notes as much, and drops nothing.
func (e *env) dropper(r *pmtu.Result, o pmtu.Options, before *pmtu.Source) string {
	l := firstHole(r)
	if l == nil {
		return ""
	}
	o.Target = r.Target
	now, err := e.source(o)
	if err != nil || l.To >= now.InterfaceMTU {
		return ""
	}
	fresh := before != nil && before.CachedMTU != l.To && now.CachedMTU == l.To && firstAnswers(r)
	exact, drops := e.room(now.Interface, int(l.To))
	if drops && (fresh || now.CachedMTU > 0 && now.CachedMTU <= l.To && exact) {
		return now.Interface
	}
	return ""
}

// firstAnswers reports whether hop 1 answered, so that a hole on the first link cannot be behind it.
func firstAnswers(r *pmtu.Result) bool {
	return slices.ContainsFunc(r.Hops, func(h pmtu.Hop) bool { return h.Hop == 1 && len(h.Answers) > 0 })
}

// limitHere makes of a black hole on the first link the limit of this host's interface that causes it, also in what was to
// be told before that was known.
func limitHere(r *pmtu.Result, device string) {
	l := firstHole(r)
	if l == nil || device == "" {
		return
	}
	own := func(l *pmtu.Limit) { l.Kind, l.Lost, l.Controls, l.ControlsLost = pmtu.LimitLocal, 0, 0, 0 }
	own(l)
	r.Dropper = device
	r.Findings = pmtu.Diagnose(r)
	updates := r.Updates
	r.Updates = nil
	for _, u := range updates {
		if _, old := u.(pmtu.FindingUpdate); old {
			continue
		}
		if x, ok := u.(pmtu.LimitUpdate); ok && atFirst(&x.Limit) {
			own(&x.Limit)
			u = x
		}
		r.Updates = append(r.Updates, u)
	}
	for _, f := range r.Findings {
		r.Updates = append(r.Updates, pmtu.FindingUpdate{Finding: f})
	}
}

// held passes updates on, up to the first that the end of the run may show in another light: a
// black hole on the first link, which this host may cause itself, and what is found in the end.
type held struct {
	*printer
	passed int
	open   bool
}

func (h *held) observe(u pmtu.Update) {
	l, ok := u.(pmtu.LimitUpdate)
	_, found := u.(pmtu.FindingUpdate)
	if h.open = h.open || found || ok && atFirst(&l.Limit); !h.open {
		h.passed++
		h.printer.observe(u)
	}
}

// end passes the rest on, as the result has it.
func (h *held) end(r *pmtu.Result) {
	for _, u := range r.Updates[h.passed:] {
		h.printer.observe(u)
	}
}
