package pmtu_test

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// TestAuto: a destination that drops UDP and answers echoes is reached all
// the same, and what a full-size echo proves holds both ways.
func TestAuto(t *testing.T) {
	for _, c := range []struct {
		limit string
		want  pmtu.MTU
	}{{"", 1500}, {"hop 3 mtu=1420\n", 1420}, {"hop 3 mtu=1400 ptb=dropped\n", 1400}} {
		for _, f := range families {
			n := inline(t, "hops 7\ndest udp=silent tcp=silent\n"+c.limit)
			r := overNetwork(t, n, f, pmtu.Options{Protocol: pmtu.Auto})
			want := pmtu.PathMTU{Status: pmtu.StatusProven, MTU: c.want, Direction: pmtu.DirectionBoth}
			if r.Outcome != pmtu.OutcomeReached || r.PathMTU != want || r.HopCount != 7 || r.Protocol != pmtu.ICMP {
				t.Errorf("%q over %v: %s over %v, %d hops, path MTU %+v; want reached, %+v", c.limit, f, r.Outcome, r.Protocol, r.HopCount, r.PathMTU, want)
			}
			if r.Duration > 1500*time.Millisecond {
				t.Errorf("%q over %v: took %v", c.limit, f, r.Duration)
			}
		}
	}
}

// TestEchoOfSlowPath: the echo beside is not repeated before an answer can have come: it would be one packet too many.
func TestEchoOfSlowPath(t *testing.T) {
	for _, f := range families {
		r := overNetwork(t, inline(t, "hops 9\nhop 1 delay=300ms\n"), f, pmtu.Options{Protocol: pmtu.Auto})
		echoes := 0
		for _, x := range r.Probes {
			if x.Echo && x.Size < 100 {
				echoes++
			}
		}
		if echoes != 1 || r.Stats.Sent != 18 {
			t.Errorf("%v: %d small echoes among %d packets, want 1 of 18", f, echoes, r.Stats.Sent)
		}
	}
}

// TestAutoStaysWithUDP where that is answered, and where echoes are refused
// by this host or answered by nobody.
func TestAutoStaysWithUDP(t *testing.T) {
	for _, c := range []struct {
		text    string
		noPing  bool
		outcome pmtu.Outcome
	}{
		{"hops 7\n", false, pmtu.OutcomeReached},
		{"hops 7\n", true, pmtu.OutcomeReached},
		{"hops 7\nhop 4 mtu=1400 ptb=dropped\n", false, pmtu.OutcomeReached},
		{"hops 7\ndest udp=silent\n", true, pmtu.OutcomeSilent},
		{"hops 7\ndest udp=silent echo=silent\n", false, pmtu.OutcomeSilent},
	} {
		for _, f := range families {
			n := inline(t, c.text)
			d, err := simnet.NewDriver(n, simnet.DriverOptions{NoPing: c.noPing})
			if err != nil {
				t.Fatal(err)
			}
			r := overDriver(t, d, n, f, pmtu.Options{Protocol: pmtu.Auto})
			if r.Outcome != c.outcome || r.Protocol != pmtu.UDP {
				t.Errorf("%q, no ping %v, over %v: %s over %v, want %s over udp", c.text, c.noPing, f, r.Outcome, r.Protocol, c.outcome)
			}
			const why = "ICMP echo was not tried, as this user may not ping (net.ipv4.ping_group_range)"
			if got := r.EchoUntried(); (got == why) != c.noPing || !c.noPing && got != "" {
				t.Errorf("%q, no ping %v: %q", c.text, c.noPing, got)
			}
			for _, x := range r.Findings {
				if x.Code == pmtu.CodeSilentDestination && strings.HasSuffix(x.Detail, why+".") != c.noPing {
					t.Errorf("%q, no ping %v: %s", c.text, c.noPing, x.Detail)
				}
				if x.Code == pmtu.CodeSilentDestination && strings.HasSuffix(x.Remedy, "sysctl -w net.ipv4.ping_group_range='0 2147483647'.") != c.noPing {
					t.Errorf("%q, no ping %v: %s", c.text, c.noPing, x.Remedy)
				}
			}
		}
	}
}

// noMemory fails to open a ping socket for another reason than that the user may not have one.
type noMemory struct{ bounded }

const outOfMemory = "open IPv4 ping socket: cannot allocate memory"

func (d *noMemory) Recv(ctx context.Context) (pmtu.Event, error) {
	ev, err := d.bounded.Recv(ctx)
	if f, ok := ev.(pmtu.SendFailed); ok {
		f.Err = outOfMemory
		ev = f
	}
	return ev, err
}

// TestEchoUntried: a setting is named where it is what refuses echoes, and not where anything else does.
func TestEchoUntried(t *testing.T) {
	n := inline(t, "hops 7\ndest udp=silent\n")
	d, err := simnet.NewDriver(n, simnet.DriverOptions{NoPing: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	r, err := pmtu.Run(t.Context(), &noMemory{bounded{Driver: d}}, pmtu.Options{Protocol: pmtu.Auto, Target: netip.AddrPortFrom(n.Target(pmtu.IPv4), 0)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	const why = "ICMP echo was not tried: " + outOfMemory
	i := slices.IndexFunc(r.Findings, func(f pmtu.Finding) bool { return f.Code == pmtu.CodeSilentDestination })
	if r.EchoUntried() != why || i < 0 || !strings.HasSuffix(r.Findings[i].Detail, why+".") || strings.Contains(r.Findings[i].Remedy, "sysctl") {
		t.Errorf("%q, %+v; want %q, and no setting", r.EchoUntried(), r.Findings, why)
	}
}

// TestEcho: all by echo. What the way back does not carry is not proven forward.
func TestEcho(t *testing.T) {
	for _, f := range families {
		r := overNetwork(t, inline(t, "hops 7\nhop 2 mtu=1480\nhop 5 mtu=1400 quote=minimal\n"), f, pmtu.Options{Protocol: pmtu.ICMP})
		if want := (pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 1400, Direction: pmtu.DirectionBoth}); r.PathMTU != want || r.HopCount != 7 || r.Stats.Stale+r.Stats.Forged > 0 {
			t.Errorf("%v: %+v, %d hops, %+v; want %+v", f, r.PathMTU, r.HopCount, r.Stats, want)
		}
		r = overNetwork(t, inline(t, "hops 7\ndest back-mtu=1300\n"), f, pmtu.Options{Protocol: pmtu.ICMP})
		if r.PathMTU.Status == pmtu.StatusProven || r.PathMTU.MTU > 1300 || len(r.Limits) != 0 {
			t.Errorf("%v: %+v, %+v; want at least what came back, and no limit", f, r.PathMTU, r.Limits)
		}
	}
}
