package golden

import (
	"os"
	"testing"
)

// recorder is a test of which is only seen whether it failed.
type recorder struct {
	testing.TB
	failed bool
}

func (r *recorder) Helper()               {}
func (r *recorder) Errorf(string, ...any) { r.failed = true }
func (r *recorder) Fatal(...any)          { r.failed = true }

func TestCheck(t *testing.T) {
	t.Chdir(t.TempDir())
	*Update = false
	if err := os.Mkdir("testdata", 0o755); err != nil {
		t.Fatal(err)
	}
	fails := func(got string) bool {
		r := &recorder{TB: t}
		Check(r, "file", got)
		return r.failed
	}
	if !fails("a\n") {
		t.Error("a file that is not there passes")
	}
	*Update = true
	updated := fails("a\n")
	*Update = false
	if updated || fails("a\n") {
		t.Error("what was written fails")
	}
	if !fails("b\n") {
		t.Error("another text passes")
	}
}

func TestFits(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, "four\n": true, "vier": true, "fünf\n": true, "three \n": false, "a\nfives\n": false, "a \nb\n": false,
	} {
		r := &recorder{TB: t}
		if Fits(r, []byte(text), 4); r.failed == want {
			t.Errorf("%q fits: %v, want %v", text, !r.failed, want)
		}
	}
}
