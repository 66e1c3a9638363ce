package cli

import (
	"testing"
	"time"
)

func TestSpan(t *testing.T) {
	for in, want := range map[string]time.Duration{
		"1": time.Second, "0.25": 250 * time.Millisecond, ".5": 500 * time.Millisecond, "300ms": 300 * time.Millisecond, "1m": time.Minute, "3600": time.Hour, "1e-3": time.Millisecond,
	} {
		var s span
		if err := s.UnmarshalText([]byte(in)); err != nil || time.Duration(s) != want {
			t.Errorf("%s: %v, %v, want %v", in, time.Duration(s), err, want)
		}
	}
	for _, in := range []string{"", "0", "-1", "-1s", "3601", "1h1ns", "inf", "NaN", "1e300", "1 s", "s", "1e-30"} {
		var s span
		if err := s.UnmarshalText([]byte(in)); err == nil {
			t.Errorf("%q: %v, want an error", in, time.Duration(s))
		}
	}
}

func TestDSCP(t *testing.T) {
	// The values are those of the IANA registry "Differentiated Services Field Codepoints".
	for in, want := range map[string]dscp{
		"0": 0, "63": 63, "0x2e": 46, "be": 0, "df": 0, "le": 1, "cs0": 0, "CS1": 8, "cs7": 56, "af11": 10, "af12": 12, "AF23": 22, "af31": 26, "af43": 38, "va": 44, "ef": 46,
	} {
		var d dscp
		if err := d.UnmarshalText([]byte(in)); err != nil || d != want {
			t.Errorf("%s: %d, %v, want %d", in, d, err, want)
		}
	}
	for _, in := range []string{"", "64", "-1", "cs8", "af10", "af14", "af51", "af1", "afé1", "xx"} {
		var d dscp
		if err := d.UnmarshalText([]byte(in)); err == nil {
			t.Errorf("%q: %d, want an error", in, d)
		}
	}
}

func TestParseInt(t *testing.T) {
	for _, in := range []string{"", " 5", "5x", "0x5", "5.0", "0", "256", "-1", "99999999999999999999"} {
		if n, err := parseInt(in, "1-255"); err == nil {
			t.Errorf("%q: %d, want an error", in, n)
		}
	}
	for in, want := range map[string]int{"1": 1, "255": 255, "+7": 7, "007": 7} {
		if n, err := parseInt(in, "1-255"); err != nil || n != want {
			t.Errorf("%q: %d, %v, want %d", in, n, err, want)
		}
	}
	if _, err := parseInt("1", "x"); err == nil {
		t.Error("a range that is none: no error")
	}
}
