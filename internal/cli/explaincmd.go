package cli

import (
	"context"

	"github.com/pathmtu/pmtu/internal/render"
	"github.com/pathmtu/pmtu/pmtu"
)

// explainFlags are the arguments of pmtu explain.
type explainFlags struct {
	Code string `arg:"" optional:"" name:"code" help:"The code of a finding, such as black_hole. Without one, all are listed."`
}

// explain prints the documentation of a finding, or the list of all.
func (e *env) explain(ctx context.Context, f *explainFlags) int {
	all := pmtu.Explanations()
	out := &output{w: e.out, name: stdoutName}
	o := e.display("", "auto")
	print := func() error { return render.Codes(out, all, o) }
	if f.Code != "" {
		x, ok := pmtu.Explain(pmtu.Code(f.Code))
		if !ok {
			return e.fail(ctx, unknownWord("code", f.Code, "pmtu explain", findingCodes()))
		}
		print = func() error { return render.Explanation(out, x, o) }
	}
	if err := print(); err != nil {
		return e.outputFailed(err)
	}
	return exitOK
}

// findingCodes are the words that pmtu explain takes.
func findingCodes() (words []string) {
	for _, x := range pmtu.Explanations() {
		words = append(words, string(x.Code))
	}
	return words
}
