package errqueue

import (
	"errors"
	"testing"

	"golang.org/x/sys/unix"
)

// TestApplyOptions has an option that no kernel knows, as sandboxes do not
// know some that Linux does.
func TestApplyOptions(t *testing.T) {
	fd, err := newSocket(4, false)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	unknown := option{name: "IP_MTU_DISCOVER", level: unix.SOL_IP, opt: 9999, hint: hintProbe}
	err = applyOptions(fd, []option{unknown}, "")
	var op *OpError
	if !errors.As(err, &op) || !errors.Is(err, unix.ENOPROTOOPT) || op.Hint != hintProbe ||
		err.Error() != "set IP_MTU_DISCOVER: protocol not available" {
		t.Errorf("needed: %v, want an OpError with a hint", err)
	}
	unknown.dispensable = true
	if err := applyOptions(fd, []option{unknown}, ""); err != nil {
		t.Errorf("dispensable: %v", err)
	}
}

// TestSocketHint has a hint for every way in which a sandbox refuses.
func TestSocketHint(t *testing.T) {
	seen := make(map[string]bool)
	for _, tt := range []struct {
		err     error
		version int
		ping    bool
	}{
		{unix.EAFNOSUPPORT, 6, false},
		{unix.EAFNOSUPPORT, 4, false},
		{unix.EPERM, 4, false},
		{unix.EMFILE, 4, false},
		{unix.EACCES, 4, true},
		{unix.EPROTONOSUPPORT, 6, true},
	} {
		hint := socketHint(tt.err, tt.version, tt.ping)
		if hint == "" || seen[hint] {
			t.Errorf("%v, IPv%d: hint %q", tt.err, tt.version, hint)
		}
		seen[hint] = true
	}
	if socketHint(unix.EACCES, 4, false) != socketHint(unix.EPERM, 4, false) {
		t.Error("EACCES is not told as EPERM")
	}
	if hint := socketHint(unix.EIO, 4, false); hint != "" {
		t.Errorf("EIO: %q", hint)
	}
}
