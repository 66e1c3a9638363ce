package cli

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"syscall"
	"testing"

	"github.com/pathmtu/pmtu/errqueue"
	"github.com/pathmtu/pmtu/internal/render"
	"github.com/pathmtu/pmtu/internal/resolve"
	"github.com/pathmtu/pmtu/pmtu"
)

// TestSay: what the exit code says of a required size stands in words, too.
func TestSay(t *testing.T) {
	result := func(s pmtu.Status, at pmtu.MTU) *pmtu.Result {
		return &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: pmtu.PathMTU{Status: s, MTU: at}, Hops: []pmtu.Hop{{Hop: 1, MTU: at, Reached: true}}}
	}
	reported := result(pmtu.StatusProven, 1400)
	reported.Limits = []pmtu.Limit{{AfterHop: 1, Kind: pmtu.LimitPacketTooBig, Addr: netip.MustParseAddr("192.0.2.1"), From: 1500, To: 1400, Auth: pmtu.AuthToken}}
	local := result(pmtu.StatusProven, 1400)
	local.LocalMTU, local.Target = 1400, netip.MustParseAddrPort("192.0.2.9:33434")
	open := result(pmtu.StatusAtLeast, 1300)
	open.Limits = []pmtu.Limit{{AfterHop: 1, Kind: pmtu.LimitBlackHole, From: 1400}}
	for _, tt := range []struct {
		require pmtu.MTU
		r       *pmtu.Result
		want    string
	}{
		{0, result(pmtu.StatusProven, 1400), ""},
		{1500, nil, ""},
		{1500, &pmtu.Result{Outcome: pmtu.OutcomeUnreachable}, ""},
		{1400, result(pmtu.StatusProven, 1400), "The required 1400 bytes pass."},
		{1500, result(pmtu.StatusProven, 1400), "The required 1500 bytes do not pass. To change that: raise the MTU where the path is narrow, or send no more: MTU 1400, TCP MSS 1340."},
		{1500, reported, "The required 1500 bytes do not pass. To change that: raise the MTU of the link or tunnel behind 192.0.2.1, or send no more: MTU 1400, TCP MSS 1340."},
		{1500, local, "The required 1500 bytes do not pass. To change that: raise the MTU of this host's interface or route: ip route get 192.0.2.9."},
		{1400, result(pmtu.StatusAtLeast, 1400), "The required 1400 bytes pass."},
		{1500, result(pmtu.StatusAtLeast, 1400), "Whether the required 1500 bytes pass is not proven."},
		{1500, open, "The required 1500 bytes do not pass."},
		{1350, open, "Whether the required 1350 bytes pass is not proven."},
	} {
		if got := (question{require: tt.require}).say(tt.r); got != tt.want {
			t.Errorf("%d of %+v: %q, want %q", tt.require, tt.r, got, tt.want)
		}
	}
}

// TestRequiredInText: the sentence stands in the text.
func TestRequiredInText(t *testing.T) {
	b := newBench(t)
	if code := b.run("pmtu", "-n", "--require", "1500", "git.example"); code != exitNotMet || !strings.Contains(b.out.String(), "\nThe required 1500 bytes do not pass. To change that: raise the MTU of the link\n") {
		t.Errorf("exit code %d,\n%s", code, b.out.String())
	}
}

func TestCode(t *testing.T) {
	proven := func(m pmtu.MTU) pmtu.PathMTU { return pmtu.PathMTU{Status: pmtu.StatusProven, MTU: m} }
	atLeast := func(m pmtu.MTU) pmtu.PathMTU { return pmtu.PathMTU{Status: pmtu.StatusAtLeast, MTU: m} }
	destination := func(m pmtu.MTU) []pmtu.Hop { return []pmtu.Hop{{Hop: 1, MTU: 1500}, {Hop: 2, MTU: m, Reached: true}} }
	hole := []pmtu.Limit{{Kind: pmtu.LimitBlackHole}}
	reported := []pmtu.Limit{{Kind: pmtu.LimitPacketTooBig}}
	for _, tt := range []struct {
		name string
		ask  question
		r    *pmtu.Result
		want int
	}{
		{"nothing", question{}, nil, exitHost},
		{"proven", question{}, &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: proven(1400), Limits: reported}, exitOK},
		{"reached, MTU unknown", question{}, &pmtu.Result{Outcome: pmtu.OutcomeReached}, exitInconclusive},
		{"reached, at least", question{}, &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: atLeast(1400)}, exitInconclusive},
		{"reached, MTU not asked for", question{noMTU: true}, &pmtu.Result{Outcome: pmtu.OutcomeReached}, exitOK},
		{"silent, MTU not asked for", question{noMTU: true}, &pmtu.Result{Outcome: pmtu.OutcomeSilent}, exitInconclusive},
		{"tracepath, reached", question{}, &pmtu.Result{Mode: pmtu.ModeTracepath, Outcome: pmtu.OutcomeReached, PathMTU: atLeast(1400)}, exitOK},
		{"tracepath, reached, MTU unknown", question{}, &pmtu.Result{Mode: pmtu.ModeTracepath, Outcome: pmtu.OutcomeReached}, exitOK},
		{"tracepath, too many hops", question{}, &pmtu.Result{Mode: pmtu.ModeTracepath, Outcome: pmtu.OutcomeTooManyHops, PathMTU: atLeast(1400)}, exitInconclusive},
		{"tracepath, silent", question{}, &pmtu.Result{Mode: pmtu.ModeTracepath, Outcome: pmtu.OutcomeSilent}, exitInconclusive},
		{"tracepath, required", question{require: 1400}, &pmtu.Result{Mode: pmtu.ModeTracepath, Outcome: pmtu.OutcomeReached}, exitInconclusive},
		{"silent", question{}, &pmtu.Result{Outcome: pmtu.OutcomeSilent, PathMTU: atLeast(1500)}, exitInconclusive},
		{"too many hops", question{}, &pmtu.Result{Outcome: pmtu.OutcomeTooManyHops}, exitInconclusive},
		{"budget", question{}, &pmtu.Result{Outcome: pmtu.OutcomeBudget}, exitInconclusive},
		{"deadline after all was known", question{}, &pmtu.Result{Outcome: pmtu.OutcomeDeadline, PathMTU: proven(1400), Hops: destination(1400)}, exitOK},
		{"unreachable", question{}, &pmtu.Result{Outcome: pmtu.OutcomeUnreachable}, exitUnreachable},
		{"unreachable, no route", question{}, &pmtu.Result{Outcome: pmtu.OutcomeUnreachable, Refusal: "network is unreachable"}, exitUnreachable},
		{"unreachable, required", question{require: 1400}, &pmtu.Result{Outcome: pmtu.OutcomeUnreachable}, exitUnreachable},
		{"refused", question{}, &pmtu.Result{Outcome: pmtu.OutcomeSilent, Refusal: "operation not permitted"}, exitHost},
		{"refused half-way", question{}, &pmtu.Result{Outcome: pmtu.OutcomeSilent, Refusal: "x", Stats: pmtu.Stats{Sent: 3}}, exitInconclusive},
		{"black hole", question{}, &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: proven(1400), Limits: hole}, exitBlackHole},
		{"black hole, met", question{require: 1400}, &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: proven(1400), Limits: hole}, exitOK},
		{"black hole, not met", question{require: 1401}, &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: proven(1400), Limits: hole}, exitNotMet},
		{"black hole, open", question{require: 1401}, &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: atLeast(1300), Hops: destination(1300), Limits: hole}, exitBlackHole},
		{"met exactly", question{require: 1400}, &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: proven(1400)}, exitOK},
		{"not met", question{require: 1401}, &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: proven(1400)}, exitNotMet},
		{"met at the destination, end open", question{require: 1400}, &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: atLeast(1400), Hops: destination(1400)}, exitOK},
		{"open at the destination", question{require: 1401}, &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: atLeast(1400), Hops: destination(1400)}, exitInconclusive},
		{"refused, silent behind", question{require: 1500}, &pmtu.Result{
			Outcome: pmtu.OutcomeSilent, PathMTU: atLeast(1420), Hops: []pmtu.Hop{{Hop: 1, MTU: 1500}},
			Limits: []pmtu.Limit{{AfterHop: 1, Kind: pmtu.LimitPacketTooBig, Addr: netip.MustParseAddr("10.77.0.1"), From: 1500, To: 1420, Claimed: 1420, Auth: pmtu.AuthToken}},
		}, exitNotMet},
		{"lost in a black hole, silent behind", question{require: 1500}, &pmtu.Result{
			Outcome: pmtu.OutcomeSilent, PathMTU: atLeast(1392), Hops: []pmtu.Hop{{Hop: 1, MTU: 1500}},
			Limits: []pmtu.Limit{{AfterHop: 1, Kind: pmtu.LimitBlackHole, From: 1500, To: 1392, Auth: pmtu.AuthToken}},
		}, exitNotMet},
		{"not lost in that black hole, silent behind", question{require: 1300}, &pmtu.Result{
			Outcome: pmtu.OutcomeSilent, PathMTU: atLeast(1392), Hops: []pmtu.Hop{{Hop: 1, MTU: 1500}},
			Limits: []pmtu.Limit{{AfterHop: 1, Kind: pmtu.LimitBlackHole, From: 1500, To: 1392, Auth: pmtu.AuthToken}},
		}, exitBlackHole},
		{"more than this host sends", question{require: 1500}, &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: proven(1400), LocalMTU: 1400}, exitNotMet},
		{"more than this host sends, silent", question{require: 1500}, &pmtu.Result{Outcome: pmtu.OutcomeSilent, LocalMTU: 1400}, exitNotMet},
		{"more than this host sends, and a black hole", question{require: 1500}, &pmtu.Result{
			Outcome: pmtu.OutcomeSilent, PathMTU: atLeast(60), LocalMTU: 1400, Limits: []pmtu.Limit{{AfterHop: 1, Kind: pmtu.LimitBlackHole, From: 1400}},
		}, exitNotMet},
		{"more than this host sends, unreachable", question{require: 1500}, &pmtu.Result{Outcome: pmtu.OutcomeUnreachable, LocalMTU: 1400}, exitUnreachable},
		{"met on the way only", question{require: 1400}, &pmtu.Result{Outcome: pmtu.OutcomeSilent, PathMTU: atLeast(1500), Hops: []pmtu.Hop{{Hop: 1, MTU: 1500}}}, exitInconclusive},
	} {
		if got := tt.ask.code(tt.r); got != tt.want {
			t.Errorf("%s: exit code %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestErrorCode(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want int
	}{
		{nil, exitOK},
		{&usageError{text: "x"}, exitUsage},
		{fmt.Errorf("x: %w", &pmtu.OptionError{Err: errors.New("y")}), exitUsage},
		{&errqueue.OpError{Op: "find route", Object: "192.0.2.1", Err: syscall.ENETUNREACH}, exitUnreachable},
		{fmt.Errorf("x: %w", syscall.EHOSTUNREACH), exitUnreachable},
		{&errqueue.OpError{Op: "find route", Object: "to 2001:db8::1", Err: syscall.EADDRNOTAVAIL}, exitUnreachable},
		{&errqueue.OpError{Op: "find route", Object: "to 192.0.2.1", Err: syscall.EACCES}, exitUnreachable},
		{&errqueue.OpError{Op: "bind", Object: "192.0.2.1", Err: syscall.EADDRNOTAVAIL}, exitHost},
		{&render.ModeError{Format: "tracepath"}, exitUsage},
		{&errqueue.OpError{Op: "open", Object: "udp4", Err: syscall.EPERM}, exitHost},
		{&resolve.LookupError{Host: "h", Reason: resolve.ErrNotFound}, exitHost},
		{context.Canceled, exitHost},
	} {
		if got := errorCode(tt.err); got != tt.want {
			t.Errorf("%v: exit code %d, want %d", tt.err, got, tt.want)
		}
	}
	if got := signalCode(syscall.SIGINT); got != 130 {
		t.Errorf("SIGINT: exit code %d", got)
	}
	if got := signalCode(syscall.SIGTERM); got != 143 {
		t.Errorf("SIGTERM: exit code %d", got)
	}
}

// TestFail: the cause, why it may be, and what to try.
func TestFail(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{errors.New("x y: z"), "pmtu: x y: z\n"},
		{errors.New("evil\x1b[2J\nname"), "pmtu: evil\\x1b[2J; name\n"},
		{&usageError{"--x: y", "z"}, "pmtu: --x: y\ntry: z\n"},
		{&errqueue.OpError{Op: "find route", Object: "to 192.0.2.1", Err: syscall.ENETUNREACH, Hint: "none"}, "pmtu: find route to 192.0.2.1: network is unreachable (none)\ntry: ip route get 192.0.2.1; nft list ruleset\n"},
		{&errqueue.OpError{Op: "find route", Object: "to 2001:db8::1", Err: syscall.EADDRNOTAVAIL, Hint: "no address"}, "pmtu: find route to 2001:db8::1: cannot assign requested address (no address)\ntry: ip route get 2001:db8::1; nft list ruleset\n"},
		{&errqueue.OpError{Op: "find route", Object: "to fe80::1%eth0", Err: syscall.ENETUNREACH}, "pmtu: find route to fe80::1%eth0: network is unreachable\ntry: ip route get fe80::1 oif eth0; nft list ruleset\n"},
		{fmt.Errorf("x: %w", syscall.EHOSTUNREACH), "pmtu: x: no route to host\ntry: ip route; ip -6 route\n"},
		{&errqueue.OpError{Op: "set", Object: "SO_MARK", Err: syscall.EPERM, Hint: "needs x"}, "pmtu: set SO_MARK: operation not permitted (needs x)\ntry: sudo, or without --mark\n"},
		{&errqueue.OpError{Op: "bind", Object: "interface x", Err: syscall.ENODEV}, "pmtu: bind interface x: no such device\ntry: ip link\n"},
		{&errqueue.OpError{Op: "bind", Object: "192.0.2.1:0", Err: syscall.EADDRNOTAVAIL}, "pmtu: bind 192.0.2.1:0: cannot assign requested address\ntry: ip address\n"},
	} {
		b := newBench(t)
		b.prog = "pmtu"
		b.fail(context.Background(), tt.err)
		if got := b.err.String(); got != tt.want {
			t.Errorf("%v: printed %q, want %q", tt.err, got, tt.want)
		}
	}
}
