package e2e

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"testing"

	"github.com/pathmtu/pmtu/internal/simnet/conformance"
	"github.com/pathmtu/pmtu/pmtu"
)

// verdict is what the tables of internal/simnet speak of, as JSON has it.
type verdict struct {
	Target struct {
		Address netip.Addr `json:"address"`
	} `json:"target"`
	Outcome string `json:"outcome"`
	PathMTU struct {
		Status    string `json:"status"`
		Bytes     int    `json:"bytes"`
		Direction string `json:"direction"`
	} `json:"path_mtu"`
	HopCount int `json:"hop_count"`
	Hops     []struct {
		Hop     int `json:"hop"`
		Answers []struct {
			Address netip.Addr `json:"address"`
			Error   *struct {
				Type uint8 `json:"type"`
				Code uint8 `json:"code"`
			} `json:"error"`
		} `json:"answers"`
	} `json:"hops"`
	Limits []struct {
		AfterHop *int       `json:"after_hop"`
		Address  netip.Addr `json:"address"`
		Kind     string     `json:"kind"`
		From     int        `json:"from_bytes"`
		To       int        `json:"to_bytes"`
		Claimed  uint32     `json:"claimed_bytes"`
	} `json:"limits"`
	Findings []struct {
		Code    string     `json:"code"`
		Hop     int        `json:"hop"`
		Address netip.Addr `json:"address"`
	} `json:"findings"`
	Probes struct {
		Sent      int `json:"sent"`
		SentBytes int `json:"sent_bytes"`
	} `json:"probes"`
}

// readVerdict reads a document.
func readVerdict(text string) (*verdict, error) {
	v := &verdict{}
	if err := json.Unmarshal([]byte(text), v); err != nil {
		return nil, fmt.Errorf("%w in %q", err, text)
	}
	return v, nil
}

// said writes the verdict as the rows of the tables have it.
func (v *verdict) said(exit int) string {
	r := &pmtu.Result{
		Target:   netip.AddrPortFrom(v.Target.Address, 0),
		Outcome:  pmtu.Outcome(v.Outcome),
		PathMTU:  pmtu.PathMTU{Status: pmtu.Status(v.PathMTU.Status), MTU: pmtu.MTU(v.PathMTU.Bytes), Direction: pmtu.Direction(v.PathMTU.Direction)},
		HopCount: v.HopCount,
	}
	for _, h := range v.Hops {
		hop := pmtu.Hop{Hop: h.Hop}
		for _, a := range h.Answers {
			if a.Error != nil {
				hop.Answers = append(hop.Answers, pmtu.Answer{Addr: a.Address, Error: &pmtu.ICMPError{Type: a.Error.Type, Code: a.Error.Code}})
			}
		}
		r.Hops = append(r.Hops, hop)
	}
	for _, l := range v.Limits {
		after := -1
		if l.AfterHop != nil {
			after = *l.AfterHop
		}
		r.Limits = append(r.Limits, pmtu.Limit{
			AfterHop: after, Addr: l.Address, Kind: pmtu.LimitKind(l.Kind), From: pmtu.MTU(l.From), To: pmtu.MTU(l.To), Claimed: l.Claimed,
		})
	}
	for _, f := range v.Findings {
		r.Findings = append(r.Findings, pmtu.Finding{Code: pmtu.Code(f.Code), Hop: f.Hop, Addr: f.Address})
	}
	return conformance.Said(r, exit)
}

func TestVerdict(t *testing.T) {
	const text = `{"target": {"address": "10.77.99.9"}, "outcome": "reached",
		"path_mtu": {"status": "at_least", "bytes": 1300, "direction": "both"}, "hop_count": 9,
		"hops": [{"hop": 1}, {"hop": 4, "answers": [{"address": "10.77.0.4"}, {"address": "10.77.0.9", "error": {"mark": "!A", "type": 3, "code": 13}}]}],
		"limits": [{"after_hop": 0, "kind": "black_hole", "from_bytes": 1500, "to_bytes": 1480},
			{"kind": "packet_too_big", "from_bytes": 1480, "to_bytes": 1400, "claimed_bytes": 900, "address": "10.77.99.9"},
			{"after_hop": 3, "address": "10.77.0.3", "kind": "packet_too_big", "from_bytes": 1400, "to_bytes": 1300}],
		"findings": [{"code": "prohibited", "hop": 4, "address": "10.77.0.4"}, {"code": "lossy"}, {"code": "black_hole"},
			{"code": "rate_limited", "hop": 9, "address": "10.77.0.4"}]}`
	const want = "reached at_least=1300/both 7 9 hole@0:1500>1480 ptb@?:1480>1400!900=dest ptb@3:1400>1300!0 refused@4:3/13=r9" +
		" +black_hole +lossy +prohibited@4 +rate_limited@9=r4"
	v, err := readVerdict(text)
	if err != nil {
		t.Fatal(err)
	}
	if got := v.said(7); got != want {
		t.Errorf("says\n%s\nwant\n%s", got, want)
	}
	if _, err := readVerdict("pmtu: no"); err == nil {
		t.Error("what is no JSON was read")
	}
}
