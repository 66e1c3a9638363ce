package schematest

import (
	"strings"
	"testing"
)

const (
	checkField = `"check": {"verdict": "fail", "require_bytes": 1400, "name": "a", "where": "f:3", "reason": "a b", "changes": [` +
		`{"what": "path_mtu", "before_bytes": 1500, "after_bytes": 1392, "loss": true, "detail": "less"}]}`
	untraced = `{"schema": 1, "target": {"input": "a.example"}, "check": {"verdict": "error", "require_bytes": 1400, "reason": "a b"}}`
	sum      = `{"verdict": "fail", "targets": 2, "done": 2, "pass": 0, "fail": 1, "inconclusive": 0, "unreachable": 0, "error": 1, ` +
		`"duration_ms": 1.5, "probes": {"sent": 9, "sent_bytes": 99}}`
)

var (
	traced        = strings.ReplaceAll(strings.Replace(document, "{", "{"+checkField+", ", 1), "\n", " ")
	checkDocument = `{"schema": 1, "results": [` + traced + ", " + untraced + `], "summary": ` + sum + `}`
)

func TestCheckDocument(t *testing.T) {
	if err := CheckDef("check_document", []byte(checkDocument)); err != nil {
		t.Fatal(err)
	}
	if err := Check([]byte(traced)); err != nil {
		t.Errorf("a result is no document of a run: %v", err)
	}
	tests := []struct{ name, old, new string }{
		{"unknown field", `"summary":`, `"more": 1, "summary":`},
		{"unknown field of a result", `"outcome"`, `"more": 1, "outcome"`},
		{"unknown field of a target without a run", `{"input": "a.example"}`, `{"input": "a.example"}, "more": 1`},
		{"unknown field of check", `"where"`, `"more": 1, "where"`},
		{"unknown field of a change", `"loss"`, `"more": 1, "loss"`},
		{"unknown field of the summary", `"done"`, `"more": 1, "done"`},
		{"a result that was not judged", checkField + ", ", ``},
		{"a target without a run that was not judged", `, "check": {"verdict": "error", "require_bytes": 1400, "reason": "a b"}`, ``},
		{"half a run", `"path_mtu": {"status": "proven", "bytes": 1400, "direction": "forward"},`, ``},
		{"a verdict that nobody knows", `"verdict": "error"`, `"verdict": "good"`},
		{"nothing required", `"require_bytes": 1400, "name"`, `"require_bytes": 0, "name"`},
		{"no reason", `"reason": "a b", "changes"`, `"changes"`},
		{"a change that nobody knows", `"what": "path_mtu"`, `"what": "weather"`},
		{"false for absent", `"loss": true`, `"loss": false`},
		{"no summary", `, "summary": ` + sum, ``},
		{"less than none", `"fail": 1`, `"fail": -1`},
	}
	for _, tt := range tests {
		changed := strings.Replace(checkDocument, tt.old, tt.new, 1)
		if changed == checkDocument {
			t.Fatalf("%s: changes nothing", tt.name)
		}
		if CheckDef("check_document", []byte(changed)) == nil {
			t.Errorf("%s: passes", tt.name)
		}
	}
}

func TestCheckCheckLines(t *testing.T) {
	const start = `{"event": "start", "schema": 1, "targets": 2}` + "\n"
	event := func(name, object string) string {
		return strings.Replace(object, "{", `{"event": "`+name+`", `, 1) + "\n"
	}
	one, two, end := event("result", traced), event("result", untraced), event("summary", sum)
	tests := []struct {
		name, stream string
		valid        bool
	}{
		{"all", start + one + two + end, true},
		{"least", start + end, true},
		{"empty", "", false},
		{"no start", one + end, false},
		{"no end", start + one, false},
		{"late start", one + start + end, false},
		{"early end", start + end + one, false},
		{"half a line", start + one + strings.TrimSuffix(end, "\n"), false},
		{"unknown event", start + strings.Replace(one, `"result"`, `"hop"`, 1) + end, false},
		{"unknown field", start + strings.Replace(one, `"outcome"`, `"more": 1, "outcome"`, 1) + end, false},
		{"unknown field of a target without a run", start + strings.Replace(two, `"target"`, `"more": 1, "target"`, 1) + end, false},
		{"unknown field of start", strings.Replace(start, `"schema"`, `"more": 1, "schema"`, 1) + end, false},
		{"unknown field of the summary", start + strings.Replace(end, `"done"`, `"more": 1, "done"`, 1), false},
		{"not judged", start + strings.Replace(one, checkField+", ", "", 1) + end, false},
	}
	for _, tt := range tests {
		if err := CheckCheckLines([]byte(tt.stream)); (err == nil) != tt.valid {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}
