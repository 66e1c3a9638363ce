package cli

import (
	"strings"
	"testing"
)

// TestURLWithBlank: a URL with a blank in it is one, too, and its password is not repeated.
func TestURLWithBlank(t *testing.T) {
	for _, s := range []string{"https://u:s3 cret@h/", "https://u:s3cret@h/a b"} {
		if _, err := parseTarget(s); err == nil || !strings.Contains(err.Error(), "a URL") || strings.Contains(err.Error(), "cret") {
			t.Errorf("%q: %v", s, err)
		}
	}
}
