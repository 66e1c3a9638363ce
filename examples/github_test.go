package examples

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// action is the metadata of an action, as far as it is used (GitHub Docs,
// "Metadata syntax for GitHub Actions").
type action struct {
	Name, Description, Author string
	Branding                  struct{ Icon, Color string }
	Inputs                    map[string]struct{ Description, Default string }
	Outputs                   map[string]struct{ Description, Value string }
	Runs                      struct {
		Using string
		Steps []step
	}
}

type step struct {
	Name, ID, If, Uses, Shell, Run string
	With, Env                      map[string]string
}

func readAction(t *testing.T) action {
	t.Helper()
	var a action
	strict(t, read(t, filepath.Join(root, "action.yml")), &a)
	return a
}

func (a action) step(t *testing.T, id string) step {
	t.Helper()
	for _, s := range a.Runs.Steps {
		if s.ID == id {
			return s
		}
	}
	t.Fatalf("no step %s", id)
	return step{}
}

// TestAction: what the steps refer to is there, and no script holds an
// expression, which an input could make a command of.
func TestAction(t *testing.T) {
	a := readAction(t)
	if a.Runs.Using != "composite" || a.Name == "" || a.Description == "" {
		t.Errorf("%+v", a)
	}
	text := read(t, filepath.Join(root, "action.yml"))
	for name, in := range a.Inputs {
		if in.Description == "" || !strings.Contains(text, "${{ inputs."+name+" }}") {
			t.Errorf("input %s: not described, or not used", name)
		}
	}
	if got := strings.Count(text, "${{ inputs."); got != len(a.Inputs) {
		t.Errorf("%d uses of %d inputs", got, len(a.Inputs))
	}
	for _, s := range a.Runs.Steps {
		if strings.Contains(s.Run, "${{") {
			t.Errorf("%s: an expression in a script", s.Name)
		}
		if (s.Uses == "") == (s.Run == "") || (s.Run != "") != (s.Shell == "bash") {
			t.Errorf("%s: uses and run, or run without a shell", s.Name)
		}
	}
	for name, out := range a.Outputs {
		id := strings.Split(strings.TrimPrefix(out.Value, "${{ steps."), ".")[0]
		if !strings.Contains(a.step(t, id).Run, `echo "`+name+"=") {
			t.Errorf("output %s: no step %s sets it", name, id)
		}
	}
}

// TestActionRuns: the scripts of the steps, as the runner would run them.
func TestActionRuns(t *testing.T) {
	a := readAction(t)
	source, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	temp := t.TempDir()
	output, summary := filepath.Join(temp, "output"), filepath.Join(temp, "summary")
	list := filepath.Join(temp, "targets.txt")
	if err := os.WriteFile(list, []byte("127.0.0.1\n::1 require=65575 name=\"too large\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := func(more ...string) []string {
		return append([]string{
			"RUNNER_TEMP=" + temp, "SOURCE=" + source, "GITHUB_OUTPUT=" + output, "GITHUB_STEP_SUMMARY=" + summary,
			"PMTU=" + filepath.Join(temp, "pmtu", "pmtu"),
			"REQUIRE=", "TARGETS=", "TARGETS_FILE=", "MORE_ARGS=", "ALLOW_INCONCLUSIVE=false",
		}, more...)
	}
	bash := func(id string, more ...string) result {
		return execute(t, temp, env(more...), "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", a.step(t, id).Run)
	}
	if r := bash("build"); r.code != 0 {
		t.Fatal(r)
	}
	tests := []struct {
		name string
		env  []string
		code int
		want string
	}{
		{"lines", []string{"REQUIRE=1400", "TARGETS=127.0.0.1\n::1 name=six\n"}, 0, "2 targets: 2 pass."},
		{"file", []string{"REQUIRE=1400", "TARGETS_FILE=" + list}, 1, "::error file="},
		{"more", []string{"TARGETS=127.0.0.1", "MORE_ARGS=--require 1300 --deadline 5"}, 0, "needs 1300"},
		{"both", []string{"REQUIRE=1400", "TARGETS=::1", "TARGETS_FILE=" + list}, 1, "3 targets: 2 pass, 1 fail."},
		{"none", []string{"REQUIRE=1400"}, 2, ""},
		{"no command", []string{"REQUIRE=1400", "TARGETS=127.0.0.1 name=$(touch${IFS}x);touch\ty\n`touch z`"}, 2, ""},
	}
	for _, tt := range tests {
		os.Remove(output)
		os.Remove(summary)
		r := bash("check", tt.env...)
		if r.code != tt.code || !strings.Contains(r.stdout, tt.want) {
			t.Errorf("%s: %+v, want %d and %q", tt.name, r, tt.code, tt.want)
			continue
		}
		if got := read(t, output); got != "exit-code="+string(rune('0'+tt.code))+"\n" {
			t.Errorf("%s: output %q", tt.name, got)
		}
		if tt.want != "" && !strings.HasPrefix(read(t, summary), "### pmtu check\n") {
			t.Errorf("%s: no summary of the job", tt.name)
		}
	}
	for _, name := range []string{"x", "y", "z"} {
		if _, err := os.Stat(filepath.Join(temp, name)); err == nil {
			t.Errorf("an input was run: %s", name)
		}
	}
}

// TestInconclusive: what is inconclusive fails the step unless it may be.
func TestInconclusive(t *testing.T) {
	temp := t.TempDir()
	fake := filepath.Join(temp, "fake")
	for _, tt := range []struct {
		exit, allow string
		want        int
	}{{"4", "false", 4}, {"4", "true", 0}, {"1", "true", 1}, {"5", "true", 5}, {"0", "false", 0}} {
		if err := os.WriteFile(fake, []byte("#!/bin/sh\ncat >/dev/null\nexit "+tt.exit+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		r := execute(t, temp, []string{
			"PMTU=" + fake, "GITHUB_OUTPUT=" + filepath.Join(temp, "output"), "REQUIRE=", "TARGETS=a", "TARGETS_FILE=", "MORE_ARGS=", "ALLOW_INCONCLUSIVE=" + tt.allow,
		}, "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", readAction(t).step(t, "check").Run)
		if r.code != tt.want {
			t.Errorf("%+v: %+v", tt, r)
		}
	}
}

// TestWorkflow: the example gives the action only inputs that it has.
func TestWorkflow(t *testing.T) {
	a := readAction(t)
	var w struct {
		Name        string
		On          map[string]any
		Permissions map[string]string
		Jobs        map[string]struct {
			RunsOn  string `yaml:"runs-on"`
			Timeout int    `yaml:"timeout-minutes"`
			Steps   []step
		}
	}
	strict(t, read(t, "github/mtu.yml"), &w)
	used := false
	for _, s := range w.Jobs["mtu"].Steps {
		if s.Uses != "./" {
			continue
		}
		used = true
		for name := range s.With {
			if _, ok := a.Inputs[name]; !ok {
				t.Errorf("the action has no input %s", name)
			}
		}
		lines := strings.Fields(here.Replace(s.With["targets"]))
		if !slices.Equal(lines, []string{"127.0.0.1/443", "::1"}) {
			t.Errorf("targets %q", lines)
		}
		args := append([]string{program, "check", "--require", s.With["require"]}, strings.Fields(s.With["args"])...)
		if r := execute(t, t.TempDir(), nil, append(args, lines...)...); r.code != 0 {
			t.Errorf("%+v", r)
		}
	}
	if !used {
		t.Error("the action is not used")
	}
}
