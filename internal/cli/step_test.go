package cli

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// manFlags returns the flags of every .It Fl line of a page, or of one
// subsection of it, with hyphens, sorted.
func manFlags(t *testing.T, page, subsection string) (flags []string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("../../man", page))
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	if subsection != "" {
		_, text, _ = strings.Cut(text, "\n.Ss "+subsection+"\n")
		text, _, _ = strings.Cut(text, "\n.Ss ")
		text, _, _ = strings.Cut(text, "\n.Sh ")
	}
	for _, item := range regexp.MustCompile(`(?m)^\.It (Fl .*)$`).FindAllStringSubmatch(text, -1) {
		for _, m := range regexp.MustCompile(`Fl (\S+)`).FindAllStringSubmatch(item[1], -1) {
			flags = append(flags, "-"+m[1])
		}
	}
	slices.Sort(flags)
	return flags
}

// model returns what completion scripts are made of.
func model(t *testing.T) commandLine {
	t.Helper()
	parser, err := newBench(t).newParser(&grammar{}, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	return describe(parser.Model)
}

func flagsOf(t *testing.T, name string) []string {
	t.Helper()
	for _, c := range model(t).commands {
		if c.name == name {
			flags := c.all(anyFlag)
			slices.Sort(flags)
			return flags
		}
	}
	t.Fatalf("no command %s", name)
	return nil
}

// TestFlagsInStep: the command line, the man pages and the completion scripts
// know the same flags.
func TestFlagsInStep(t *testing.T) {
	for command, at := range map[string]struct{ page, subsection string }{
		"trace":     {"pmtu.8", "Options"},
		"calc":      {"pmtu.8", "Tunnel arithmetic"},
		"doctor":    {"pmtu.8", "Examination of this host"},
		"replay":    {"pmtu.8", "Runs again"},
		"tracepath": {"tracepath.8", ""},
	} {
		flags := flagsOf(t, command)
		man := manFlags(t, at.page, at.subsection)
		if command != "trace" && command != "tracepath" { // trace has those of all commands
			man = append(man, "-h", "--help", "--version")
			slices.Sort(man)
		}
		if !slices.Equal(man, flags) {
			t.Errorf("%s has\n%q, %s has\n%q", at.page, man, command, flags)
		}
		for shell := range completers {
			text := script(t, shell)
			for _, f := range flags {
				want := regexp.QuoteMeta(f)
				if shell == "fish" {
					want = " -s " + f[1:]
					if long, ok := strings.CutPrefix(f, "--"); ok {
						want = " -l " + regexp.QuoteMeta(long)
					}
				}
				if !regexp.MustCompile(`(?m)` + want + `($|[^-a-z0-9])`).MatchString(text) {
					t.Errorf("the script for %s does not have %s", shell, f)
				}
			}
		}
	}
}

// TestWordsInStep: the man page has every word that a flag takes, each where
// the flag is.
func TestWordsInStep(t *testing.T) {
	page, err := os.ReadFile("../../man/pmtu.8")
	if err != nil {
		t.Fatal(err)
	}
	for command, at := range map[string]struct {
		subsection string
		flags      []string
	}{
		"trace": {"Options", []string{"--format", "--protocol", "--color"}},
		"check": {"Checks", []string{"--format"}},
		"calc":  {"Tunnel arithmetic", []string{"--family", "--outer-family"}},
	} {
		_, text, _ := strings.Cut(string(page), "\n.Ss "+at.subsection+"\n")
		text, _, _ = strings.Cut(text, "\n.Ss ")
		n := 0
		for _, c := range model(t).commands {
			for _, f := range c.flags {
				name := f.names[len(f.names)-1]
				if c.name != command || !slices.Contains(at.flags, name) {
					continue
				}
				n++
				_, item, _ := strings.Cut(text, "Fl "+name[1:]+" ")
				item, _, _ = strings.Cut(item, "\n.It Fl ")
				for _, w := range f.words {
					if !regexp.MustCompile(`\bCm\b.* ` + w + `\b`).MatchString(item) {
						t.Errorf("%s %s: the man page does not have %s in\n%s", command, name, w, item)
					}
				}
			}
		}
		if n != len(at.flags) {
			t.Errorf("%s: %d of the flags %q", command, n, at.flags)
		}
	}
}

// TestCommandsInStep: commands that are not hidden are in the man page.
func TestCommandsInStep(t *testing.T) {
	page, err := os.ReadFile("../../man/pmtu.8")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range model(t).commands {
		if !bytes.Contains(page, []byte("\n.It Cm "+c.name+"\n")) {
			t.Errorf("the man page does not have the command %s", c.name)
		}
	}
}

// TestExitCodesInStep: every exit code is in the man page.
func TestExitCodesInStep(t *testing.T) {
	for page, codes := range map[string][]string{
		"pmtu.8":      {"0", "1", "2", "3", "4", "5", "6", "130 , 143", "141"},
		"tracepath.8": {"0", "1", "2", "130 , 143", "141", "255"},
	} {
		text, err := os.ReadFile(filepath.Join("../../man", page))
		if err != nil {
			t.Fatal(err)
		}
		_, status, _ := strings.Cut(string(text), ".Sh EXIT STATUS\n")
		status, _, _ = strings.Cut(status, "\n.Sh ")
		var got []string
		for _, m := range regexp.MustCompile(`(?m)^\.It (.*)$`).FindAllStringSubmatch(status, -1) {
			got = append(got, m[1])
		}
		if !slices.Equal(got, codes) {
			t.Errorf("%s has the exit codes %q, want %q", page, got, codes)
		}
	}
}

// TestManLint: mandoc has nothing to say.
func TestManLint(t *testing.T) {
	mandoc, err := exec.LookPath("mandoc")
	if err != nil {
		t.Skip("mandoc is not installed")
	}
	out, err := exec.Command(mandoc, "-Tlint", "../../man/pmtu.8", "../../man/tracepath.8").CombinedOutput()
	if err != nil || len(out) > 0 {
		t.Errorf("mandoc -Tlint: %v\n%s", err, out)
	}
}
