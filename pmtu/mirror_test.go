package pmtu_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// described runs a trace over the network of a description.
func described(t *testing.T, text string, f pmtu.Family, p pmtu.Protocol) *pmtu.Result {
	t.Helper()
	n, err := simnet.Parse("test", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return overNetwork(t, n, f, pmtu.Options{Protocol: p})
}

// returnLimit is the finding; nil: there is none.
func returnLimit(r *pmtu.Result) *pmtu.Finding {
	i := slices.IndexFunc(r.Findings, func(f pmtu.Finding) bool { return f.Code == pmtu.CodeReturnPathLimit })
	if i < 0 {
		return nil
	}
	return &r.Findings[i]
}

// TestMirror: what is said of the way back is proven, and all that is.
func TestMirror(t *testing.T) {
	for _, c := range []struct {
		text     string
		protocol pmtu.Protocol
		want     pmtu.PathMTU
		limited  string // a part of the finding's detail; "": it is not found
	}{
		{"hops 5", pmtu.UDP, pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 1500, Direction: pmtu.DirectionForward}, ""},
		{"hops 5", pmtu.Auto, pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 1500, Direction: pmtu.DirectionBoth}, ""},
		{"hops 5", pmtu.ICMP, pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 1500, Direction: pmtu.DirectionBoth}, ""},
		{"hops 5\nhop 2 mtu=1400", pmtu.Auto, pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 1400, Direction: pmtu.DirectionBoth}, ""},
		{"hops 5\nhop 2 mtu=1400 ptb=dropped", pmtu.Auto, pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 1400, Direction: pmtu.DirectionBoth}, ""},
		{"hops 5\ndest echo=silent", pmtu.Auto, pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 1500, Direction: pmtu.DirectionForward}, ""},
		{"hops 5\ndest back-mtu=1500", pmtu.Auto, pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 1500, Direction: pmtu.DirectionBoth}, ""},
		{"hops 5\ndest back-mtu=1400", pmtu.Auto, pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 1500, Direction: pmtu.DirectionForward}, "came back, while "},
		{"hops 1\ndest back-mtu=1400", pmtu.Auto, pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 1500, Direction: pmtu.DirectionForward}, "came back, while "},
		{"hops 5\nhop 2 mtu=1480\ndest back-mtu=1400", pmtu.Auto, pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 1480, Direction: pmtu.DirectionForward}, "came back, while "},
		{"hops 5\nhop 2 mtu=1400\ndest back-mtu=1400", pmtu.Auto, pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 1400, Direction: pmtu.DirectionBoth}, ""},
		{"hops 5\ndest back-mtu=1304 back-large=fragmented", pmtu.Auto, pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 1500, Direction: pmtu.DirectionForward}, "in fragments, the largest of "},
		{"hops 5\ndest back-mtu=1304 back-large=fragmented", pmtu.ICMP, pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 1500, Direction: pmtu.DirectionForward}, "in fragments, the largest of "},
		{"hops 5\ndest back-mtu=1400", pmtu.ICMP, pmtu.PathMTU{Status: pmtu.StatusAtLeast, MTU: 1400, Direction: pmtu.DirectionBoth}, " by UDP, but none of "},
		{"hops 5\ndest back-mtu=1400 udp=silent", pmtu.ICMP, pmtu.PathMTU{Status: pmtu.StatusAtLeast, MTU: 1400, Direction: pmtu.DirectionBoth}, ""},
	} {
		for _, f := range families {
			r := described(t, c.text, f, c.protocol)
			if r.PathMTU != c.want {
				t.Errorf("%q, %v, %v: path MTU %+v, want %+v", c.text, f, c.protocol, r.PathMTU, c.want)
			}
			found := returnLimit(r)
			if (found != nil) != (c.limited != "") {
				t.Errorf("%q, %v, %v: finding %+v, want %q", c.text, f, c.protocol, found, c.limited)
				continue
			}
			if found != nil {
				holdReturnLimit(t, r, *found, c.limited)
			}
		}
	}
}

// holdReturnLimit wants a finding that names echoes larger than all that came back in one piece.
func holdReturnLimit(t *testing.T, r *pmtu.Result, f pmtu.Finding, detail string) {
	t.Helper()
	if !strings.Contains(f.Detail, detail) || f.Remedy == "" || f.Severity != pmtu.SeverityWarning || len(f.Evidence) == 0 {
		t.Errorf("finding %+v, want %q", f, detail)
	}
	for _, p := range r.Probes {
		mine := slices.Contains(f.Evidence, p.Probe)
		if mine && (p.Protocol != pmtu.ICMP || p.Size <= 1304 || p.Back != 0 && p.Fragment == 0) {
			t.Errorf("evidence %+v", p)
		}
	}
}

// TestMirrorIsCheap: on a plain path the way back costs two echoes, and no time. A destination
// that answers none costs what an answer may be late.
func TestMirrorIsCheap(t *testing.T) {
	const slack = 30 * time.Millisecond
	for _, f := range families {
		for _, text := range []string{"hops 9", "hops 9\nhop 3 mtu=1400"} {
			udp, auto := described(t, text, f, pmtu.UDP), described(t, text, f, pmtu.Auto)
			if auto.Duration != udp.Duration {
				t.Errorf("%q, %v: %v, by UDP alone %v", text, f, auto.Duration, udp.Duration)
			}
			if more := auto.Stats.Sent - udp.Stats.Sent; more > 3 || text == "hops 9" && more > 2 {
				t.Errorf("%q, %v: %d more probes", text, f, more)
			}
		}
		udp, auto := described(t, "hops 9", f, pmtu.UDP), described(t, "hops 9\ndest echo=silent", f, pmtu.Auto)
		if auto.Duration > udp.Duration+slack {
			t.Errorf("%v, no echoes: %v, by UDP alone %v", f, auto.Duration, udp.Duration)
		}
	}
}

// TestMirrorAlone: an echo without an answer keeps nobody waiting whose quotes are too short to
// have more than one probe of the flow under way.
func TestMirrorAlone(t *testing.T) {
	text := "hops 5\nhop all quote=minimal\ndest quote=minimal\nhop 2 mtu=1400 ptb=dropped"
	for _, f := range families {
		udp, auto := described(t, text, f, pmtu.UDP), described(t, text, f, pmtu.Auto)
		if auto.Duration > udp.Duration+30*time.Millisecond {
			t.Errorf("%v: %v, by UDP alone %v", f, auto.Duration, udp.Duration)
		}
	}
}

// TestMirrorInterrupted: what may still have been answered was not lost.
func TestMirrorInterrupted(t *testing.T) {
	r := described(t, "hops 5\ndest back-mtu=1400", pmtu.IPv4, pmtu.Auto)
	if returnLimit(r) == nil {
		t.Fatal("nothing was found")
	}
	r.Outcome = pmtu.OutcomeInterrupted
	r.Findings = pmtu.Diagnose(r)
	if f := returnLimit(r); f != nil {
		t.Errorf("of a run that was interrupted: %s", f.Detail)
	}
}

// TestMirrorOfOtherWays: echoes may be sent another way there, which carries less. That is
// nothing of the way back.
func TestMirrorOfOtherWays(t *testing.T) {
	text := "hops 5\nhop 2 addr=2,102 mtu=1500,1400 ptb=dropped pick=flow"
	forward := 0
	for port := uint16(50000); port < 50016; port++ {
		for _, f := range families {
			n, err := simnet.Parse("test", []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			d, err := simnet.NewDriver(n, simnet.DriverOptions{SourcePort: port})
			if err != nil {
				t.Fatal(err)
			}
			r := overDriver(t, d, n, f, pmtu.Options{Protocol: pmtu.Auto})
			if r.PathMTU.MTU == 1500 && r.PathMTU.Direction == pmtu.DirectionForward {
				forward++
			}
			if found := returnLimit(r); found != nil {
				t.Errorf("port %d, %v: %s", port, f, found.Detail)
			}
		}
	}
	if forward == 0 {
		t.Error("no two ways in any run")
	}
}

// TestMirrorEnds: whatever is answered in the place of replies.
func TestMirrorEnds(t *testing.T) {
	for _, text := range []string{
		"hops 5\ndest echo=silent\nforge target mtu=1300 every=1",
		"hops 5\ndest echo=silent\nforge token mtu=1300 every=1",
		"hops 5\ndest echo=silent\nforge data from=66 every=1",
		"hops 5\ndest back-mtu=1400\nforge target mtu=1300 every=1",
		"hops 5\ndest back-mtu=1400\nhop 1 loss=30%",
		// Nobody but the destination is left to be asked for the second black hole.
		"hops 10\nlocal mtu=9000\nhop all mtu=9000\nhop 1-1 silent=yes\nhop 8-9 silent=yes\nhop 6 mtu=1420 ptb=dropped\nhop 8 mtu=1418 ptb=dropped\ndest udp=0",
	} {
		for _, f := range families {
			for _, p := range []pmtu.Protocol{pmtu.Auto, pmtu.ICMP} {
				if r := described(t, text, f, p); r.Outcome == pmtu.OutcomeDeadline {
					t.Errorf("%q, %v, %v: %+v after %v", text, f, p, r.PathMTU, r.Duration)
				}
			}
		}
	}
}

// TestMirrorByLoss: where small echoes get lost as well, losses alone prove nothing, and what
// goes on says nothing of the way back.
func TestMirrorByLoss(t *testing.T) {
	for seed := range uint64(40) {
		n, err := simnet.Parse("test", []byte("hops 4\nhop 3 back-loss=25%"))
		if err != nil {
			t.Fatal(err)
		}
		d, err := simnet.NewDriver(n.Fresh(seed), simnet.DriverOptions{})
		if err != nil {
			t.Fatal(err)
		}
		r := overDriver(t, d, n, pmtu.IPv4, pmtu.Options{Protocol: pmtu.Auto, Target: netip.AddrPortFrom(n.Target(pmtu.IPv4), 0)})
		if found := returnLimit(r); found != nil {
			t.Errorf("seed %d: %s", seed, found.Detail)
		}
	}
}
