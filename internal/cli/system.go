package cli

import (
	"context"
	"crypto/rand"
	"io"
	"os"

	"github.com/pathmtu/pmtu/internal/resolve"
	"github.com/pathmtu/pmtu/pmtu"
)

// system returns the real world.
func system(in io.Reader, out, err io.Writer) *env {
	return &env{
		in: in, out: out, err: err,
		getenv:   os.Getenv,
		exit:     os.Exit,
		trace:    trace,
		source:   source,
		resolver: func() *resolve.Resolver { return resolve.New(resolve.Options{}) },
	}
}

// source is what this host would send from.
func source(o pmtu.Options) (pmtu.Source, error) {
	return pmtu.LocalSource(o.Target.Addr(), o.Socket)
}

// trace is pmtu.Trace with a recorder, which may be nil.
func trace(ctx context.Context, o pmtu.Options, observe func(pmtu.Update), rec *pmtu.Recorder) (*pmtu.Result, error) {
	d, err := pmtu.Dial(o.Target.Addr(), o.Socket)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	rand.Read(o.Seed[:]) // never fails
	return pmtu.RunRecorded(ctx, d, o, observe, rec)
}
