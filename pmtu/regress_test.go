package pmtu_test

import (
	"bytes"
	"context"
	"fmt"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// TestRejectIsNotArrival: port unreachable by a firewall on the way is not
// the destination's answer.
func TestRejectIsNotArrival(t *testing.T) {
	for _, f := range families {
		r := overNetwork(t, inline(t, "hops 6\nhop 3 unreachable4=3/3 unreachable6=1/4 refuse=filter\nhop 4 mtu=1400\n"), f, pmtu.Options{})
		if r.Outcome != pmtu.OutcomeUnreachable || r.PathMTU.Status == pmtu.StatusProven || r.HopCount != 0 {
			t.Errorf("%v: %s, path MTU %+v, %d hops; want unreachable, nothing proven", f, r.Outcome, r.PathMTU, r.HopCount)
		}
	}
}

// TestLossIsNoLimit: where only chance loses packets, no limit is found, and
// what is called proven is what passes.
func TestLossIsNoLimit(t *testing.T) {
	for seed := range 300 {
		for _, loss := range []int{10, 30, 50} {
			text := fmt.Sprintf("hops 4\nseed %d\nhop 1 delay=10ms\ndest loss=%d%%\n", seed+1, loss)
			r := overNetwork(t, inline(t, text), families[seed%2], pmtu.Options{})
			if len(r.Limits) > 0 || r.PathMTU.Status == pmtu.StatusProven && r.PathMTU.MTU != 1500 {
				t.Errorf("%q: path MTU %+v, limits %+v", text, r.PathMTU, r.Limits)
			}
		}
	}
}

// TestTold: cases that were told wrong once.
func TestTold(t *testing.T) {
	for _, text := range []string{
		"hops 6\nhop 1 silent=yes\nhop 3 quote=minimal\nhop 5 delay=60ms\ndest udp=0\n",
		"hops 5\nhop 2 copies=3 quote=minimal\nhop 4 ptb=dropped mtu=1280\ndest quote=minimal\n",
		"hops 6\nhop 2 ptb=mtu-40 mtu=1492\nhop 4 mtu=1300\n",
		"hops 7\nhop 2 ptb=mtu+1 mtu=1393\nhop 5 ptb=dropped mtu=1300\n",
		"hops 6\nforge minimal as=ptb mtu=1280 every=3\ndest udp=100\n",
		"hops 3\nhop 1 rewrite=77 damage=flipped mtu=1281\n",
	} {
		for _, f := range families {
			n := inline(t, text)
			want := truth(n, f)
			r := overNetwork(t, n, f, pmtu.Options{})
			if r.PathMTU.Status == pmtu.StatusProven && r.PathMTU.MTU != want.PathMTU {
				t.Errorf("%q over %v: %+v, the path carries %d", text, f, r.PathMTU, want.PathMTU)
			}
			if r.HopCount != 0 && r.HopCount != want.HopCount {
				t.Errorf("%q over %v: %d hops, want %d", text, f, r.HopCount, want.HopCount)
			}
			checkHops(t, r, want)
			checkLimits(t, r, want)
			if t.Failed() {
				t.Fatalf("for %q over %v", text, f)
			}
		}
	}
}

// TestFirstHop: a destination that is nearer than the first hop has no hop
// count; a limit before it is searched for all the same.
func TestFirstHop(t *testing.T) {
	for _, f := range families {
		r := overNetwork(t, inline(t, "hops 2\nhop 1 mtu=1400\n"), f, pmtu.Options{FirstHop: 3})
		if r.HopCount != 0 || r.PathMTU.MTU != 1400 || len(r.Limits) != 1 || r.Limits[0].AfterHop != 1 {
			t.Errorf("%v: %d hops, %+v, limits %+v; want no count, 1400, a limit after hop 1", f, r.HopCount, r.PathMTU, r.Limits)
		}
	}
}

// TestLadderNeverUp: as tracepath, a packet too big leads neither upwards nor
// below the least MTU of the family.
func TestLadderNeverUp(t *testing.T) {
	for _, c := range []struct {
		network string
		family  pmtu.Family
		want    uint32
	}{
		{"ptb-larger", 4, 1500},
		{"ptb-larger", 6, 1500},
		{"ptb-equal", 4, 1500},
		{"ptb-0", 4, 1500},
		{"ptb-67", 4, 1500},
		{"ptb-1279", 6, 1500},
		{"ptb-max", 6, 1500},
		{"limit-2", 4, 1400},
		{"ptb-1279", 4, 1279},
	} {
		r := simulated(t, c.network, c.family, pmtu.Options{Mode: pmtu.ModeTracepath, MaxHops: 12})
		last, ok := r.Updates[len(r.Updates)-1].(pmtu.TraceLine)
		if !ok || last.Kind != pmtu.LineResume || last.MTU != c.want {
			t.Errorf("%s over %v: ends with %+v, want pmtu %d", c.network, c.family, last, c.want)
		}
	}
}

func TestAuthAndAdvice(t *testing.T) {
	for _, c := range []struct {
		network string
		family  pmtu.Family
		auth    pmtu.Auth
		mss     pmtu.MTU
	}{{"limit-1", 4, pmtu.AuthToken, 1380}, {"limit-1", 6, pmtu.AuthToken, 1360}, {"quote-minimal", 4, pmtu.AuthTuple, 1360}} {
		r := simulated(t, c.network, c.family, pmtu.Options{})
		if r.Advice == nil || r.Advice.TCPMSS != c.mss || r.Advice.MTU != r.PathMTU.MTU {
			t.Errorf("%s over %v: advice %+v, want MSS %d", c.network, c.family, r.Advice, c.mss)
		}
		if got := r.Hops[2].Answers[0].Auth; got != c.auth || r.Limits[0].Auth != c.auth {
			t.Errorf("%s over %v: hop by %s, limit by %s, want %s", c.network, c.family, got, r.Limits[0].Auth, c.auth)
		}
	}
	if r := simulated(t, "plain-9", 4, pmtu.Options{}); r.Advice != nil {
		t.Errorf("advice %+v where nothing is to be set", r.Advice)
	}
}

// FuzzReplay reads any record: an error or a result, never a panic.
func FuzzReplay(f *testing.F) {
	n, err := simnet.Load("limit-1")
	if err != nil {
		f.Fatal(err)
	}
	d, err := simnet.NewDriver(n, simnet.DriverOptions{})
	if err != nil {
		f.Fatal(err)
	}
	var record bytes.Buffer
	o := pmtu.Options{Target: netip.AddrPortFrom(n.Target(4), 0)}
	if _, err := pmtu.RunRecorded(context.Background(), d, o, nil, pmtu.NewRecorder(&record)); err != nil {
		f.Fatal(err)
	}
	f.Add(record.Bytes())
	f.Add([]byte(`{"pmtu_record":1,"options":{"Target":"192.0.2.1:1","Mode":1}}` + "\n" + `{"step":true,"event":"reply","data":{}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := pmtu.Replay(bytes.NewReader(b), nil, nil)
		if (r == nil) == (err == nil) {
			t.Errorf("result %v, error %v", r, err)
		}
	})
}

// TestSameTwice: the same network and seed give the same result, to the last
// finding; a record could not be replayed otherwise.
func TestSameTwice(t *testing.T) {
	for seed := uint64(1); seed <= 120; seed++ {
		for _, f := range families {
			if !simnet.Random(seed).Has(f) {
				continue
			}
			first := overNetwork(t, simnet.Random(seed), f, pmtu.Options{})
			if d := cmp.Diff(first, overNetwork(t, simnet.Random(seed), f, pmtu.Options{}), sameResult); d != "" {
				t.Fatalf("seed %d over %v: another result (-first +again):\n%s", seed, f, d)
			}
		}
	}
}
