package report

import (
	"errors"

	"github.com/pathmtu/pmtu/internal/check"
)

// nasties are words that mean something to one of the formats, or to a terminal.
var nasties = []string{
	"\x1b[2J\x1b]0;owned\a", "a\nb\r\nc", "\x00\x01\x7f\u009b", "]]></testsuite><testsuite>", `<!ENTITY x "y">&amp;<>"'`,
	"a | b = c ' d '' e", "%0A::error::x,%", "::error file=a,line=1::x", "##[add-path]/bin", "##vso[x]", "\n::set-output name=a::b",
	"# TODO not yet", "# SKIP", `\# TODO \`, "ok 1 - fine\nBail out!", "...", "---", "- a: b", `a"b\c\`, "{{x}}`y`|z|", "[a](http://b)<script>",
	"www.evil.example @all https://x *b* _i_ ~s~", "\u202egnp.exe\u2066", "\xff\xfe\xc3(", "\ufffe\uffff\U0001F600", "  ", "", "=", "'", `"`, "-", "1..9",
	"fe80::1%eth0|x", "\ud7ff\ue000\u2028\u2029",
}

// hostile are results that hold such words in every place.
func hostile() []*check.Result {
	var out []*check.Result
	for i, s := range nasties {
		makers := []func() *check.Result{passes, fails, silent, unreachable, unresolved, lost}
		r := makers[i%len(makers)]()
		out = append(out, poisoned(r, s, s, s))
		out = append(out, poisoned(makers[(i+1)%len(makers)](), "x"+s+"y", s+s, "a "+s))
		out = append(out, poisoned(makers[(i+2)%len(makers)](), s, "a "+s, ""))
	}
	return out
}

// poisoned puts words into every place of r that holds foreign ones.
func poisoned(r *check.Result, name, sentence, label string) *check.Result {
	t := &r.Target
	t.Input, t.Label, t.Where = name, label, name+":7"
	if t.Name != "" {
		t.Name = name
	}
	r.Reason, r.Remedy = sentence, sentence
	r.Err = errors.New(sentence)
	for i := range r.Changes {
		r.Changes[i].Detail = "x" + sentence
	}
	return r
}
