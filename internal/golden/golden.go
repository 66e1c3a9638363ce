// Package golden holds what tests print against files of their testdata. Only tests import it.
package golden

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// Update is the flag -update: files are to be rewritten.
var Update = flag.Bool("update", false, "rewrite the golden files")

// Check compares got with the file testdata/name, or rewrites that with -update.
func Check[T ~string | ~[]byte](t testing.TB, name string, got T) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *Update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got, -update rewrites it):\n%s", path, diff)
	}
}

// Fits checks that no line of a text is longer than width columns, or ends in a blank.
func Fits(t testing.TB, text []byte, width int) {
	t.Helper()
	for l := range strings.Lines(string(text)) {
		l = strings.TrimSuffix(l, "\n")
		if n := utf8.RuneCountInString(l); n > width {
			t.Errorf("%d columns: %s", n, l)
		}
		if strings.HasSuffix(l, " ") {
			t.Errorf("ends in a blank: %q", l)
		}
	}
}
