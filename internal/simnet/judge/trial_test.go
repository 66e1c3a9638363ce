package judge

import (
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// TestPanicIsFault: a run that ends in a panic is a fault that names the line, not the end of the campaign.
func TestPanicIsFault(t *testing.T) {
	r, err := survive(func() (*pmtu.Result, error) {
		var none *pmtu.Result
		none.HopCount = 1
		return none, nil
	})
	if r != nil || err == nil || !strings.Contains(err.Error(), "trial_test.go") {
		t.Fatalf("%v, %v", r, err)
	}
	faults := Judge(&Trial{Net: new(simnet.Network), Err: err})
	if len(faults) != 1 || faults[0].Rule != "error" || !strings.HasPrefix(faults[0].Text, "panic: ") {
		t.Errorf("%+v", faults)
	}
}

// TestTruthOfUnanswered: where neither UDP nor echoes are answered, what is so is what is so of UDP's flow, which the run kept to.
func TestTruthOfUnanswered(t *testing.T) {
	n, err := simnet.Parse("test.net", []byte("hops 3\nhop 2 addr=2,102 pick=flow\nhop 2 refuse=filter unreachable4=3/1"))
	if err != nil {
		t.Fatal(err)
	}
	tr := Try(n, Setup{Family: pmtu.IPv4, Protocol: pmtu.Auto, Seed: 1}, nil)
	want := n.Truth(flow{port: pmtu.DefaultPort}.of(n, pmtu.IPv4)).Hops[1].Addrs[0]
	if got := tr.Truth.Hops[1].Addrs[0]; got != want || tr.Result.Protocol != pmtu.UDP {
		t.Errorf("hop 2 is %s, want %s; %s", got, want, tr.Result.Protocol)
	}
}
