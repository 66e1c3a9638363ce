package tunnel

import (
	"strings"
	"testing"
)

// TestOtherFamilyWhy: what the other family's MTU says of an explanation, in its words.
func TestOtherFamilyWhy(t *testing.T) {
	for _, tt := range []struct {
		mtu  int
		h    Hints
		id   string
		want string // ""; nothing is said of the other family
	}{
		{1480, Hints{Family: IPv6, OtherMTU: 1500}, "6in4", "the other family has 1500, and it carries IPv6 only"},
		{1480, Hints{Family: IPv6, OtherMTU: 1492, Before: 1492}, "6in4", "the other family has 1492, and it carries IPv6 only"},
		{1480, Hints{Family: IPv6, OtherMTU: 1400, Before: 1500}, "6in4", ""},
		{1480, Hints{Family: IPv6, OtherMTU: 1480}, "6in4", "both families have 1480, but it carries IPv6 only"},
		{1480, Hints{Family: IPv6}, "6in4", ""},
		{1420, Hints{OtherMTU: 1440}, "wireguard", "the other family has 1440, as over an underlay of the other family"},
		{1420, Hints{OtherMTU: 1300}, "wireguard", "the other family has 1300, which it does not explain"},
		{1420, Hints{OtherMTU: 1420}, "wireguard", "both families have 1420, as inside of one tunnel"},
		{1492, Hints{OtherMTU: 1492}, "pppoe", "both families have 1492, as on a link"},
	} {
		found := false
		for _, e := range LooksLike(tt.mtu, tt.h) {
			if e.ID != tt.id || strings.Contains(e.Stack, "+") {
				continue
			}
			found = true
			_, why, said := strings.Cut("; "+e.Why, tt.want)
			switch {
			case tt.want == "" && (strings.Contains(e.Why, "other family") || strings.Contains(e.Why, "both families")):
				t.Errorf("%d %+v: %s: %q, want nothing of the other family", tt.mtu, tt.h, e.Stack, e.Why)
			case !said || tt.want != "" && why != "" && !strings.HasPrefix(why, ";"):
				t.Errorf("%d %+v: %s: %q, want %q", tt.mtu, tt.h, e.Stack, e.Why, tt.want)
			}
		}
		if !found {
			t.Errorf("%d %+v: no %s", tt.mtu, tt.h, tt.id)
		}
	}
}
