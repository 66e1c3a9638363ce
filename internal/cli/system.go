package cli

import (
	"io"
	"os"

	"github.com/pathmtu/pmtu/internal/host"
	"github.com/pathmtu/pmtu/internal/resolve"
	"github.com/pathmtu/pmtu/pmtu"
)

// system returns the real world.
func system(in io.Reader, out, err io.Writer) *env {
	return &env{
		in: in, out: out, err: err,
		getenv:   os.Getenv,
		exit:     os.Exit,
		trace:    pmtu.Record,
		source:   source,
		resolver: func() *resolve.Resolver { return resolve.New(resolve.Options{}) },
		doctor:   host.Doctor,
		watch:    watch,
		pause:    pause,
	}
}
