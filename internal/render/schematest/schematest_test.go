package schematest

import (
	"strings"
	"testing"
)

const document = `{"schema": 1, "target": {"input": "a", "address": "192.0.2.9"}, "family": "ipv4", "protocol": "udp",
"duration_ms": 1.5, "outcome": "reached", "path_mtu": {"status": "proven", "bytes": 1400, "direction": "forward"},
"hops": [{"hop": 1, "answers": [{"address": "fe80::1%eth0", "rtt_ms": [0.1], "error": {"mark": "!N", "type": 3, "code": 0, "text": "x y"}}],
"sent": 1, "received": 1}], "limits": [{"after_hop": 0, "kind": "local", "to_bytes": 1400}],
"findings": [{"code": "nat", "severity": "info", "detail": "A sentence."}], "probes": {"sent": 1, "answered": 1, "sent_bytes": 9}}`

func TestCheck(t *testing.T) {
	if err := Check([]byte(document)); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, old, new string }{
		{"unknown field", `"probes":`, `"more": 1, "probes":`},
		{"unknown field of a hop", `"sent": 1, "received"`, `"more": 1, "sent": 1, "received"`},
		{"unknown field of an answer", `"rtt_ms"`, `"more": 1, "rtt_ms"`},
		{"another version", `"schema": 1`, `"schema": 2`},
		{"no outcome", `"outcome": "reached", `, ``},
		{"empty outcome", `"reached"`, `""`},
		{"null", `1.5`, `null`},
		{"proven without a number", `"bytes": 1400, `, ``},
		{"a number that is unknown", `"proven"`, `"unknown"`},
		{"zero for unknown", `"bytes": 1400`, `"bytes": 0`},
		{"no answers", `"hop": 1, "answers"`, `"hop": 1, "answers": [], "x"`},
		{"a hop that is none", `"hop": 1`, `"hop": 0`},
		{"no address", `192.0.2.9`, ``},
		{"control byte in a name", `"input": "a"`, `"input": "a\u001b"`},
		{"bidi control in a name", `"input": "a"`, `"input": "a\u202e"`},
		{"newline in a sentence", `A sentence.`, `A\n`},
		{"a finding that nobody knows", `"nat"`, `"gnat"`},
		{"a kind that nobody knows", `"local"`, `"global"`},
		{"a mark that nobody knows", `!N`, `!Q`},
		{"two documents", `"sent_bytes": 9}}`, `"sent_bytes": 9}}{}`},
	}
	for _, tt := range tests {
		if !strings.Contains(document, tt.old) {
			t.Fatalf("%s: changes nothing", tt.name)
		}
		if Check([]byte(strings.Replace(document, tt.old, tt.new, 1))) == nil {
			t.Errorf("%s: passes", tt.name)
		}
	}
}

func TestCheckLines(t *testing.T) {
	const (
		start   = `{"event": "start", "schema": 1, "target": {"input": "a", "address": "192.0.2.9"}, "family": "ipv4", "protocol": "udp"}` + "\n"
		local   = `{"event": "local", "mtu_bytes": 1500}` + "\n"
		hop     = `{"event": "hop", "hop": 1, "sent": 3, "received": 0}` + "\n"
		limit   = `{"event": "limit", "kind": "black_hole", "to_bytes": 1392}` + "\n"
		finding = `{"event": "finding", "code": "nat", "severity": "info", "detail": "A sentence."}` + "\n"
	)
	result := strings.ReplaceAll(strings.Replace(document, "{", `{"event": "result", `, 1), "\n", " ") + "\n"
	tests := []struct {
		name, stream string
		valid        bool
	}{
		{"all", start + local + hop + limit + finding + result, true},
		{"least", start + result, true},
		{"empty", "", false},
		{"no start", hop + result, false},
		{"no result", start + hop, false},
		{"late start", hop + start + result, false},
		{"early result", start + result + hop, false},
		{"two results", start + result + result, false},
		{"no end", start + strings.TrimSuffix(result, "\n"), false},
		{"empty line", start + "\n" + result, false},
		{"unknown event", start + strings.Replace(hop, `"hop"`, `"pop"`, 1) + result, false},
		{"unknown field", start + strings.Replace(hop, `"sent"`, `"more": 1, "sent"`, 1) + result, false},
		{"unknown field of start", strings.Replace(start, `"schema"`, `"more": 1, "schema"`, 1) + result, false},
		{"unknown field of result", start + strings.Replace(result, `"schema"`, `"more": 1, "schema"`, 1), false},
		{"null", start + "null\n" + result, false},
	}
	for _, tt := range tests {
		if err := CheckLines([]byte(tt.stream)); (err == nil) != tt.valid {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}
