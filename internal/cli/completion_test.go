package cli

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/golden"
)

// script returns the completion script of a shell.
func script(t *testing.T, shell string) string {
	t.Helper()
	b := newBench(t)
	if code := b.run("pmtu", "completion", shell); code != exitOK || b.err.Len() > 0 {
		t.Fatalf("exit code %d, %s", code, b.err.String())
	}
	return b.out.String()
}

func TestCompletionGolden(t *testing.T) {
	for shell := range completers {
		golden.Check(t, "completion."+shell, script(t, shell))
	}
}

// TestCompletionBash has bash complete words.
func TestCompletionBash(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash is not installed")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "hosts"), []byte("192.0.2.1 router.example\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "pmtu.bash")
	if err := os.WriteFile(file, []byte(script(t, "bash")), 0o666); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(bash, "-n", file).CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("bash -n: %v\n%s", err, out)
	}
	for _, tt := range []struct {
		words []string // the last one is being completed
		want  string
	}{
		{[]string{"pmtu", "tr"}, "trace tracepath"},
		{[]string{"pmtu", "comp"}, "completion"},
		{[]string{"pmtu", "rep"}, "replay"},
		{[]string{"pmtu", "replay", dir + "/pm"}, file},
		{[]string{"pmtu", "help", "comp"}, "completion"},
		{[]string{"pmtu", "router"}, "router.example"},
		{[]string{"pmtu", "trace", "router"}, "router.example"},
		{[]string{"pmtu", "trace", "comp"}, ""},
		{[]string{"pmtu", "--max"}, "--max-hops"},
		{[]string{"pmtu", "trace", "--max"}, "--max-hops"},
		{[]string{"pmtu", "-n", "--no"}, "--no-mtu"},
		{[]string{"pmtu", "-F", "j"}, "json jsonl"},
		{[]string{"pmtu", "-n", "--format", "=", "t"}, "text tracepath traceroute"},
		{[]string{"pmtu", "-n", "--format", "="}, "text json jsonl tracepath traceroute"},
		{[]string{"pmtu", "--mark", ""}, ""},
		{[]string{"pmtu", "-o", dir + "/pm"}, file},
		{[]string{"pmtu", "tracepath", "-"}, "-4 -6 -b -l -m -n -p -V --mtu --help"},
		{[]string{"pmtu", "completion", ""}, "bash zsh fish"},
		{[]string{"pmtu", "calc", "wire"}, "wireguard"},
		{[]string{"pmtu", "--outer", "wire"}, "wireguard"},
		{[]string{"pmtu", "trace", "--outer", "ppp"}, ""},
		{[]string{"pmtu", "calc", "--outer", "wire"}, ""},
		{[]string{"pmtu", "check", "-F", "ta"}, "tap tap13"},
		{[]string{"pmtu", "calc", "--outer"}, "--outer --outer-family"},
		{[]string{"pmtu", "calc", "--outer-family", ""}, "4 6"},
		{[]string{"pmtu", "doctor", "router"}, ""},
		{[]string{"pmtu", "doctor", "--v"}, "--version --verbose"},
	} {
		cmd := exec.Command(bash, append([]string{
			"--norc", "--noprofile", "-c",
			`source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _pmtu; echo "${COMPREPLY[*]}"`, file,
		}, tt.words...)...)
		cmd.Env = []string{"HOSTFILE=" + filepath.Join(dir, "hosts"), "PATH=" + os.Getenv("PATH")}
		out, err := cmd.CombinedOutput()
		if got := strings.TrimSpace(string(out)); err != nil || got != tt.want {
			t.Errorf("%q: %q, %v, want %q", tt.words, got, err, tt.want)
		}
	}
}

// TestCompletionZsh has zsh parse the script, and compsys accept its
// specifications.
func TestCompletionZsh(t *testing.T) {
	zsh, err := exec.LookPath("zsh")
	if err != nil {
		t.Skip("zsh is not installed")
	}
	file := filepath.Join(t.TempDir(), "_pmtu")
	if err := os.WriteFile(file, []byte(script(t, "zsh")), 0o666); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(zsh, "-n", file).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("zsh -n: %v\n%s", err, out)
	}
	// Outside of a completion _arguments would not run: a function in its
	// place prints the flags that it is given.
	for words, want := range map[string]string{
		"pmtu trace --":          "(-m --max-hops)-m+[",
		"pmtu --":                "(-m --max-hops)--max-hops=[",
		"pmtu tracepath -":       "-m+[use maximum <hops>]:hops:",
		"pmtu completion ''":     "1:argument:(bash zsh fish)",
		"pmtu trace --outer=":    "wireguard ",
		"pmtu trace --format= x": ":name:(text json jsonl tracepath traceroute)",
	} {
		cmd := exec.Command(zsh, "-f", "-c", `
			compdef() { : }
			source "$1"
			_arguments() { print -rl -- "$@" }
			words=(${=2}); CURRENT=${#words}
			_pmtu`, "zsh", file, words)
		out, err := cmd.CombinedOutput()
		if err != nil || !bytes.Contains(out, []byte(want)) {
			t.Errorf("%s: %v, no %q in\n%s", words, err, want, out)
		}
	}
}

// TestCompletionFish has fish complete words.
func TestCompletionFish(t *testing.T) {
	fish, err := exec.LookPath("fish")
	if err != nil {
		t.Skip("fish is not installed")
	}
	home := t.TempDir()
	file := filepath.Join(home, "pmtu.fish")
	if err := os.WriteFile(file, []byte(script(t, "fish")), 0o666); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string][]string{
		"pmtu tr":               {"trace", "tracepath"},
		"pmtu --max":            {"--max-hops"},
		"pmtu -n --no":          {"--no-mtu"},
		"pmtu trace --format=j": {"--format=json", "--format=jsonl"},
		"pmtu --outer wireg":    {"wireguard"},
		"pmtu -F t":             {"text", "tracepath", "traceroute"},
		"pmtu completion ":      {"bash", "fish", "zsh"},
		"pmtu tracepath --m":    {"--mtu"},
	} {
		cmd := exec.Command(fish, "--no-config", "-c", "source "+file+"; complete -C '"+line+"'")
		cmd.Env = []string{"HOME=" + home, "PATH=" + os.Getenv("PATH")}
		out, err := cmd.CombinedOutput()
		var got []string
		for l := range strings.Lines(string(out)) {
			word, _, _ := strings.Cut(strings.TrimSpace(l), "\t")
			got = append(got, strings.TrimSuffix(word, "=")) // versions differ
		}
		slices.Sort(got)
		if err != nil || !slices.Equal(slices.Compact(got), want) {
			t.Errorf("%s: %q, %v, want %q", line, got, err, want)
		}
	}
}
