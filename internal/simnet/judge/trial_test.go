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
