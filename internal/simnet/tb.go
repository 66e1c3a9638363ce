package simnet

// TB is what RunInTUN needs of a *testing.T.
type TB interface {
	Helper()
	Name() string
	Errorf(format string, args ...any)
	Skipf(format string, args ...any)
	Fatalf(format string, args ...any)
}
