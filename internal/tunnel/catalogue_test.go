package tunnel

import (
	"errors"
	"regexp"
	"slices"
	"testing"
)

func TestCatalogueIsSound(t *testing.T) {
	id := regexp.MustCompile(`^[a-z0-9]+([-.][a-z0-9]+)*$`)
	owner := map[string]string{}
	for _, r := range Catalogue() {
		for _, name := range append([]string{r.ID}, r.Aliases...) {
			if !id.MatchString(name) {
				t.Errorf("%s: name %q is not lower case letters, digits and hyphens", r.ID, name)
			}
			if o, taken := owner[name]; taken {
				t.Errorf("%q names %s and %s", name, o, r.ID)
			}
			owner[name] = r.ID
		}
		if r.Name == "" || r.Source == "" || r.Kind == 0 || r.Carries == 0 {
			t.Errorf("%s: name, source, kind or what it carries is missing", r.ID)
		}
		checkKind(t, r)
		checkOptions(t, r)
	}
}

// checkKind checks that a row has what its kind needs and nothing else.
func checkKind(t *testing.T, r *Row) {
	t.Helper()
	padded := r.Kind == Padded || r.Kind == Capped
	if padded != (r.Block > 0) || (r.Kind == Padded) != (r.Trailer.Bytes > 0) {
		t.Errorf("%s: block %d and trailer %d do not fit the kind", r.ID, r.Block, r.Trailer.Bytes)
	}
	switch {
	case r.Kind != Setting && r.Kind != Stream:
		if len(r.Parts) == 0 && len(r.Options) == 0 && r.Outer == 0 {
			t.Errorf("%s adds nothing", r.ID)
		}
		if len(r.Forms) == 0 && r.MTU == 0 {
			t.Errorf("%s has no form, so that no number is explained by it", r.ID)
		}
	case len(r.Parts)+len(r.Options)+len(r.Forms) > 0 || r.Outer != 0:
		t.Errorf("%s: a number has headers, options or forms", r.ID)
	case r.MTU < MinMTU || r.MTUMax != 0 && r.MTUMax <= r.MTU || r.Kind == Setting && r.Weight < 1:
		t.Errorf("%s: MTU %d to %d, weight %d", r.ID, r.MTU, r.MTUMax, r.Weight)
	}
	if r.Basis == "" {
		return
	}
	if n, err := Inner(r.Base, mustStack(t, r.Basis)); err != nil || n != r.MTU {
		t.Errorf("%s: %s in %d gives %d, %v, but the setting is %d", r.ID, r.Basis, r.Base, n, err, r.MTU)
	}
}

func checkOptions(t *testing.T, r *Row) {
	t.Helper()
	seen := map[string]bool{}
	for i := range r.Options {
		o := &r.Options[i]
		for _, name := range append([]string{o.Name}, o.Aliases...) {
			if seen[name] || name != fold(name) {
				t.Errorf("%s: option %q is there twice or not lower case", r.ID, name)
			}
			seen[name] = true
		}
		if o.number() && (o.Step < 1 || (o.Max-o.Min)%o.Step != 0 || o.Many == "") {
			t.Errorf("%s: option %s has bad bounds or no words", r.ID, o.Name)
		}
		if o.Effect == Adds && o.Name != "tunnel" && (o.What == "" || o.Bytes == 0 && o.Per == 0) {
			t.Errorf("%s: option %s adds nothing, or says not what", r.ID, o.Name)
		}
	}
}

// Guesses leave out what cannot be parsed or does not fit; nothing of the tables may be left out.
func TestEveryFormIsGuessed(t *testing.T) {
	want := len(usuals())
	for _, r := range Catalogue() {
		want += len(r.Forms)
		for _, f := range r.Forms {
			if f.Weight < 1 || f.Weight > 100 {
				t.Errorf("%s%s: weight %d", r.ID, f.Spec, f.Weight)
			}
			if s, err := ParseStack(r.ID+f.Spec, 0); err != nil || s.String() != r.ID+f.Spec {
				t.Errorf("%s%s reads back as %s, %v", r.ID, f.Spec, s, err)
			}
		}
	}
	for _, u := range usuals() {
		if s, err := ParseStack(u.stack, 0); err != nil || s.String() != u.stack {
			t.Errorf("%s reads back as %s, %v", u.stack, s, err)
		}
	}
	if got := len(guess().candidates); got != want {
		t.Errorf("%d candidates, want %d", got, want)
	}
	for _, u := range underlays() {
		s := Stack{}
		if u.suffix != "" {
			s = mustStack(t, u.suffix)
		}
		if got := s.inner(u.base); got != u.mtu {
			t.Errorf("underlay %q of %d offers %d, the table says %d", u.suffix, u.base, got, u.mtu)
		}
	}
}

func TestLookup(t *testing.T) {
	for name, want := range map[string]string{
		"wireguard": "wireguard", "WG": "wireguard", " sit ": "6in4", "ds_lite": "dslite",
		"esp-chacha20-poly1305": "esp-gcm", "802.1Q": "vlan", "Azure": "azure-gateway",
	} {
		if r, err := Lookup(name); err != nil || r.ID != want {
			t.Errorf("Lookup(%q) = %v, %v, want %s", name, r, err, want)
		}
	}
}

func TestLookupSaysWhatIsNear(t *testing.T) {
	for _, tt := range []struct {
		name  string
		first string // of Near
		also  string
	}{
		{"wiregaurd", "wireguard", "wireguard"},
		{"wireguard2", "wireguard", "wireguard"},
		{"vxlna", "vxlan", "vxlan"},
		{"gneve", "geneve", "geneve"},
		{"ipsec", "esp-3des-sha1", "esp-gcm"},
		{"esp", "esp-3des-sha1", "esp-cbc-sha256"},
		{"srv", "srv6", "srv6-reduced"},
		{"guard", "calico-wireguard", "wireguard"},
		{"openvpn-static", "openvpn", "openvpn"},
		{"gre6", "gre", "gre"},
	} {
		_, err := Lookup(tt.name)
		var e *UnknownError
		if !errors.As(err, &e) || e.Name != tt.name || len(e.Near) == 0 || e.Near[0] != tt.first || !slices.Contains(e.Near, tt.also) {
			t.Errorf("Lookup(%q): %v, want %s first and %s", tt.name, err, tt.first, tt.also)
		}
	}
	for _, name := range []string{"", "q", "zzzzzzzz", string(make([]byte, 5000))} {
		var e *UnknownError
		if _, err := Lookup(name); !errors.As(err, &e) || e.Near != nil {
			t.Errorf("Lookup(%.10q): %v, want nothing near", name, err)
		}
	}
}

func TestCatalogueIsACopy(t *testing.T) {
	rows := Catalogue()
	rows[0] = nil
	if Catalogue()[0] == nil {
		t.Error("the caller's slice is the package's")
	}
}

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"gre", "gre", 0}, {"vxlna", "vxlan", 1}, {"gneve", "geneve", 1}, {"grre", "gre", 1}, {"gra", "gre", 1}, {"", "gre", 3}, {"wriegaurd", "wireguard", 2}} {
		if got := distance(tt.a, tt.b); got != tt.want {
			t.Errorf("distance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}
