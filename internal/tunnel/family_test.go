package tunnel

import "testing"

func TestMSS(t *testing.T) {
	for _, tt := range []struct {
		mtu    int
		family Family
		want   int
	}{
		{1500, IPv4, 1460},
		{1500, IPv6, 1440},
		{1420, IPv4, 1380},
		{1420, IPv6, 1360},
		{1446, IPv4, 1406},
		{1392, IPv4, 1352},
		{1280, IPv6, 1220},
		{576, IPv4, 536},
		{68, IPv4, 28},
		{50, IPv6, 0},
		{40, IPv4, 0},
		{1500, 0, 0},
		{1500, 5, 0},
	} {
		if got := MSS(tt.mtu, tt.family); got != tt.want {
			t.Errorf("MSS(%d, %v) = %d, want %d", tt.mtu, tt.family, got, tt.want)
		}
	}
}

func TestFamilies(t *testing.T) {
	for s, want := range map[Families]string{0: "nothing", Only4: "IPv4", Only6: "IPv6", Both: "IPv4 and IPv6"} {
		if s.String() != want || s.Has(IPv4) != (s == Only4 || s == Both) || s.Has(IPv6) != (s == Only6 || s == Both) || s.Has(0) {
			t.Errorf("%v: want %s", s, want)
		}
	}
	if got := Family(0).String(); got != "no family" {
		t.Error(got)
	}
	if IPv4.other() != IPv6 || IPv6.other() != IPv4 || Family(0).other() != 0 {
		t.Error("other family")
	}
}
