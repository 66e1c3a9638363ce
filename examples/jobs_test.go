package examples

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestGitLab: the fields are those of the keyword reference (GitLab Docs,
// "CI/CD YAML syntax reference"), and the script writes the report that it names.
func TestGitLab(t *testing.T) {
	var jobs map[string]struct {
		Stage, Image, Timeout string
		Variables             map[string]string
		Before                []string `yaml:"before_script"`
		Script                []string
		After                 []string `yaml:"after_script"`
		Artifacts             struct {
			When    string
			Reports struct{ JUnit string }
			Paths   []string
			Expire  string `yaml:"expire_in"`
		}
		Allow struct {
			Codes int `yaml:"exit_codes"`
		} `yaml:"allow_failure"`
	}
	strict(t, read(t, "gitlab/mtu.gitlab-ci.yml"), &jobs)
	job := jobs["mtu"]
	dir := t.TempDir()
	targets := here.Replace(read(t, "gitlab/mtu-targets.txt"))
	if err := os.WriteFile(filepath.Join(dir, "mtu-targets.txt"), []byte(targets), 0o600); err != nil {
		t.Fatal(err)
	}
	script := strings.Join(append(job.Script, job.After...), "\n")
	if r := execute(t, dir, []string{"REQUIRE=" + job.Variables["REQUIRE"]}, "sh", "-ec", script); r.code != 0 {
		t.Errorf("%+v", r)
	}
	var report struct {
		Suites []struct{} `xml:"testsuite"`
	}
	if err := xml.Unmarshal([]byte(read(t, filepath.Join(dir, job.Artifacts.Reports.JUnit))), &report); err != nil || len(report.Suites) != 2 {
		t.Errorf("%v, %d suites", err, len(report.Suites))
	}
	if job.Allow.Codes != 4 || job.Artifacts.When != "always" {
		t.Errorf("%+v", job)
	}
}

// TestGoss: the fields are those of goss' manual ("command"), the commands
// exit as it says, and its gjson paths are in the JSON.
func TestGoss(t *testing.T) {
	var file struct {
		Command map[string]struct {
			Exec    string
			Exit    int `yaml:"exit-status"`
			Stdout  any
			Stderr  []string
			Timeout int
		}
	}
	strict(t, read(t, "goss/goss.yaml"), &file)
	if len(file.Command) != 2 {
		t.Errorf("%+v", file)
	}
	for name, c := range file.Command {
		r := execute(t, t.TempDir(), nil, "sh", "-c", here.Replace(c.Exec))
		if r.code != c.Exit || r.stderr != "" {
			t.Errorf("%s: %+v", name, r)
		}
		want, ok := c.Stdout.(map[string]any)
		if !ok {
			continue
		}
		var doc any
		if err := json.Unmarshal([]byte(r.stdout), &doc); err != nil {
			t.Fatal(err)
		}
		for path, value := range want["gjson"].(map[string]any) {
			got := at(doc, strings.Split(path, "."))
			if m, ok := value.(map[string]any); ok {
				n, _ := got.(float64)
				var least float64
				if _, err := fmt.Sscan(fmt.Sprint(m["ge"]), &least); err != nil || n < least {
					t.Errorf("%s: %s is %v, want %v", name, path, got, value)
				}
			} else if got != value {
				t.Errorf("%s: %s is %v, want %v", name, path, got, value)
			}
		}
	}
}

// at follows a path as gjson does.
func at(v any, path []string) any {
	for _, key := range path {
		switch w := v.(type) {
		case map[string]any:
			v = w[key]
		case []any:
			v = w[int(key[0]-'0')]
		}
	}
	return v
}

// TestSystemd: systemd finds no fault in the units.
func TestSystemd(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not installed: the units are not verified (Debian, Ubuntu: apt-get install systemd)")
	}
	dir := t.TempDir()
	for _, name := range []string{"pmtu-check.service", "pmtu-check.timer"} {
		unit := strings.ReplaceAll(read(t, filepath.Join("systemd", name)), "/usr/local/bin/pmtu", program)
		unit = strings.ReplaceAll(unit, "Documentation=man:pmtu(8)\n", "") // which need not be installed
		if err := os.WriteFile(filepath.Join(dir, name), []byte(unit), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	service, timer := filepath.Join(dir, "pmtu-check.service"), filepath.Join(dir, "pmtu-check.timer")
	if r := execute(t, dir, nil, analyze, "verify", "--man=no", service, timer); r.code != 0 || strings.Contains(r.stderr, dir) {
		t.Errorf("%+v", r)
	}
	if r := execute(t, dir, nil, analyze, "security", "--no-pager", "--offline=true", "--threshold=20", service); r.code != 0 {
		t.Errorf("exposed more than 2.0: %+v", r)
	}
}

// TestSystemdCommand: the command of the service writes the metrics.
func TestSystemdCommand(t *testing.T) {
	var start string
	for l := range strings.Lines(read(t, "systemd/pmtu-check.service")) {
		if s, ok := strings.CutPrefix(l, "ExecStart="); ok {
			start = strings.TrimSpace(s)
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "targets.txt"), []byte(here.Replace(read(t, "systemd/targets.txt"))), 0o600); err != nil {
		t.Fatal(err)
	}
	start = strings.NewReplacer("/usr/local/bin/pmtu", program, "/etc/pmtu", dir, "/var/lib/pmtu", dir).Replace(start)
	if r := execute(t, dir, nil, strings.Fields(start)...); r.code != 0 {
		t.Errorf("%+v", r)
	}
	if got := read(t, filepath.Join(dir, "pmtu.prom")); !strings.Contains(got, `pmtu_check_targets{verdict="pass"} 2`) {
		t.Errorf("%s", got)
	}
}
