package pmtu

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/pathmtu/pmtu/internal/wire"
)

// Diagnose says what the user should know of a run that has ended, the worst
// first. It looks at nothing but the result, and finds nothing that the result
// does not carry; the same result gives the same findings. Of a run that goes on, and of one in ModeTracepath, which proves
// nothing, it says nothing.
func Diagnose(r *Result) []Finding {
	if r.Outcome == "" || r.Mode == ModeTracepath {
		return nil
	}
	d := &diagnosis{r: r, family: familyOf(r.Target.Addr()), probes: probesOf(r.Probes)}
	d.ending()
	d.loop()
	d.blackHoles()
	d.returnPath()
	d.thisHost()
	d.audit()
	d.silence()
	d.waysBack()
	d.rewriting()
	d.slowness()
	d.losses()
	d.placeless()
	d.forgeries()
	slices.SortStableFunc(d.found, func(a, b Finding) int { return cmp.Compare(rank(a.Severity), rank(b.Severity)) })
	return d.found
}

func rank(s Severity) int {
	return slices.Index([]Severity{SeverityError, SeverityWarning, SeverityInfo}, s)
}

// diagnosis collects the findings of one result.
type diagnosis struct {
	r      *Result
	family Family
	probes []Fate // all but the echoes that went beside
	found  []Finding
	round  int // the hop from which on packets go round; 0: they do not
}

func (d *diagnosis) add(f Finding) { d.found = append(d.found, f) }

// settled reports whether the run ended by itself: only then silence is an answer.
func (d *diagnosis) settled() bool {
	switch d.r.Outcome {
	case OutcomeReached, OutcomeSilent, OutcomeUnreachable, OutcomeTooManyHops:
		return true
	}
	return false
}

// ending says why the destination was not reached.
func (d *diagnosis) ending() {
	switch d.r.Outcome {
	case OutcomeUnreachable:
		d.refused()
	case OutcomeSilent:
		d.silentDestination()
	}
}

// refused names who said that the destination cannot be reached.
func (d *diagnosis) refused() {
	target := d.r.Target.Addr()
	if d.r.Refusal != "" {
		d.add(Finding{
			Code: CodeUnreachable, Severity: SeverityError,
			Detail: fmt.Sprintf("This host could not send to %s: %s.", target, strings.TrimSuffix(d.r.Refusal, ".")),
			Remedy: lookHere(target),
		})
		return
	}
	w, ok := d.r.Refuser()
	if !ok {
		d.unplacedRefusal()
		return
	}
	if w.Here {
		d.refusedHere(w.Answer)
		return
	}
	a, v := w.Answer, int(w.Answer.Error.Family)
	f := d.refusal(a.Addr, fmt.Sprintf("%s at %s", a.Addr, w.Place()), v, a.Error.Type, a.Error.Code)
	f.Hop = w.Hop
	if wire.IsPacketTooBig(v, a.Error.Type, a.Error.Code) {
		f.Evidence = d.answeredBy(AnswerPacketTooBig, a.Addr)
		f.Detail = fmt.Sprintf("%s at %s refuses even packets of %d bytes as too big.", a.Addr, w.Place(), d.smallest())
		f.Remedy = fmt.Sprintf("The link behind %s carries nothing: its MTU, or that of a tunnel there, is set to nonsense. Ask who runs it.", a.Addr)
	}
	d.add(f)
}

// refusedHere tells of an error that this host sent itself. It is at no hop.
func (d *diagnosis) refusedHere(a Answer) {
	target, v := d.r.Target.Addr(), int(a.Error.Family)
	f := d.refusal(a.Addr, fmt.Sprintf("This host itself (%s)", a.Addr), v, a.Error.Type, a.Error.Code)
	f.Remedy = lookHere(target)
	if wire.Mark(v, a.Error.Type, a.Error.Code) == "!H" { // the kernel, when it has asked for the neighbour in vain
		f.Remedy = fmt.Sprintf("Nobody answers on the link, for %s or for the gateway to it: ip route get %s; ip neigh.", target, routeTo(target))
	}
	d.add(f)
}

// lookHere is what to do where this host is what refuses.
func lookHere(target netip.Addr) string {
	return fmt.Sprintf("Look at this host's routes and firewall: ip route get %s; nft list ruleset.", routeTo(target))
}

// routeTo is an address as ip-route(8) takes it, which knows no zones.
func routeTo(a netip.Addr) string {
	if zone := a.Zone(); zone != "" {
		return a.WithZone("").String() + " oif " + zone
	}
	return a.String()
}

// refusal is what a router said by an ICMP error of that family, by its name in the sentence.
func (d *diagnosis) refusal(addr netip.Addr, who string, family int, typ, code uint8) Finding {
	target, icmp := d.r.Target.Addr(), "ICMP"
	if Family(family) == IPv6 {
		icmp = "ICMPv6"
	}
	f := Finding{
		Code: CodeUnreachable, Severity: SeverityError, Addr: addr, Evidence: d.answeredBy(AnswerUnreachable, addr),
		Detail: fmt.Sprintf("%s says of %s: %s (%s type %d, code %d).", who, target, wire.Describe(family, typ, code), icmp, typ, code),
		Remedy: fmt.Sprintf("Ask who runs %s whether %s exists and is routed there.", addr, target),
	}
	switch {
	case wire.Mark(family, typ, code) == "!H" && (code == wire.CodeHost || code == wire.CodeAddress6): // it asked on the link behind it
		f.Remedy = fmt.Sprintf("See whether %s is up. If it is, ask who runs %s why nobody answers for it on the link there.", target, addr)
	case wire.Mark(family, typ, code) == "!A":
		f.Code = CodeProhibited
		f.Remedy = fmt.Sprintf("Ask who runs %s to let %s to %s pass, or try another port: its filter or route forbids this traffic on purpose.", addr, strings.ToUpper(d.r.Protocol.String()), target)
	}
	return f
}

// silentDestination says how far answers came.
func (d *diagnosis) silentDestination() {
	f := Finding{Code: CodeSilentDestination, Severity: SeverityWarning}
	target := d.r.Target.Addr()
	for _, x := range d.probes {
		if x.HopLimit >= fullHopLimit {
			f.Evidence = append(f.Evidence, x.Probe)
		}
	}
	tooBig := d.refusers()
	switch last := d.lastAnswered(); {
	case last != nil:
		f.Hop = last.Hop
		f.Detail = fmt.Sprintf("%s never answered, at any size; the last answer came from hop %d, %s.", target, last.Hop, last.Answers[0].Addr)
		f.Remedy = d.makeItAnswer()
	case !d.askedHops():
		f.Detail = fmt.Sprintf("%s to %s had no answer%s; the host may be down, and the hops on the way were not asked (%s shows how far packets get, and who says that it is down).", count(len(d.probes), "packet"), target, tooBig, d.r.Command())
		f.Remedy = d.makeItAnswer()
	case tooBig != "":
		f.Detail = fmt.Sprintf("%s to %s, and to the hops on the way, had no answer%s.", count(len(d.probes), "packet"), target, tooBig)
		f.Remedy = d.makeItAnswer()
	default:
		f.Detail = fmt.Sprintf("Neither %s nor any hop on the way answered one of %d packets.", target, len(d.probes))
		f.Remedy = "Look whether this host's own firewall or its first router drops UDP or all ICMP: ICMP errors must come in."
	}
	if s := d.r.EchoUntried(); s != "" {
		f.Detail += " " + s + "."
		if strings.Contains(s, pingGroup) {
			f.Remedy += " Or let users of this host ping: sysctl -w " + pingGroup + "='0 2147483647'."
		}
	}
	d.add(f)
}

// askedHops reports whether any probe was to end on the way. A run that asks only the destination
// sends all with one hop limit, and knows nothing of the hops.
func (d *diagnosis) askedHops() bool {
	return len(d.r.Hops) > 0 || slices.ContainsFunc(d.probes, func(f Fate) bool { return f.HopLimit < fullHopLimit })
}

// refusers names who said packet too big, as an exception; "": nobody did.
func (d *diagnosis) refusers() string {
	var who []string
	for _, c := range d.r.Claims {
		if a := c.Addr.String(); !c.Elsewhere && !slices.Contains(who, a) {
			who = append(who, a)
		}
	}
	for _, l := range d.r.Limits {
		if a := l.Addr.String(); l.Addr.IsValid() && !slices.Contains(who, a) {
			who = append(who, a)
		}
	}
	if len(who) == 0 {
		return ""
	}
	return " but packet too big from " + join(who)
}

// makeItAnswer says what may get an answer from the destination, which may be down: never the port that was just asked.
func (d *diagnosis) makeItAnswer() string {
	target, port := d.r.Target.Addr(), 53
	if d.r.Protocol == ICMP {
		return fmt.Sprintf("See whether %[1]s is up. If it is, let it answer ICMP echoes, or try UDP to a port that answers, as in pmtu --protocol udp %[1]s/%d: many hosts, or firewalls before them, drop echoes, which is no sign of a broken path.", target, port)
	}
	asked := d.r.Target.Port()
	if asked == uint16(port) {
		port = 443
	}
	s := fmt.Sprintf("See whether %[1]s is up. If it is, try a port that answers, as in pmtu %[1]s/%d: many hosts, or firewalls before them, drop UDP to closed ports, which is no sign of a broken path. Or let it send ICMP %s.", target, port, d.portUnreachable())
	if given(asked) {
		s += fmt.Sprintf(" A service at port %d may get the packets and say nothing: leave the port off to ask one that is most often closed, whose refusal is an answer, too.", asked)
	}
	return s
}

func (d *diagnosis) portUnreachable() string {
	if d.family == IPv6 {
		return "port unreachable (ICMPv6 type 1, code 4)"
	}
	return "port unreachable (type 3, code 3)"
}

// tooBigFilter names what a filter must let through.
func (d *diagnosis) tooBigFilter() string {
	if d.family == IPv6 {
		return `ICMPv6 "packet too big" (type 2; RFC 8201, RFC 4890)`
	}
	return `ICMP "fragmentation needed" (type 3, code 4; RFC 1191)`
}

// lastAnswered is the last hop that answered; nil: none did.
func (d *diagnosis) lastAnswered() *Hop {
	for i := len(d.r.Hops) - 1; i >= 0; i-- {
		if len(d.r.Hops[i].Answers) > 0 {
			return &d.r.Hops[i]
		}
	}
	return nil
}

// answeredBy lists the probes that were answered so by that address.
func (d *diagnosis) answeredBy(k AnswerKind, a netip.Addr) (ids []uint32) {
	for _, f := range d.probes {
		if f.Answer == k && f.Addr == a {
			ids = append(ids, f.Probe)
		}
	}
	return ids
}

// smallest is the size of the smallest probe.
func (d *diagnosis) smallest() MTU {
	var m MTU
	for _, f := range d.probes {
		if m == 0 || f.Size < m {
			m = f.Size
		}
	}
	return m
}

// path is the hops before those where packets go round.
func (d *diagnosis) path() []Hop {
	for i, h := range d.r.Hops {
		if d.round > 0 && h.Hop >= d.round {
			return d.r.Hops[:i]
		}
	}
	return d.r.Hops
}

// hopOf is the first hop at which the address answers; 0: none.
func (d *diagnosis) hopOf(a netip.Addr) int {
	for _, h := range d.r.Hops {
		if slices.ContainsFunc(h.Answers, func(x Answer) bool { return x.Addr == a }) {
			return h.Hop
		}
	}
	return 0
}

// place names a hop with its first address, "hop 4 (10.77.0.4)".
func (d *diagnosis) place(hop int) string {
	if hop == 0 {
		return "this host"
	}
	for _, h := range d.r.Hops {
		if h.Hop == hop && len(h.Answers) > 0 {
			if h.Reached {
				return fmt.Sprintf("the destination (%s)", h.Answers[0].Addr)
			}
			return fmt.Sprintf("hop %d (%s)", hop, h.Answers[0].Addr)
		}
	}
	return fmt.Sprintf("hop %d", hop)
}

// nextAnswering is the next hop behind h that answers; 0: none does.
func (d *diagnosis) nextAnswering(hop int) int {
	for _, h := range d.r.Hops {
		if h.Hop > hop && len(h.Answers) > 0 {
			return h.Hop
		}
	}
	return 0
}

// join lists words with commas, and "and" before the last.
func join(words []string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
