package render

import (
	"io"
	"net/netip"
	"time"

	"github.com/pathmtu/pmtu/asym"
	"github.com/pathmtu/pmtu/pmtu"
)

// schemaVersion is the version of the JSON document.
const schemaVersion = 1

// startedAt is RFC 3339 in UTC, to the millisecond.
const startedAt = "2006-01-02T15:04:05.000Z"

// jsonStream writes one indented document, at the end.
type jsonStream struct {
	w io.Writer
	o Options
}

func openJSON(w io.Writer, _ Head, o Options) (Stream, error) {
	o.ASCII = false // JSON is UTF-8 everywhere
	return &jsonStream{w: w, o: o}, nil
}

// Update writes nothing.
func (s *jsonStream) Update(pmtu.Update) error { return nil }

// Close writes the document.
func (s *jsonStream) Close(r *pmtu.Result) error {
	return encodeDocument(s.w, newDocument(r, s.o))
}

func newDocument(r *pmtu.Result, o Options) *document {
	d := &document{
		Schema:     schemaVersion,
		Version:    o.Version,
		Redacted:   o.Redact,
		Target:     newTarget(r.Target, r.Protocol, o),
		Family:     family(r.Target.Addr()).String(),
		Protocol:   r.Protocol.String(),
		DurationMS: roundedMS(r.Duration),
		Source:     newSource(r.Source),
		Outcome:    string(r.Outcome),
		PathMTU:    newPathMTU(r.PathMTU),
		HopCount:   r.HopCount,
		ReturnHops: r.ReturnHops,
		Hops:       make([]hopJSON, len(r.Hops)),
		Limits:     make([]limitJSON, len(r.Limits)),
		Findings:   make([]findingJSON, len(r.Findings)),
		Probes:     probesJSON{r.Stats.Sent, r.Stats.Answered, r.Stats.SentBytes},
		Tunnel:     insideOf(r, o),
	}
	if r.Outcome == "" { // who renders a run that has not ended has ended it
		d.Outcome = string(pmtu.OutcomeInterrupted)
	}
	if !r.Started.IsZero() {
		d.StartedAt = r.Started.UTC().Format(startedAt)
	}
	for i, h := range r.Hops {
		d.Hops[i] = newHop(h, o)
	}
	look := newLooker(r, o)
	for i, l := range r.Limits {
		d.Limits[i] = newLimit(l, look)
	}
	for i, f := range r.Findings {
		d.Findings[i] = newFinding(f)
	}
	if r.Advice != nil && r.Advice.MTU > 0 {
		d.Advice = &adviceJSON{MTU: int(r.Advice.MTU), TCPMSS: int(r.Advice.TCPMSS)}
		for _, s := range r.Advice.Settings(r.Target.Addr(), r.Source) {
			d.Advice.Commands = append(d.Advice.Commands, settingJSON{s.Tool, EscapeText(s.Line)})
		}
	}
	return d
}

func newTarget(t netip.AddrPort, p pmtu.Protocol, o Options) targetJSON {
	target := targetJSON{
		Input:   o.input(t.Addr()),
		Name:    EscapeName(o.TargetName),
		Address: address(t.Addr()),
	}
	if p != pmtu.ICMP { // which has none
		target.Port = t.Port()
	}
	return target
}

// newSource returns nil where nothing is known.
func newSource(s pmtu.Source) *sourceJSON {
	if s == (pmtu.Source{}) {
		return nil
	}
	return &sourceJSON{
		Address:      address(s.Addr),
		Interface:    EscapeName(s.Interface),
		InterfaceMTU: int(s.InterfaceMTU),
		RouteMTU:     int(s.RouteMTU),
		RouteLocked:  s.RouteLocked,
		CachedMTU:    int(s.CachedMTU),
		Expires:      seconds(s.CachedExpires),
	}
}

// newPathMTU gives no number without a status that carries it.
func newPathMTU(p pmtu.PathMTU) pathMTUJSON {
	if p.MTU <= 0 || p.Status != pmtu.StatusProven && p.Status != pmtu.StatusAtLeast {
		return pathMTUJSON{Status: string(pmtu.StatusUnknown)}
	}
	return pathMTUJSON{Status: string(p.Status), Bytes: int(p.MTU), Direction: string(p.Direction)}
}

func newHop(h pmtu.Hop, o Options) hopJSON {
	out := hopJSON{Hop: h.Hop, MTU: int(h.MTU), Sent: h.Sent, Received: h.Received}
	for _, a := range h.Answers {
		out.Answers = append(out.Answers, newAnswer(a, o))
	}
	return out
}

func newAnswer(a pmtu.Answer, o Options) answerJSON {
	out := answerJSON{
		Address:       address(a.Addr),
		ReturnHops:    a.ReturnHops,
		Asymmetric:    asymmetric(a.Asymmetric),
		Authenticated: string(a.Auth),
	}
	if !o.Numeric || o.Both {
		out.Name = o.name(a.Addr)
	}
	if len(a.RTTs) > 0 {
		out.RTT = make([]float64, len(a.RTTs))
	}
	for i, d := range a.RTTs {
		out.RTT[i] = roundedMS(d)
	}
	for _, l := range a.MPLS {
		out.MPLS = append(out.MPLS, labelJSON{l.Label, l.TC, l.Bottom, l.TTL})
	}
	if e := a.Error; e != nil {
		mark, words := markAndWords(*e)
		out.Error = &errorJSON{mark, e.Type, e.Code, words}
	}
	return out
}

// asymmetric is nil where it is not sure.
func asymmetric(s asym.Sureness) *bool {
	switch s {
	case asym.Yes:
		return new(true)
	case asym.No:
		return new(false)
	}
	return nil
}

// newLimit is told the limits in the order of the path, as look is.
func newLimit(l pmtu.Limit, look *looker) limitJSON {
	out := limitJSON{
		Address: address(l.Addr),
		Kind:    string(l.Kind),
		From:    int(l.From),
		To:      int(l.To),
		Claimed: l.Claimed,
		Unsent:  l.Unsent,
	}
	if l.AfterHop >= 0 {
		out.AfterHop = &l.AfterHop
	}
	if l.Lost > 0 {
		out.Lost, out.Controls, out.CtlLost = l.Lost, &l.Controls, &l.ControlsLost
	}
	es, _ := look.next(l)
	for _, e := range es[:worthTelling(es)] {
		out.LooksLike = append(out.LooksLike, looksLikeJSON{e.Name, e.Overhead, string(e.Likelihood)})
	}
	return out
}

func newFinding(f pmtu.Finding) findingJSON {
	return findingJSON{
		Code:     string(f.Code),
		Severity: string(f.Severity),
		Hop:      f.Hop,
		Address:  address(f.Addr),
		Detail:   EscapeText(f.Detail),
		Remedy:   EscapeText(f.Remedy),
	}
}

// address is "" for the zero Addr.
func address(a netip.Addr) string {
	if !a.IsValid() {
		return ""
	}
	return addrText(a)
}

func family(a netip.Addr) pmtu.Family {
	if a.Unmap().Is4() {
		return pmtu.IPv4
	}
	return pmtu.IPv6
}

// seconds is d rounded up, so that what is left of it is not called nothing.
func seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

// roundedMS is d in milliseconds, rounded to microseconds.
func roundedMS(d time.Duration) float64 {
	return float64(d.Round(time.Microsecond).Microseconds()) / 1000
}
