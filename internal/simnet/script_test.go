package simnet

import (
	"slices"
	"testing"
)

func TestScript(t *testing.T) {
	const lost = -1
	for _, tt := range []struct {
		text string
		want []int64 // for a link of 1400 and packets of 1500
	}{
		{"mtu", []int64{1400, 1400}},
		{"0", []int64{0, 0}},
		{"4294967295", []int64{4294967295}},
		{"size", []int64{1500, 1500}},
		{"size+1,size-2000,mtu-40,mtu+20", []int64{1501, 0, 1360, 1420, 1420}},
		{"1400,1300,...", []int64{1400, 1300, 1400, 1300, 1400}},
		{"1499..1497", []int64{1499, 1498, 1497, 1497}},
		{"1..3,dropped,...", []int64{1, 2, 3, lost, 1, 2}},
		{"dropped,mtu", []int64{lost, 1400, 1400}},
		{"dropped", []int64{lost, lost}},
	} {
		s, err := parseScript(tt.text)
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		var got []int64
		for i := range tt.want {
			claim, ok := s.claim(uint64(i), 1400, 1500)
			if !ok {
				got = append(got, lost)
				continue
			}
			got = append(got, int64(claim))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.text, got, tt.want)
		}
	}
}

func TestScriptErrors(t *testing.T) {
	for _, text := range []string{
		"", "...", ",", "1,", "x", "-1", "4294967296", "mtu1", "size*2", "mtu+", "1..", "..2", "1..x", "1,...,2", "mtu-x",
	} {
		if s, err := parseScript(text); err == nil {
			t.Errorf("%q: %+v, want an error", text, s)
		}
	}
}
