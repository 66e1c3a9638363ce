package check

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/pmtu"
)

// earlierRun is the document of a run with a path MTU of 1400 by a router at hop 3.
const earlierRun = `{"schema": 1, "version": "0.1.0", "target": {"input": "git.example", "name": "git.example", "address": "198.51.100.9", "port": 33434},
 "family": "ipv4", "protocol": "udp", "outcome": "reached", "path_mtu": {"status": "proven", "bytes": 1400, "direction": "forward"},
 "hop_count": 9, "hops": [], "limits": [{"after_hop": 3, "address": "10.0.0.3", "kind": "packet_too_big", "from_bytes": 1500, "to_bytes": 1400}],
 "findings": [], "probes": {"sent": 1, "answered": 1, "sent_bytes": 60}}`

func read(t testing.TB, text string) *Baseline {
	t.Helper()
	b, err := ReadBaseline(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// now is a result for git.example, as it was, changed by change.
func now(change func(*Result)) *Result {
	r := &Result{
		Target: Target{Input: "git.example", Name: "git.example"},
		Trace: &pmtu.Result{
			Target: netip.MustParseAddrPort("198.51.100.9:33434"), Outcome: pmtu.OutcomeReached, PathMTU: proven(1400), HopCount: 9,
			Limits: []pmtu.Limit{{AfterHop: 3, Kind: pmtu.LimitPacketTooBig, From: 1500, To: 1400, Auth: pmtu.AuthToken}},
		},
	}
	change(r)
	return r
}

func TestChanges(t *testing.T) {
	oneLimit := func(l pmtu.Limit) []pmtu.Limit { return []pmtu.Limit{l} }
	for _, tt := range []struct {
		name   string
		change func(*Result)
		want   []string
		lost   bool
	}{
		{"nothing", func(*Result) {}, nil, false},
		{"less", func(r *Result) {
			r.Trace.PathMTU, r.Trace.Limits[0].To = proven(1392), 1392
		}, []string{"path_mtu: path MTU was 1400 and is now 1392", "limit_bytes: packet too big behind hop 3, 1392 bytes pass, where 1400 did"}, true},
		{"more", func(r *Result) {
			r.Trace.PathMTU, r.Trace.Limits = proven(1500), nil
		}, []string{"path_mtu: path MTU was 1400 and is now 1500", "limit_removed: a limit is gone: packet too big behind hop 3, 1400 bytes passed"}, false},
		{"more, at least", func(r *Result) {
			r.Trace.PathMTU, r.Trace.Limits, r.Trace.Hops = atLeast(1450), nil, hopsTo(1450)
		}, []string{"path_mtu: path MTU was 1400 and is now at least 1450", "limit_removed: a limit is gone: packet too big behind hop 3, 1400 bytes passed"}, false},
		{"silent now", func(r *Result) {
			r.Trace.Outcome, r.Trace.PathMTU, r.Trace.Limits, r.Trace.HopCount = pmtu.OutcomeSilent, atLeast(1300), nil, 0
		}, []string{"outcome: in the baseline it answered, and now it did not answer"}, false},
		{"silent now, behind a black hole", func(r *Result) {
			r.Trace.Outcome, r.Trace.PathMTU, r.Trace.HopCount = pmtu.OutcomeSilent, atLeast(1300), 0
			r.Trace.Limits = oneLimit(pmtu.Limit{AfterHop: 2, Kind: pmtu.LimitBlackHole, To: 1300})
		}, []string{
			"outcome: in the baseline it answered, and now it did not answer",
			"path_mtu: path MTU was 1400 and is now 1300", "limit_added: a limit is new: a black hole behind hop 2, 1300 bytes pass",
		}, true},
		{"a limit that the destination belies", func(r *Result) {
			r.Trace.PathMTU, r.Trace.Hops = atLeast(1400), hopsTo(1400)
			r.Trace.Limits = append(r.Trace.Limits, pmtu.Limit{AfterHop: 2, Kind: pmtu.LimitBlackHole, To: 1300})
		}, []string{"limit_added: a limit is new: a black hole behind hop 2, 1300 bytes pass"}, false},
		{"the same limit, not located", func(r *Result) { r.Trace.Limits[0].AfterHop = -1 }, nil, false},
		{"farther", func(r *Result) { r.Trace.HopCount = 11 }, []string{"hop_count: the destination was 9 hops away and is now 11"}, false},
		{"interrupted", func(r *Result) {
			r.Trace.Outcome, r.Trace.PathMTU, r.Trace.Limits = pmtu.OutcomeInterrupted, pmtu.PathMTU{}, nil
		}, nil, false},
		{"no run", func(r *Result) { r.Trace = nil }, nil, false},
		{"another name", func(r *Result) { r.Target.Input = "other.example"; r.Trace.HopCount = 1 }, nil, false},
		{"another family", func(r *Result) {
			r.Trace.Target, r.Trace.HopCount = netip.MustParseAddrPort("[2001:db8::9]:33434"), 1
		}, nil, false},
		{"another port", func(r *Result) {
			r.Trace.Target, r.Trace.HopCount = netip.MustParseAddrPort("198.51.100.9:53"), 1
		}, nil, false},
		{"another address of the name", func(r *Result) {
			r.Trace.Target, r.Trace.HopCount = netip.MustParseAddrPort("198.51.100.10:33434"), 10
		}, []string{"hop_count: the destination was 9 hops away and is now 10"}, false},
		{"with its port", func(r *Result) { r.Target.Input = "GIT.example/33434"; r.Trace.HopCount = 10 }, []string{"hop_count: the destination was 9 hops away and is now 10"}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := now(tt.change)
			r.Changes = read(t, earlierRun).Changes(r)
			var got []string
			for _, c := range r.Changes {
				got = append(got, string(c.What)+": "+c.Detail)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" || r.Lost() != tt.lost {
				t.Errorf("lost %t, -want +got:\n%s", r.Lost(), diff)
			}
		})
	}
	if c := (*Baseline)(nil).Changes(now(func(r *Result) { r.Trace.HopCount = 1 })); c != nil {
		t.Error(c)
	}
}

// TestBaselineAtLeast: a number that holds as far as the destination can be
// lost, one that holds on the way only cannot.
func TestBaselineAtLeast(t *testing.T) {
	r := now(func(r *Result) { r.Trace.PathMTU, r.Trace.Limits = proven(1300), nil })
	text := strings.NewReplacer(`"proven"`, `"at_least"`, `"limits": [`, `"limits": [], "was": [`).Replace(earlierRun)
	if c := read(t, text).Changes(r); len(c) != 1 || !c[0].Loss || c[0].Detail != "path MTU was at least 1400 and is now 1300" {
		t.Errorf("%+v", c)
	}
	text = strings.Replace(text, `"reached"`, `"silent"`, 1)
	for _, c := range read(t, text).Changes(r) {
		if c.Loss {
			t.Errorf("%+v", c)
		}
	}
}

// TestReadBaseline: whatever pmtu check and pmtu trace print, one or many.
func TestReadBaseline(t *testing.T) {
	untraced := `{"schema":1,"target":{"input":"x"},"check":{"verdict":"error"}}`
	for name, text := range map[string]string{
		"document":      earlierRun,
		"two documents": strings.ReplaceAll(earlierRun, "git.example", "other.example") + "\n" + earlierRun,
		"check":         `{"schema":1,"results":[` + untraced + "," + earlierRun + `],"summary":{}}`,
		"lines":         `{"event":"start","schema":1}` + "\n" + `{"event":"hop","hop":1}` + "\n" + strings.Replace(earlierRun, "{", `{"event":"result",`, 1) + `{"event":"summary"}`,
	} {
		r := now(func(r *Result) { r.Trace.HopCount = 1 })
		if got := read(t, text).Changes(r); len(got) != 1 || got[0].BeforeHops != 9 || got[0].AfterHops != 1 {
			t.Errorf("%s: %+v", name, got)
		}
	}
	for text, want := range map[string]string{
		"":                         "no result in it",
		"[]":                       "not the JSON of pmtu check or pmtu trace",
		"git.example require=1400": "not the JSON of pmtu check or pmtu trace",
		earlierRun + "{":           "not the JSON of pmtu check or pmtu trace: unexpected EOF",
		untraced:                   "no result in it",
		strings.Replace(earlierRun, "{", `{"redacted":true,`, 1): "it is redacted",
	} {
		if _, err := ReadBaseline(strings.NewReader(text)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%.30q: %v, want %s", text, err, want)
		}
	}
}

// TestBaselinePort: of two runs to one host that of the same port counts.
func TestBaselinePort(t *testing.T) {
	other := strings.NewReplacer("33434", "53", `"hop_count": 9`, `"hop_count": 5`).Replace(earlierRun)
	for _, text := range []string{earlierRun + other, other + earlierRun} {
		r := now(func(r *Result) { r.Trace.HopCount = 5 })
		if c := read(t, text).Changes(r); len(c) != 1 || c[0].BeforeHops != 9 {
			t.Errorf("%+v", c)
		}
	}
}

// TestBaselineAddress: of the addresses of a name each is compared with itself.
func TestBaselineAddress(t *testing.T) {
	other := strings.NewReplacer("198.51.100.9", "198.51.100.10", `"hop_count": 9`, `"hop_count": 5`).Replace(earlierRun)
	for _, text := range []string{earlierRun + other, other + earlierRun} {
		r := now(func(r *Result) { r.Trace.HopCount = 4 })
		if c := read(t, text).Changes(r); len(c) != 1 || c[0].BeforeHops != 9 {
			t.Errorf("%+v", c)
		}
	}
}

// TestBaselineProtocol: so of the protocols.
func TestBaselineProtocol(t *testing.T) {
	other := strings.NewReplacer(`"udp"`, `"icmp"`, `, "port": 33434`, "", `"hop_count": 9`, `"hop_count": 5`).Replace(earlierRun)
	for _, text := range []string{earlierRun + other, other + earlierRun} {
		r := now(func(r *Result) { r.Trace.HopCount = 4 })
		if c := read(t, text).Changes(r); len(c) != 1 || c[0].BeforeHops != 9 {
			t.Errorf("%+v", c)
		}
		r.Trace.Protocol = pmtu.ICMP
		if c := read(t, text).Changes(r); len(c) != 1 || c[0].BeforeHops != 5 {
			t.Errorf("icmp: %+v", c)
		}
	}
}

// TestBaselineName: so of the names that users gave.
func TestBaselineName(t *testing.T) {
	named := strings.NewReplacer(`"findings"`, `"check": {"name": "edge"}, "findings"`, `"hop_count": 9`, `"hop_count": 5`).Replace(earlierRun)
	for _, text := range []string{earlierRun + named, named + earlierRun} {
		r := now(func(r *Result) { r.Trace.HopCount = 4 })
		if c := read(t, text).Changes(r); len(c) != 1 || c[0].BeforeHops != 9 {
			t.Errorf("%+v", c)
		}
		r.Target.Label = "edge"
		if c := read(t, text).Changes(r); len(c) != 1 || c[0].BeforeHops != 5 {
			t.Errorf("named: %+v", c)
		}
	}
}

// FuzzReadBaseline: what cannot be read is an error, what can be is compared.
func FuzzReadBaseline(f *testing.F) {
	f.Add(earlierRun)
	f.Add(`{"results":[null,` + earlierRun + `]}`)
	f.Add(`{"event":"result"}{"limits":[{}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		b, err := ReadBaseline(strings.NewReader(text))
		if (b == nil) == (err == nil) {
			t.Fatalf("%v, %v", b, err)
		}
		for _, c := range b.Changes(now(func(*Result) {})) {
			if c.Detail == "" || c.What == "" {
				t.Errorf("%+v", c)
			}
		}
	})
}
