package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// binary is pmtu check as a user calls it, with its report as results come.
func binary(path string, s settings) contender {
	return contender{
		name: "pmtu check",
		args: []string{
			path, "check", "--require", strconv.Itoa(int(required)), "--rate", strconv.FormatFloat(s.rate, 'f', -1, 64),
			"-n", "-F", "jsonl", "--targets", "-",
		},
		fails: true, // as some targets do
		verdict: func(out string) string {
			t, err := readReport(out, s)
			if err != nil {
				return err.Error()
			}
			return t.String()
		},
	}
}

// verdicts are what check says of each kind.
var verdicts = map[string]string{"plain": "pass", "reported": "fail", blackHole: "fail", "dead": "inconclusive"}

// readReport reads the output of pmtu check.
func readReport(out string, s settings) (tally, error) {
	w, err := s.world()
	if err != nil {
		return tally{}, err
	}
	kindOf := make(map[string]kind)
	for i := range w.Targets() {
		kindOf[w.Target(i).Target(family).String()] = s.kinds()[i%len(s.kinds())]
	}
	t := tally{missing: s.targets}
	for line := range strings.Lines(out) {
		var r struct {
			Event  string `json:"event"`
			Target struct {
				Address string `json:"address"`
			} `json:"target"`
			PathMTU struct {
				Bytes int `json:"bytes"`
			} `json:"path_mtu"`
			Probes struct {
				Sent int `json:"sent"`
			} `json:"probes"`
			Check struct {
				Verdict string `json:"verdict"`
			} `json:"check"`
		}
		if !strings.HasSuffix(line, "\n") {
			break // it was stopped in the middle
		}
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			return t, fmt.Errorf("read result %q: %w", strings.TrimSpace(line), err)
		}
		if r.Event != "result" {
			continue
		}
		k := kindOf[r.Target.Address]
		if r.Check.Verdict == "fail" && k.name == blackHole && r.PathMTU.Bytes < int(k.mtu) {
			t.rough++
			t.missing--
			t.packets += r.Probes.Sent
			continue
		}
		ok := r.Check.Verdict == verdicts[k.name] && r.PathMTU.Bytes == int(k.mtu)
		t.count(ok, r.Probes.Sent, fmt.Sprintf("%s (%s) is %s, %d", r.Target.Address, k.name, r.Check.Verdict, r.PathMTU.Bytes))
	}
	return t, nil
}
