//go:build !linux

package simnet

import (
	"errors"
	"fmt"
	"os/exec"
)

// Namespace is a network namespace of Linux. There are none here.
type Namespace struct{}

var errNoNamespaces = fmt.Errorf("make network namespace: needs Linux: %w", errors.ErrUnsupported)

// NewNamespace returns an error that wraps errors.ErrUnsupported.
func NewNamespace(*Network, TUNOptions) (*Namespace, error) { return nil, errNoNamespaces }

// NewWorldNamespace returns an error that wraps errors.ErrUnsupported.
func NewWorldNamespace(*World, TUNOptions) (*Namespace, error) { return nil, errNoNamespaces }

// RunWorldInTUN skips the test.
func RunWorldInTUN(t TB, _ *World, _ TUNOptions, _ func(*Namespace)) {
	t.Helper()
	t.Skipf("%v", errNoNamespaces)
}

// RunInTUN skips the test.
func RunInTUN(t TB, _ *Network, _ func(*Namespace)) {
	t.Helper()
	t.Skipf("%v", errNoNamespaces)
}

// RunInTUNWith skips the test.
func RunInTUNWith(t TB, _ *Network, _ TUNOptions, _ func(*Namespace)) {
	t.Helper()
	t.Skipf("%v", errNoNamespaces)
}

// Do returns an error that wraps errors.ErrUnsupported.
func (*Namespace) Do(func() error) error { return errNoNamespaces }

// Start returns an error that wraps errors.ErrUnsupported.
func (*Namespace) Start(*exec.Cmd) error { return errNoNamespaces }

// Run returns an error that wraps errors.ErrUnsupported.
func (*Namespace) Run(*exec.Cmd) error { return errNoNamespaces }

// Unprivileged does nothing.
func (*Namespace) Unprivileged(*exec.Cmd) {}

// Close returns nil.
func (*Namespace) Close() error { return nil }
