package e2e

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/internal/simnet"
)

var update = flag.Bool("update", false, "rewrite the examples of the README")

const readme = "../../README.md"

var (
	// An example names its network in a comment; each line that begins with $ is a command.
	examples = regexp.MustCompile("(?ms)^<!-- checked: ([a-z]+) -->\n```console\n(.*?)^```\n")
	// A program names what it is called in examples.
	programs = regexp.MustCompile("(?ms)^<!-- compiled: ([a-z]+) -->\n```go\n(.*?)^```\n")
	// A fragment names the Example function whose body it is, and the file.
	fragments = regexp.MustCompile("(?ms)^<!-- example: (\\S+) (\\S+) -->\n```go\n(.*?)^```\n")
)

// TestReadme runs the examples of the README on the networks that they name
// and compares what is printed. With -update it writes that into the README.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	compilePrograms(t, text)
	found := 0
	got := examples.ReplaceAllStringFunc(string(text), func(block string) string {
		found++
		m := examples.FindStringSubmatch(block)
		return strings.Replace(block, m[2], runExample(t, m[1], m[2]), 1)
	})
	got = fragments.ReplaceAllStringFunc(got, func(block string) string {
		found++
		m := fragments.FindStringSubmatch(block)
		return strings.TrimSuffix(block, m[3]+"```\n") + body(t, m[1], m[2]) + "```\n"
	})
	if found < 10 {
		t.Fatalf("%d examples found in the README", found)
	}
	diff := cmp.Diff(maskReadme(string(text)), maskReadme(got))
	switch {
	case diff != "" && *update:
		if err := os.WriteFile(readme, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	case diff != "":
		t.Errorf("the README (-) is not what the program prints (+); make golden rewrites it:\n%s", diff)
	}
}

// compilePrograms builds the README's programs, so that they run in examples.
func compilePrograms(t *testing.T, text []byte) {
	t.Helper()
	found := programs.FindAllSubmatch(text, -1)
	if len(found) == 0 {
		t.Fatal("no Go program found in the README")
	}
	for _, m := range found {
		source := filepath.Join(t.TempDir(), "main.go")
		if err := os.WriteFile(source, m[2], 0o644); err != nil {
			t.Fatal(err)
		}
		binary := filepath.Join(built, string(m[1]))
		if out, err := exec.Command("go", "build", "-buildvcs=false", "-o", binary, source).CombinedOutput(); err != nil {
			t.Fatalf("the README's program %s: %v\n%s", m[1], err, out)
		}
		if err := os.Chmod(binary, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

// body is that of a function, one level less indented.
func body(t *testing.T, file, function string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("../..", file))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(b), "\nfunc "+function+"() {\n")
	text, _, ok2 := strings.Cut(rest, "\n}\n")
	if !ok || !ok2 {
		t.Fatalf("%s has no function %s", file, function)
	}
	return strings.TrimPrefix(strings.ReplaceAll("\n"+text+"\n", "\n\t", "\n"), "\n")
}

// tries is how often a command is run that does not print what the README has. Where another
// process keeps the simulated network from its work for a while, an answer of that time is late,
// and the program says what it makes of that.
const tries = 4

// runExample runs the commands of a block and returns the block with what they print.
func runExample(t *testing.T, network, block string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata/readme", network+".net"))
	if err != nil {
		t.Fatal(err)
	}
	n, err := simnet.Parse(network, text)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, command := range strings.Split("\n"+block, "\n$ ")[1:] {
		command, want, _ := strings.Cut(command, "\n")
		var got string
		for range tries {
			got = runCommand(t, n.Fresh(0), strings.TrimSpace(command))
			if maskReadme(got) == maskReadme(want) || maskReadme(got) == maskReadme(want+"\n") {
				break
			}
		}
		fmt.Fprintf(&out, "$ %s\n%s", command, got)
	}
	return out.String()
}

// runCommand does what a shell would do with a command of the README.
func runCommand(t *testing.T, n *simnet.Network, command string) string {
	t.Helper()
	command, exit := strings.CutSuffix(command, "; echo $?")
	command, silent := strings.CutSuffix(command, " >/dev/null")
	command, field, query := strings.Cut(command, " | jq -c .")
	words := strings.Fields(command)
	out := mustRun(t, behind(t, n), filepath.Join(built, words[0]), words[1:]...)
	text := out.stdout + out.stderr
	switch {
	case silent:
		text = out.stderr
	case query:
		text = pick(t, out.stdout, field)
	}
	if exit {
		text += fmt.Sprintf("%d\n", out.code)
	}
	return text
}

// pick returns one field of a JSON document on one line, as jq -c does.
func pick(t *testing.T, document, field string) string {
	t.Helper()
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(document), &fields); err != nil {
		t.Fatalf("%v in %q", err, document)
	}
	var line bytes.Buffer
	if err := json.Compact(&line, fields[field]); err != nil {
		t.Fatalf("field %q: %v", field, err)
	}
	return line.String() + "\n"
}

// measuredText matches what differs from run to run: times, how often a
// busy machine made the program ask, and whether it knew the length of the path
// when it told of a limit.
var measuredText = regexp.MustCompile(` *[0-9.]+ ?(ms|s)\b|[0-9]+ probes| --after-hop [0-9]+ --hops [0-9]+`)

func maskReadme(text string) string {
	return measuredText.ReplaceAllStringFunc(text, func(s string) string {
		if strings.HasPrefix(s, " --") {
			return ""
		}
		return "#" + strings.TrimLeft(s, " 0123456789.")
	})
}
