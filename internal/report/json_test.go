package report

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/internal/render"
	"github.com/pathmtu/pmtu/internal/render/schematest"
	"github.com/pathmtu/pmtu/pmtu"
)

// TestJSONSchema: every document and every stream satisfies the schema.
func TestJSONSchema(t *testing.T) {
	runs := situations()
	runs["hostile"] = newRun(hostile()...)
	odd := fails()
	odd.Trace = &pmtu.Result{}
	runs["a run to nowhere"] = newRun(odd)
	runs["no head"] = run{results: []*check.Result{passes()}, summary: check.Summary{Pass: 1, Total: 1}}
	for name, u := range runs {
		for _, o := range []Options{{}, {Version: "0.1.0"}, {Redact: true}} {
			doc := write(t, "json", u, o)
			lines := write(t, "jsonl", u, o)
			if err := schematest.CheckDef("check_document", doc); err != nil {
				t.Errorf("%s: %v\n%s", name, err, doc)
			}
			if err := schematest.CheckCheckLines(lines); err != nil {
				t.Errorf("%s: %v\n%s", name, err, lines)
			}
		}
	}
}

// TestJSONResult: the document of a target is that of its run, field for
// field, and what check adds.
func TestJSONResult(t *testing.T) {
	r := fails()
	var doc struct{ Results []map[string]any }
	if err := json.Unmarshal(write(t, "json", newRun(r), Options{Version: "0.1.0"}), &doc); err != nil {
		t.Fatal(err)
	}
	var own bytes.Buffer
	f, err := render.Get("json")
	if err != nil {
		t.Fatal(err)
	}
	if err := f(&own, r.Trace, render.Options{Input: "shop.example", TargetName: "shop.example", Version: "0.1.0"}); err != nil {
		t.Fatal(err)
	}
	var want map[string]any
	if err := json.Unmarshal(own.Bytes(), &want); err != nil {
		t.Fatal(err)
	}
	got := doc.Results[0]
	checked, ok := got["check"].(map[string]any)
	delete(got, "check")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-trace +check):\n%s", diff)
	}
	if !ok || checked["verdict"] != "fail" || checked["require_bytes"] != 1400.0 || checked["name"] != "the shop" || checked["where"] != "targets.txt:3" {
		t.Errorf("check: %v", checked)
	}
}

// TestJSONLost: what is only known with a baseline is absent without one.
func TestJSONLost(t *testing.T) {
	u := situations()["baseline"]
	if got := write(t, "json", u, Options{}); !bytes.Contains(got, []byte(`"lost":1,"changed":1`)) {
		t.Errorf("%s", got)
	}
	u.head.Baseline = ""
	if got := write(t, "json", u, Options{}); bytes.Contains(got, []byte(`"lost"`)) {
		t.Errorf("%s", got)
	}
}
