package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/pathmtu/pmtu/internal/lab"
)

// build builds the first of the plans that this system allows, and says why it was not an earlier one.
func build(ctx context.Context, w io.Writer) (plan, *lab.Lab, error) {
	var errs []error
	for _, p := range plans() {
		l, err := lab.Build(ctx, p.network())
		if err == nil {
			return p, l, nil
		}
		errs = append(errs, err)
		missing := (*lab.UnsupportedError)(nil)
		if !errors.As(err, &missing) {
			break
		}
		fmt.Fprintf(w, "No %s: %v.\nSo another network is built.\n\n", p.middle, missing)
	}
	return plan{}, nil, errors.Join(errs...)
}
