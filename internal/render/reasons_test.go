package render

import (
	"bytes"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestReasonsRateLimited: what a limit of answers keeps back does not read as loss, and what is lost does.
func TestReasonsRateLimited(t *testing.T) {
	for _, c := range []struct {
		name string
		lost int
		more []pmtu.Code
		want bool
	}{
		{"limited", 32, []pmtu.Code{pmtu.CodeRateLimited}, true},
		{"all were answered", 0, []pmtu.Code{pmtu.CodeRateLimited}, false},
		{"lost as well", 32, []pmtu.Code{pmtu.CodeRateLimited, pmtu.CodeLossy}, false},
		{"nobody knows why", 32, nil, false},
	} {
		r := followedHole()
		r.Limits[1].Controls, r.Limits[1].ControlsLost = 44, c.lost
		for _, code := range c.more {
			r.Findings = append(r.Findings, pmtu.Finding{Code: code, Severity: pmtu.SeverityInfo})
		}
		if got := render(t, "text", r, Options{Width: 1000}); bytes.Contains(got, []byte(" times of 44 (answers are limited in rate, which is no loss); no packet too big came")) != c.want {
			t.Errorf("%s: %v in\n%s", c.name, !c.want, got)
		}
	}
}
