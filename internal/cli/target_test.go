package cli

import (
	"errors"
	"net/netip"
	"strings"
	"testing"
	"unicode"
)

func TestParseTarget(t *testing.T) {
	for _, tt := range []struct {
		in   string
		host string
		addr string
		port uint16
	}{
		{"git.example", "git.example", "", 0},
		{"git.example/443", "git.example", "", 443},
		{"my_host", "my_host", "", 0},
		{"bücher.test", "bücher.test", "", 0},
		{"1.example", "1.example", "", 0},
		{"192.0.2.1", "192.0.2.1", "192.0.2.1", 0},
		{"192.0.2.1/65535", "192.0.2.1", "192.0.2.1", 65535},
		{"::1", "::1", "::1", 0},
		{"::1/1", "::1", "::1", 1},
		{"[2001:db8::1]/53", "2001:db8::1", "2001:db8::1", 53},
		{"[2001:db8::1]", "2001:db8::1", "2001:db8::1", 0},
		{"fe80::1%lo", "fe80::1%lo", "fe80::1%lo", 0},
		{"::ffff:192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1", 0},
	} {
		got, err := parseTarget(tt.in)
		if err != nil {
			t.Errorf("%q: %v", tt.in, err)
			continue
		}
		var addr netip.Addr
		if tt.addr != "" {
			addr = netip.MustParseAddr(tt.addr)
		}
		want := target{input: tt.in, host: tt.host, addr: addr, port: tt.port}
		if got != want {
			t.Errorf("%q: %+v, want %+v", tt.in, got, want)
		}
	}
}

// FuzzParseTarget: an accepted destination has a host that can be printed and
// looked up; a refused one gives one printable line.
func FuzzParseTarget(f *testing.F) {
	for _, s := range []string{
		"", "/", "h", "h/1", "h/65536", "h:1", "[::1]:1", "[::1]/1", "[", "[]", "]", "::", "fe80::1%eth0", "fe80::1%", "%", "127.1", ".", "..", "-", "--",
		"a b", "a\x00b", "\xff", "::ffff:1.2.3.4", "1.2.3.4%eth0", "é", strings.Repeat("a", 300), "h/-1", "h/+1", "h/01", "h/ 1", "h/1_0",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := parseTarget(s)
		if err != nil {
			var usage *usageError
			if !errors.As(err, &usage) {
				t.Errorf("%q: %T", s, err)
			}
			for _, line := range []string{oneLine(err.Error()), oneLine(usage.try)} {
				if strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) {
					t.Errorf("%q: %q is not printable", s, line)
				}
			}
			return
		}
		if got.host == "" || len(got.host) > 253 && !got.addr.IsValid() || strings.ContainsFunc(got.host, unicode.IsControl) || strings.ContainsAny(got.host, "/ []") && got.addr.Zone() == "" {
			t.Errorf("%q: host %q", s, got.host)
		}
		if got.addr.Is4In6() {
			t.Errorf("%q: address %v", s, got.addr)
		}
		if _, err := netip.ParseAddr(got.host); (err == nil) != got.addr.IsValid() {
			t.Errorf("%q: host %q, address %v", s, got.host, got.addr)
		}
	})
}

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"plain":        "plain",
		`"quoted\it"`:  `"quoted\it"`,
		"\x1b[2J":      `\x1b[2J`,
		"a\nb":         `a\nb`,
		"bücher":       "bücher",
		"\u202eevil":   `\u202eevil`,
		"bad\xffbytes": `bad\xffbytes`,
	} {
		if got := printable(in); got != want {
			t.Errorf("printable(%q) = %s, want %s", in, got, want)
		}
	}
	if got := oneLine("one\ntwo"); got != "one; two" {
		t.Errorf("oneLine: %q", got)
	}
}
