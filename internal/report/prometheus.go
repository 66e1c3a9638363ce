package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/pmtu"
)

// prometheus writes the text format of Prometheus, for the textfile collector
// of its node exporter. The format wants all samples of a metric in one
// group, so a row of numbers is kept for each target until the end.
type prometheus struct {
	w    io.Writer
	h    check.Head
	rows []row
	// index finds the row that has the same labels: Prometheus refuses two.
	index map[string]int
}

// row is what is kept of a target. A value that is not known is negative and
// has no sample.
type row struct {
	labels  string // without braces
	verdict check.Verdict
	require int
	values  [len(metrics)]float64
}

// metric is one that has a sample a target.
type metric struct {
	name, help string
	value      func(*check.Result) float64
}

// unknown is a value that has no sample.
const unknown = -1

// metrics are those of targets, in the order in which they are written. All
// are gauges: each run measures anew.
var metrics = [...]metric{
	{"pmtu_check_pass", "1: the path carries the required size; 0: it is proven not to, has less MTU than in the baseline, or is unreachable; absent: not known.", passValue},
	{"pmtu_check_required_bytes", "Size of the IP packet that is required.", func(r *check.Result) float64 { return float64(r.Target.Require) }},
	{"pmtu_path_mtu_bytes", "Path MTU, where it is proven.", mtuValue},
	{"pmtu_path_mtu_at_least_bytes", "Largest size that the destination is proven to get, where it may get more.", atLeastValue},
	{"pmtu_path_black_hole", "1: larger packets vanish on the path and nobody says so.", holeValue},
	{"pmtu_path_hops", "Hops to the destination.", func(r *check.Result) float64 { return traceValue(r, func(t *pmtu.Result) int { return t.HopCount }) }},
	{"pmtu_path_return_hops", "Hops that the answer of the destination travelled.", func(r *check.Result) float64 { return traceValue(r, func(t *pmtu.Result) int { return t.ReturnHops }) }},
	{"pmtu_path_narrowest_after_hop", "The hop before the narrowest link, where the path MTU is proven; 0 is this host.", narrowestValue},
	{"pmtu_check_duration_seconds", "Time that the target took.", durationValue},
}

func openPrometheus(w io.Writer, h check.Head, _ Options) (check.Reporter, error) {
	return &prometheus{w: w, h: h, index: make(map[string]int)}, nil
}

// Result keeps the numbers of a target. Of two with the same labels the worse
// counts: the one that is listed later among the verdicts, or needs more.
func (p *prometheus) Result(r *check.Result) error {
	n := row{labels: labels(r), verdict: verdict(r), require: int(r.Target.Require)}
	for i, m := range metrics {
		n.values[i] = m.value(r)
	}
	i, twice := p.index[n.labels]
	switch {
	case !twice:
		p.index[n.labels] = len(p.rows)
		p.rows = append(p.rows, n)
	case worse(n, p.rows[i]):
		p.rows[i] = n
	}
	return nil
}

// gravity orders verdicts by how much somebody should know of them.
var gravity = map[check.Verdict]int{
	check.VerdictPass: 0, check.VerdictError: 1, check.VerdictInconclusive: 2, check.VerdictUnreachable: 3, check.VerdictFail: 4,
}

func worse(a, b row) bool {
	if a.verdict != b.verdict {
		return gravity[a.verdict] > gravity[b.verdict]
	}
	return a.require > b.require
}

// Close writes everything.
func (p *prometheus) Close(s check.Summary) error {
	var b strings.Builder
	for i, m := range metrics {
		p.family(&b, m, i)
	}
	head(&b, "pmtu_check_verdict", "1 for the verdict of the target; the others are absent.")
	for _, r := range p.rows {
		fmt.Fprintf(&b, "pmtu_check_verdict{%s,verdict=\"%s\"} 1\n", r.labels, r.verdict)
	}
	head(&b, "pmtu_check_targets", "Targets of the last run by verdict.")
	for _, v := range check.Verdicts {
		fmt.Fprintf(&b, "pmtu_check_targets{verdict=\"%s\"} %d\n", v, count(s, v))
	}
	single := func(name, help string, value float64) {
		head(&b, name, help)
		b.WriteString(name + " " + number(value) + "\n")
	}
	single("pmtu_check_targets_expected", "Targets that the last run was to check.", float64(s.Total))
	single("pmtu_check_interrupted", "1: the last run was interrupted before all targets were checked.", truth(s.Interrupted))
	if p.h.Baseline != "" {
		single("pmtu_check_targets_lost", "Targets with less path MTU than in the baseline.", float64(s.Lost))
		single("pmtu_check_targets_changed", "Targets whose path is not as in the baseline.", float64(s.Changed))
	}
	single("pmtu_check_probes", "Packets that the last run sent.", float64(s.Sent))
	single("pmtu_check_probe_bytes", "Bytes of the packets that the last run sent.", float64(s.SentBytes))
	single("pmtu_check_run_duration_seconds", "Time that the last run took.", s.Duration.Seconds())
	if !p.h.Started.IsZero() {
		single("pmtu_check_end_timestamp_seconds", "When the last run ended, in Unix time.", float64(p.h.Started.Add(s.Duration).UnixMilli())/1000)
	}
	_, err := io.WriteString(p.w, b.String())
	return err
}

// family writes a metric of targets; nothing if no target has a sample.
func (p *prometheus) family(b *strings.Builder, m metric, i int) {
	some := false
	for _, r := range p.rows {
		if r.values[i] < 0 {
			continue
		}
		if !some {
			head(b, m.name, m.help)
			some = true
		}
		fmt.Fprintf(b, "%s{%s} %s\n", m.name, r.labels, number(r.values[i]))
	}
}

func head(b *strings.Builder, name, help string) {
	fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name)
}

// labels are those that tell a target from others. A port is not one: who
// checks two has to name them.
func labels(r *check.Result) string {
	family, protocol := "", r.Target.Protocol.String()
	if a := r.Target.Addr; a.IsValid() {
		family = pmtu.IPv6.String()
		if a.Unmap().Is4() {
			family = pmtu.IPv4.String()
		}
	} else if r.Target.Family != 0 {
		family = r.Target.Family.String()
	}
	return fmt.Sprintf(`target="%s",address="%s",family="%s",protocol="%s"`,
		labelValue(title(r.Target, false)), labelValue(address(r.Target)), family, protocol)
}

// labelValue escapes the value of a label, which has no line ends left, as
// YAML does.
func labelValue(s string) string { return yamlQuoted.Replace(s) }

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func passValue(r *check.Result) float64 {
	switch verdict(r) {
	case check.VerdictPass:
		return 1
	case check.VerdictFail, check.VerdictUnreachable:
		return 0
	}
	return unknown
}

func mtuValue(r *check.Result) float64 {
	if mtu, status := pathMTU(r); status == pmtu.StatusProven {
		return float64(mtu)
	}
	return unknown
}

// atLeastValue is that of the whole path: what passes on a part of the way says nothing of the rest.
func atLeastValue(r *check.Result) float64 {
	mtu, status := pathMTU(r)
	switch {
	case status != pmtu.StatusAtLeast:
		return unknown
	case len(r.Trace.Hops) == 0 && arrives(r, mtu):
		return float64(mtu)
	}
	for _, h := range r.Trace.Hops {
		if h.Reached && h.MTU > 0 {
			return float64(min(mtu, h.MTU))
		}
	}
	return unknown
}

// holeValue is 0 only where the path is known to its end.
func holeValue(r *check.Result) float64 {
	_, status := pathMTU(r)
	switch {
	case blackHole(r) != nil:
		return 1
	case status == pmtu.StatusProven:
		return 0
	}
	return unknown
}

func traceValue(r *check.Result, get func(*pmtu.Result) int) float64 {
	if r.Trace == nil || get(r.Trace) <= 0 {
		return unknown
	}
	return float64(get(r.Trace))
}

// narrowestValue is known where all of the path is: behind what is known it may get narrower.
func narrowestValue(r *check.Result) float64 {
	if _, status := pathMTU(r); status != pmtu.StatusProven {
		return unknown
	}
	out, least := float64(unknown), pmtu.MTU(0)
	for _, l := range r.Trace.Limits {
		if l.To > 0 && (least == 0 || l.To < least) {
			out, least = float64(max(l.AfterHop, unknown)), l.To
		}
	}
	return out
}

func durationValue(r *check.Result) float64 {
	if r.Trace == nil {
		return unknown
	}
	return r.Trace.Duration.Seconds()
}
