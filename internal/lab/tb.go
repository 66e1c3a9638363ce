package lab

import (
	"fmt"
	"os"
)

// TB is what [Start] needs of a testing.T, B or F.
type TB interface {
	Helper()
	Cleanup(func())
	Skipf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// RequireEnv is the environment variable that, set to "require", turns a skip into a failure.
const RequireEnv = "LAB"

// UnsupportedError says that this system does not offer something that a
// network needs, and why. The lab is right and the system is as it is: a test
// skips, a program does without.
type UnsupportedError struct {
	// What is the thing, e.g. "network namespaces", "WireGuard", "nftables".
	What string
	// Why says in words what to change, where that is known; it may be empty.
	Why string
	// Err is the system's own error.
	Err error
}

// Error returns one line: what, the system's error, why.
func (e *UnsupportedError) Error() string {
	if e.Why == "" {
		return fmt.Sprintf("lab: no %s here: %v", e.What, e.Err)
	}
	return fmt.Sprintf("lab: no %s here: %v: %s", e.What, e.Err, e.Why)
}

// Unwrap returns the system's error.
func (e *UnsupportedError) Unwrap() error { return e.Err }

// Lacking skips the test with the reason, or fails it where LAB=require.
func Lacking(tb TB, reason error) {
	tb.Helper()
	if os.Getenv(RequireEnv) == "require" {
		tb.Fatalf("%v (%s=require)", reason, RequireEnv)
		return
	}
	tb.Skipf("%v", reason)
}
