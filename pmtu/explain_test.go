package pmtu_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// notSimulated are the codes that no simulated network shows, and why.
var notSimulated = map[pmtu.Code]string{
	pmtu.CodeCachedMTU:         "it is a fact of this host: TestFindingsOfThisHost",
	pmtu.CodePTBLostOnThisHost: "it is a fact of this host: TestFindingsOfThisHost",
	pmtu.CodeLossy:             "it needs more loss than the networks have: TestLossFindings",
	pmtu.CodeReturnPathLimit:   "small errors, which answer UDP probes, say nothing of the way back: TestMirror",
	pmtu.CodeNAT:               "quotes of a translated source do not come back to the socket",
	pmtu.CodeFlowsDiffer:       "a trace has one flow",
}

// codes reads the constants from the source, so that none is forgotten.
func codes(t *testing.T) (codes []pmtu.Code) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "codes.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		for _, x := range v.Values {
			text, err := strconv.Unquote(x.(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			codes = append(codes, pmtu.Code(text))
		}
		return true
	})
	if len(codes) < 20 {
		t.Fatalf("%d codes", len(codes))
	}
	return codes
}

// TestEveryCode: each is documented once, with a remedy and an example, and
// is found in a network or has a reason why not.
func TestEveryCode(t *testing.T) {
	all := codes(t)
	for _, c := range all {
		e, ok := pmtu.Explain(c)
		if !ok {
			t.Errorf("%s is not documented", c)
			continue
		}
		for what, s := range map[string]string{"meaning": e.Meaning, "example": e.Example, "remedy": e.Remedy} {
			if !strings.HasSuffix(s, ".") {
				t.Errorf("%s: the %s is no sentence: %q", c, what, s)
			}
		}
		if e.Title == "" || strings.HasSuffix(e.Title, ".") {
			t.Errorf("%s: title %q", c, e.Title)
		}
		somewhere := false
		for _, w := range found {
			somewhere = somewhere || slices.ContainsFunc(strings.Fields(w), func(x string) bool { return strings.TrimLeft(x, "46") == string(c) })
		}
		if _, reason := notSimulated[c]; somewhere == reason {
			t.Errorf("%s: found in a network: %v; a reason why not: %v", c, somewhere, reason)
		}
	}
	if n := len(pmtu.Explanations()); n != len(all) {
		t.Errorf("%d explanations of %d codes", n, len(all))
	}
	if _, ok := pmtu.Explain("miracle"); ok {
		t.Error("a code that is not there is explained")
	}
}

// TestNotLookedFor: of a code that nothing finds its explanation says so, and of no other.
func TestNotLookedFor(t *testing.T) {
	names, err := filepath.Glob("diagnose*.go")
	if err != nil || len(names) < 3 {
		t.Fatal(names, err)
	}
	var finders strings.Builder
	for _, n := range names {
		b, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(n, "_test.go") {
			finders.Write(b)
		}
	}
	source, err := os.ReadFile("codes.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(Code\w+)\s+Code = "(\w+)"`).FindAllStringSubmatch(string(source), -1) {
		looked := regexp.MustCompile(`\b` + m[1] + `\b`).MatchString(finders.String())
		e, _ := pmtu.Explain(pmtu.Code(m[2]))
		said := strings.Contains(e.Title, "not looked for") && strings.HasPrefix(e.Meaning, "This version does not look for it.")
		if looked == said {
			t.Errorf("%s: looked for: %v; its explanation says that it is not: %v", m[2], looked, said)
		}
	}
}
