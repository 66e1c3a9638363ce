package conformance

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pathmtu/pmtu/internal/cli"
	"github.com/pathmtu/pmtu/pmtu"
)

// columns are the fields of a row before its limits.
const columns = 6

// row is what a trace says, as a line of a table:
//
//	NETWORK FAMILY OUTCOME STATUS=BYTES EXIT HOPS LIMIT...
//
// FAMILY is 4, 6 or both; HOPS is the hop count, or ? where it is not known. A limit is
// KIND@HOP:FROM>TO, with !CLAIM behind it where the claim is another number than TO. An open row
// begins with "open": no trace says so yet. Findings stand behind the limits, as +CODE or
// +CODE@HOP, in the order of their codes.
type row struct {
	open            bool
	network, family string
	said            string // the rest
}

func parseRow(line string) (row, error) {
	words := strings.Fields(line)
	r := row{open: len(words) > 0 && words[0] == "open"}
	if r.open {
		words = words[1:]
	}
	if len(words) < columns {
		return r, fmt.Errorf("%q: %d words, %d at least", line, len(words), columns)
	}
	r.network, r.family = words[0], words[1]
	if r.family != "4" && r.family != "6" && r.family != "both" {
		return r, fmt.Errorf("%q: family %q is none of 4, 6, both", line, r.family)
	}
	r.said = strings.Join(words[2:], " ")
	return r, nil
}

// String returns the row as a line, in columns.
func (r row) String() string {
	w := strings.Fields(r.said)
	open := ""
	if r.open {
		open = "open "
	}
	s := fmt.Sprintf("%-32s %-4s %-13s %-13s %-2s %-3s %s", open+r.network, r.family, w[0], w[1], w[2], w[3], strings.Join(w[4:], " "))
	return strings.TrimRight(s, " ")
}

// families are those that the row is about.
func (r row) families() []pmtu.Family {
	switch r.family {
	case "4":
		return []pmtu.Family{pmtu.IPv4}
	case "6":
		return []pmtu.Family{pmtu.IPv6}
	}
	return []pmtu.Family{pmtu.IPv4, pmtu.IPv6}
}

// said is what a result says, as the end of a row.
func said(r *pmtu.Result) string {
	words := []string{string(r.Outcome), string(r.PathMTU.Status), strconv.Itoa(cli.ExitCode(r)), "?"}
	if r.PathMTU.MTU > 0 {
		words[1] += fmt.Sprintf("=%d", r.PathMTU.MTU)
	}
	if r.HopCount > 0 {
		words[3] = strconv.Itoa(r.HopCount)
	}
	for _, l := range r.Limits {
		words = append(words, limit(l))
	}
	return strings.Join(append(words, findings(r.Findings)...), " ")
}

// findings are those that the network alone decides about: that answers are
// limited or lost shows by how many a run asked for.
func findings(list []pmtu.Finding) []string {
	var words []string
	for _, f := range list {
		if f.Code == pmtu.CodeRateLimited || f.Code == pmtu.CodeLossy {
			continue
		}
		word := "+" + string(f.Code)
		if f.Hop > 0 {
			word += fmt.Sprintf("@%d", f.Hop)
		}
		words = append(words, word)
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
