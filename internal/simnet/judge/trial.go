package judge

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"time"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// maxSteps is far more events than any run that gets on has.
const maxSteps = 20000

// sourcePort is the port that probes come from; it decides about the member of
// parallel paths.
const sourcePort = 50000

// Trial is one run over one network. Its fields are set by Try.
type Trial struct {
	// Seed is that of the run's tokens.
	Seed uint64
	// Net is the network after the run.
	Net *simnet.Network
	// Family is what the run was over.
	Family pmtu.Family
	// Truth is what a perfect run would have said.
	Truth simnet.Truth
	// Result is what the run said; nil where it could not begin.
	Result *pmtu.Result
	// Err is the run's error.
	Err error

	others []simnet.Truth // of the flows of probes to other ports, if there were any
}

// Try runs a trace with default options over a network on the virtual clock,
// from the network's start. log, if not nil, gets every probe and every answer,
// a line each.
func Try(n *simnet.Network, f pmtu.Family, seed uint64, log io.Writer) *Trial {
	o := pmtu.Options{Target: netip.AddrPortFrom(n.Target(f), pmtu.DefaultPort)}
	binary.BigEndian.PutUint64(o.Seed[:], seed)
	t := &Trial{Seed: seed, Net: n.Fresh(0), Family: f}
	t.Truth = n.Truth(flow(n, f, o.Target.Port()))
	d, err := simnet.NewDriver(t.Net, simnet.DriverOptions{SourcePort: sourcePort})
	if err != nil {
		t.Err = err
		return t
	}
	defer d.Close()
	w := &watched{Driver: d, log: log, ports: make(map[uint16]bool)}
	t.Result, t.Err = pmtu.Run(context.Background(), w, o, nil)
	for port := range w.ports {
		if port != o.Target.Port() {
			t.others = append(t.others, n.Truth(flow(n, f, port)))
		}
	}
	return t
}

// flow is that of probes to a port.
func flow(n *simnet.Network, f pmtu.Family, port uint16) simnet.Flow {
	return simnet.Flow{Src: netip.AddrPortFrom(n.Source(f), sourcePort), Dst: netip.AddrPortFrom(n.Target(f), port)}
}

// watched is a driver that ends a run which does not get on, and tells of it.
type watched struct {
	*simnet.Driver
	log   io.Writer
	steps int
	ports map[uint16]bool // to which probes went
}

func (w *watched) Send(p pmtu.Probe) error {
	w.ports[p.Target.Port()] = true
	if w.log != nil {
		fmt.Fprintf(w.log, "%s  #%d  %d bytes, hop limit %d, port %d\n", clock(w.Now()), p.ID, p.Size, p.HopLimit, p.Target.Port())
	}
	return w.Driver.Send(p)
}

func (w *watched) Recv(ctx context.Context) (pmtu.Event, error) {
	if w.steps++; w.steps > maxSteps {
		return nil, errors.New("the run does not end")
	}
	ev, err := w.Driver.Recv(ctx)
	if w.log != nil && ev != nil {
		if _, sent := ev.(pmtu.Sent); !sent {
			fmt.Fprintf(w.log, "%s  %s\n", clock(w.Now()), w.describe(ev))
		}
	}
	return ev, err
}

func clock(t time.Time) string {
	return fmt.Sprintf("%9.1f ms", float64(t.Sub(simnet.Epoch).Microseconds())/1000)
}

// describe is an event in a line.
func (w *watched) describe(ev pmtu.Event) string {
	switch ev := ev.(type) {
	case pmtu.TimeExceeded:
		return "              time exceeded from " + report(ev.Report)
	case pmtu.PacketTooBig:
		return fmt.Sprintf("              too big, claims %d, from %s", ev.NextHopMTU, report(ev.Report))
	case pmtu.Unreachable:
		return "              unreachable from " + report(ev.Report)
	case pmtu.Reply:
		return fmt.Sprintf("              %d bytes of data from %s", ev.Bytes, ev.From)
	case pmtu.SendFailed:
		return fmt.Sprintf("              #%d not sent: %s, limit %d", ev.Probe, ev.Err, ev.MTU)
	}
	return fmt.Sprintf("%+v", ev)
}

func report(r pmtu.Report) string {
	return fmt.Sprintf("%s (type %d code %d, hop limit %d, quote of %d bytes, token %016x)",
		r.Offender, r.Type, r.Code, r.HopLimit, r.Quote.Bytes, r.Quote.Token)
}
