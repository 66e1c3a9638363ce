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
		sockets:  sockets,
		resolver: func() *resolve.Resolver { return resolve.New(resolve.Options{}) },
		fleet:    runFleet,
		canPing:  canPing,
		doctor:   host.Doctor,
		links:    host.Interfaces,
		watch:    watch,
		pause:    pause,
		room:     host.TunnelRoom,
	}
}

// sockets tries whether the sockets of a run can be had, so that the words for
// it come before any output. It sends nothing.
func sockets(o pmtu.Options) error {
	d, err := pmtu.Dial(o.Target.Addr(), o.Socket)
	if err != nil {
		return err
	}
	defer d.Close()
	if p, ok := d.(pmtu.Pinger); ok && o.Protocol == pmtu.ICMP {
		return p.CanPing()
	}
	return nil
}
