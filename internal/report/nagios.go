package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/pmtu"
)

// The exit codes of a plugin (Monitoring Plugins Development Guidelines,
// "Plugin Return Codes"). There is no 1, WARNING: a path carries the size, or
// it does not, or nobody knows.
const (
	NagiosOK       = 0
	NagiosCritical = 2
	NagiosUnknown  = 3
)

// stateNames are the words of the exit codes.
var stateNames = [...]string{NagiosOK: "OK", NagiosCritical: "CRITICAL", NagiosUnknown: "UNKNOWN"}

// nagios writes the one line of a plugin: the state, the worst targets, and
// performance data. It keeps no more than it will say.
type nagios struct {
	w io.Writer
	// problems are the gravest, the gravest first.
	problems []nagiosProblem
	// few are the targets for performance data; nil when there were too many.
	few     []nagiosTarget
	tooMany bool
}

type nagiosProblem struct {
	gravity int
	text    string
}

type nagiosTarget struct {
	title, address string
	mtu            pmtu.MTU // 0: not known
	require        pmtu.MTU
}

const (
	// maxProblems are named in the line; Nagios keeps 8 KiB of a plugin.
	maxProblems = 3
	// maxReason bounds the bytes of what is said of one.
	maxReason = 400
	// maxPerfTargets is up to how many targets each has performance data.
	maxPerfTargets = 16
)

func openNagios(w io.Writer, _ check.Head, _ Options) (check.Reporter, error) {
	return &nagios{w: w}, nil
}

// ExitCode is what Nagios wants, as NagiosCode says.
func (n *nagios) ExitCode(s check.Summary) int { return NagiosCode(s) }

// NagiosCode is the exit code of a plugin for a run, the first that applies
// of: 2 where a target is proven not to carry the size, lost MTU or is
// unreachable; 3 where one is inconclusive, where this host could not check one, or
// the run was interrupted; 0. What is proven is said before what is not known,
// and what is not known is neither well nor a fault: no WARNING, which many
// sites take for the one or the other.
func NagiosCode(s check.Summary) int {
	switch {
	case s.Fail > 0 || s.Unreachable > 0 || s.Lost > 0:
		return NagiosCritical
	case s.Inconclusive > 0 || s.Errors > 0 || s.Interrupted || s.Done() < s.Total || s.Done() == 0:
		return NagiosUnknown
	}
	return NagiosOK
}

// Result keeps what the line may say.
func (n *nagios) Result(r *check.Result) error {
	if g := gravity[verdict(r)]; g > 0 {
		text := cut(nagiosEscape(title(r.Target, false)+": "+reason(r, false)), maxReason)
		n.problems = append(n.problems, nagiosProblem{g, text})
		slices.SortStableFunc(n.problems, func(a, b nagiosProblem) int { return cmp.Compare(b.gravity, a.gravity) })
		n.problems = n.problems[:min(len(n.problems), maxProblems)]
	}
	if len(n.few) == maxPerfTargets {
		n.few, n.tooMany = nil, true
	}
	if !n.tooMany {
		t := nagiosTarget{title: title(r.Target, false), address: address(r.Target), require: r.Target.Require}
		// What is only known to be enough is told, not what is known to be too little.
		if mtu, status := pathMTU(r); status == pmtu.StatusProven || mtu >= r.Target.Require && arrives(r, mtu) {
			t.mtu = mtu
		}
		n.few = append(n.few, t)
	}
	return nil
}

// Close writes the line.
func (n *nagios) Close(s check.Summary) error {
	out := fmt.Sprintf("PMTU %s: %s", stateNames[NagiosCode(s)], strings.TrimSuffix(totals(s), "."))
	for _, p := range n.problems {
		out += "; " + p.text
	}
	_, err := io.WriteString(n.w, out+" | "+n.perfdata(s)+"\n")
	return err
}

// perfdata is 'label'=value[unit];warn;crit;min;max, separated by blanks. "U" is
// a value that could not be had.
func (n *nagios) perfdata(s check.Summary) string {
	parts := []string{
		fmt.Sprintf("targets=%d;;;0", s.Total),
		fmt.Sprintf("pass=%d;;;0;%d", s.Pass, s.Total),
		fmt.Sprintf("fail=%d;;0;0;%d", s.Fail, s.Total),
		fmt.Sprintf("inconclusive=%d;;;0;%d", s.Inconclusive, s.Total),
		fmt.Sprintf("unreachable=%d;;0;0;%d", s.Unreachable, s.Total),
		fmt.Sprintf("error=%d;;;0;%d", s.Errors, s.Total),
		fmt.Sprintf("time=%.3fs;;;0", s.Duration.Seconds()),
	}
	seen := make(map[string]bool)
	for _, t := range n.few {
		label := perfLabel(t.title)
		if seen[label] {
			label = perfLabel(t.title + "_" + t.address)
		}
		if seen[label] {
			continue // asked for twice
		}
		seen[label] = true
		value := "U"
		if t.mtu > 0 {
			value = fmt.Sprintf("%dB", t.mtu)
		}
		parts = append(parts, fmt.Sprintf("'%s'=%s;;%d:;0", label, value, t.require))
	}
	return strings.Join(parts, " ")
}

var perfLabels = strings.NewReplacer("=", "_", "'", "''")

// perfLabel makes a label, in which quotes are doubled and no "=" stands.
func perfLabel(s string) string { return "mtu_" + perfLabels.Replace(nagiosEscape(s)) }

// nagiosEscape takes away what ends the text.
func nagiosEscape(s string) string { return strings.ReplaceAll(s, "|", `\x7c`) }
