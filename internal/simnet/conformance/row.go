package conformance

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pathmtu/pmtu/pmtu"
)

// columns are the fields of a row before its limits.
const columns = 6

// Row is what a trace over a network says, as a line of a table:
//
//	NETWORK HOW OUTCOME STATUS=BYTES EXIT HOPS LIMIT... REFUSAL... FINDING...
//
// HOW is 4, 6 or both (families), with /auto or /icmp behind it for other probes than UDP, and
// /noping for a host without ping sockets. BYTES has /both behind it where they hold for the way back, too, and
// /beside where they do if echoes are sent beside UDP. HOPS is the hop count, or ? where it is not known. A LIMIT is KIND@HOP:FROM>TO, with !CLAIM behind it where the claim is another
// number than TO. A REFUSAL is refused@HOP:TYPE/CODE, of an ICMP error that ends the path. A FINDING is +CODE or
// +CODE@HOP, in the order of their codes. Where a limit, a refusal or a finding has another address than who.go expects
// of it, =WHO stands behind it. A finding with ~ behind it need not be said in real time, and ~CODE is one
// that may be said there only, of any hop: how fast packets come, and whether echoes are sent beside, decides about these. An open row begins with
// "open": it is what is so, and no trace says it yet.
type Row struct {
	Open         bool
	Network, How string
	Said         string // the rest, single spaces between its words
}

// ParseRow reads a line.
func ParseRow(line string) (Row, error) {
	words := strings.Fields(line)
	r := Row{Open: len(words) > 0 && words[0] == "open"}
	if r.Open {
		words = words[1:]
	}
	if len(words) < columns {
		return r, fmt.Errorf("%q: %d words, %d at least", line, len(words), columns)
	}
	r.Network, r.How, r.Said = words[0], words[1], strings.Join(words[2:], " ")
	how := strings.Split(r.How, "/")
	if !slices.Contains([]string{"4", "6", "both"}, how[0]) {
		return r, fmt.Errorf("%q: family %q is none of 4, 6, both", line, how[0])
	}
	for _, w := range how[1:] {
		if w != "auto" && w != "icmp" && w != "noping" {
			return r, fmt.Errorf("%q: %q is none of auto, icmp, noping", line, w)
		}
	}
	return r, nil
}

// String returns the row as a line, in columns.
func (r Row) String() string {
	w := strings.Fields(r.Said)
	open := ""
	if r.Open {
		open = "open "
	}
	s := fmt.Sprintf("%-32s %-4s %-13s %-18s %-2s %-3s %s", open+r.Network, r.How, w[0], w[1], w[2], w[3], strings.Join(w[4:], " "))
	return strings.TrimRight(s, " ")
}

// Families are those that the row is about.
func (r Row) Families() []pmtu.Family {
	switch family, _, _ := strings.Cut(r.How, "/"); family {
	case "4":
		return []pmtu.Family{pmtu.IPv4}
	case "6":
		return []pmtu.Family{pmtu.IPv6}
	}
	return []pmtu.Family{pmtu.IPv4, pmtu.IPv6}
}

// Protocol is what the row's probes are.
func (r Row) Protocol() pmtu.Protocol {
	switch how := strings.Split(r.How, "/"); {
	case slices.Contains(how, "auto"):
		return pmtu.Auto
	case slices.Contains(how, "icmp"):
		return pmtu.ICMP
	}
	return pmtu.UDP
}

// NoPing is true for a row of hosts without ping sockets only.
func (r Row) NoPing() bool { return strings.HasSuffix(r.How, "/noping") }

// of returns the row with one family in the place of its own.
func (r Row) of(f pmtu.Family) Row {
	_, rest, more := strings.Cut(r.How, "/")
	r.How = strconv.Itoa(int(f))
	if more {
		r.How += "/" + rest
	}
	return r
}

// Said is what a result and an exit code say, as the end of a row. Of the
// result it reads Target, Outcome, PathMTU, HopCount, Limits, Findings, and of Hops the answers that are errors.
func Said(r *pmtu.Result, exit int) string {
	words := []string{string(r.Outcome), string(r.PathMTU.Status), strconv.Itoa(exit), "?"}
	if r.PathMTU.MTU > 0 {
		words[1] += fmt.Sprintf("=%d", r.PathMTU.MTU)
	}
	if r.PathMTU.Direction == pmtu.DirectionBoth {
		words[1] += "/both"
	}
	if r.HopCount > 0 {
		words[3] = strconv.Itoa(r.HopCount)
	}
	for _, l := range r.Limits {
		words = append(words, limit(l)+as(who(r, l.Addr), reporter(r, l)))
	}
	words = append(words, refusals(r)...)
	return strings.Join(append(words, findings(r)...), " ")
}

// refusals are the errors that hops answered with, time exceeded and packet too big excepted.
func refusals(r *pmtu.Result) []string {
	var words []string
	for _, h := range r.Hops {
		for _, a := range h.Answers {
			if a.Error != nil {
				words = append(words, fmt.Sprintf("refused@%d:%d/%d", h.Hop, a.Error.Type, a.Error.Code)+as(who(r, a.Addr), at(r, h.Hop)))
			}
		}
	}
	return words
}

// findings are all of them, in the order of their codes.
func findings(r *pmtu.Result) []string {
	var words []string
	for _, f := range r.Findings {
		word := "+" + string(f.Code)
		if f.Hop > 0 {
			word += fmt.Sprintf("@%d", f.Hop)
		}
		words = append(words, word+as(who(r, f.Addr), named(r, f)))
	}
	slices.Sort(words)
	return words
}

func limit(l pmtu.Limit) string {
	kind := map[pmtu.LimitKind]string{pmtu.LimitPacketTooBig: "ptb", pmtu.LimitBlackHole: "hole", pmtu.LimitLocal: "local"}[l.Kind]
	after, to, claim := "?", "?", ""
	if l.AfterHop >= 0 {
		after = strconv.Itoa(l.AfterHop)
	}
	if l.To > 0 {
		to = strconv.Itoa(int(l.To))
	}
	if l.Kind == pmtu.LimitPacketTooBig && uint64(l.Claimed) != uint64(l.To) {
		claim = fmt.Sprintf("!%d", l.Claimed)
	}
	return fmt.Sprintf("%s@%s:%d>%s%s", kind, after, l.From, to, claim)
}
