package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/render/schematest"
)

// document is what these tests read of the JSON output.
type document struct {
	Outcome string `json:"outcome"`
	PathMTU struct {
		Status string `json:"status"`
		Bytes  int    `json:"bytes"`
	} `json:"path_mtu"`
	HopCount   int     `json:"hop_count"`
	DurationMS float64 `json:"duration_ms"`
	Probes     struct {
		Sent int `json:"sent"`
	} `json:"probes"`
}

// parse reads the JSON output and holds it against the schema.
func parse(t *testing.T, text string) document {
	t.Helper()
	schematest.Validate(t, []byte(text))
	var d document
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatalf("%v in %q", err, text)
	}
	return d
}

// TestNobody traces as user 65534 without any capability, in every format.
func TestNobody(t *testing.T) {
	n := load(t, "limit-1")
	for _, f := range families(n) {
		target := n.Target(f).String()
		check := func(name string, inspect func(t *testing.T, out output), path string, args ...string) {
			t.Run(fmt.Sprintf("%s/%s", f, name), func(t *testing.T) {
				out := mustRun(t, behind(t, n.Fresh(0)), path, append(args, target)...)
				if out.code != 0 || out.stderr != "" {
					t.Errorf("exit code %d, standard error %q", out.code, out.stderr)
				}
				inspect(t, out)
			})
		}
		check("text", func(t *testing.T, out output) {
			if !strings.Contains(out.stdout, "Path MTU 1420, proven") || !strings.Contains(out.stdout, target) {
				t.Errorf("text is\n%s", out.stdout)
			}
		}, pmtuPath(), "-n")
		check("json", func(t *testing.T, out output) {
			d := parse(t, out.stdout)
			if d.Outcome != "reached" || d.PathMTU.Status != "proven" || d.PathMTU.Bytes != 1420 || d.HopCount != 7 {
				t.Errorf("document is %+v", d)
			}
		}, pmtuPath(), "--json")
		check("jsonl", func(t *testing.T, out output) {
			schematest.ValidateLines(t, []byte(out.stdout))
		}, pmtuPath(), "-n", "--format", "jsonl")
		check("tracepath", func(t *testing.T, out output) {
			if !strings.HasSuffix(out.stdout, "     Resume: pmtu 1420 hops 7 back 7 \n") {
				t.Errorf("text is\n%s", out.stdout)
			}
		}, tracepathPath(), "-n")
	}
}

// TestNobodyHasNoRights keeps TestNobody from becoming a test of root.
func TestNobodyHasNoRights(t *testing.T) {
	out := mustRun(t, behind(t, load(t, "plain-1")), "/bin/cat", "/proc/self/status")
	for _, want := range []string{"CapEff:\t0000000000000000\n", "CapPrm:\t0000000000000000\n", "Uid:\t65534\t65534\t65534\t65534\n"} {
		if !strings.Contains(out.stdout, want) {
			t.Errorf("no %q in\n%s", want, out.stdout)
		}
	}
}

// TestNames prints the names of hops, that of the destination among them.
func TestNames(t *testing.T) {
	n := load(t, "plain-3")
	out := mustRun(t, behind(t, n), pmtuPath(), n.Target(families(n)[0]).String())
	for _, want := range []string{"r1.example", "git.example"} {
		if !strings.Contains(out.stdout, want) {
			t.Errorf("no %q in\n%s", want, out.stdout)
		}
	}
}
