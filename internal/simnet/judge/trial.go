package judge

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"runtime/debug"
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
	Setup
	// Net is the network after the run.
	Net *simnet.Network
	// Truth is what a perfect run would have said.
	Truth simnet.Truth
	// Result is what the run said; nil where it could not begin.
	Result *pmtu.Result
	// Err is the run's error.
	Err error

	others []simnet.Truth // of the other flows that probes were sent on
}

// Setup is how a run goes about it. Its zero value is a run over no family.
type Setup struct {
	// Family and Protocol are what probes are made of.
	Family   pmtu.Family
	Protocol pmtu.Protocol
	// NoPing is true where this host opens no ping sockets.
	NoPing bool
	// Seed is that of the run's tokens.
	Seed uint64
	// Require makes it a run of pmtu check, which asks end to end whether packets of so many bytes
	// arrive; 0: it is a whole trace.
	Require pmtu.MTU
	// Within is how long it may take; 0: Deadline.
	Within time.Duration
}

// deadline is how long the run may take.
func (s Setup) deadline() time.Duration { return cmp.Or(s.Within, Deadline) }

// String returns the setup but for its seed, in a word.
func (s Setup) String() string {
	w := s.Family.String()
	if s.Protocol != pmtu.UDP {
		w += "/" + s.Protocol.String()
	}
	if s.NoPing {
		w += "/noping"
	}
	if s.Within > 0 {
		w += "/" + s.Within.String()
	}
	if s.Require > 0 {
		w += fmt.Sprintf("/check-%d", s.Require)
	}
	return w
}

// Deadline is how long a run may take: longer than by default, as time is no excuse on
// a virtual clock.
const Deadline = 6 * pmtu.DefaultDeadline

// Try runs a trace over a network on the virtual clock, from the network's
// start. log, if not nil, gets every probe and every answer, a line each.
func Try(n *simnet.Network, s Setup, log io.Writer) *Trial {
	o := pmtu.Options{Target: netip.AddrPortFrom(n.Target(s.Family), pmtu.DefaultPort), Protocol: s.Protocol, Deadline: s.deadline()}
	o.EndToEnd, o.Require = s.Require > 0, s.Require
	binary.BigEndian.PutUint64(o.Seed[:], s.Seed)
	t := &Trial{Setup: s, Net: n.Fresh(0)}
	d, err := simnet.NewDriver(t.Net, simnet.DriverOptions{SourcePort: sourcePort, NoPing: s.NoPing})
	if err != nil {
		t.Err = err
		return t
	}
	defer d.Close()
	w := &watched{Driver: d, log: log, flows: make(map[flow]bool)}
	t.Result, t.Err = survive(func() (*pmtu.Result, error) { return pmtu.Run(context.Background(), w, o, nil) })
	t.learn(n, w.flows)
	return t
}

// survive makes an error of a panic: a campaign that ends by one tells of no network that brings it about.
func survive(run func() (*pmtu.Result, error)) (r *pmtu.Result, err error) {
	defer func() {
		if p := recover(); p != nil {
			r, err = nil, fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return run()
}

// learn sets what is so. Where a run may choose between UDP and echoes, it is what is
// so of what it chose, or of echoes where nothing but those is answered; where neither is, of UDP.
func (t *Trial) learn(n *simnet.Network, flows map[flow]bool) {
	main := flow{port: pmtu.DefaultPort, echo: t.Protocol == pmtu.ICMP}
	t.Truth = n.Truth(main.of(n, t.Family))
	if t.Protocol == pmtu.Auto {
		chosen := t.Result != nil && t.Result.Protocol == pmtu.ICMP
		echoes := n.Truth(flow{port: main.port, echo: true}.of(n, t.Family))
		if chosen || !t.Truth.Answers && !t.NoPing && echoes.Answers {
			main.echo, t.Truth = true, echoes
		}
	}
	for f := range flows {
		if f != main {
			t.others = append(t.others, n.Truth(f.of(n, t.Family)))
		}
	}
}

// flow is what tells the flows of one run apart.
type flow struct {
	port uint16
	echo bool
}

func (f flow) of(n *simnet.Network, family pmtu.Family) simnet.Flow {
	return simnet.Flow{
		Src: netip.AddrPortFrom(n.Source(family), sourcePort), Dst: netip.AddrPortFrom(n.Target(family), f.port), Echo: f.echo,
	}
}

// watched is a driver that ends a run which does not get on, and tells of it.
type watched struct {
	*simnet.Driver
	log   io.Writer
	steps int
	flows map[flow]bool // of probes that were sent
}

func (w *watched) Send(p pmtu.Probe) error {
	w.flows[flow{port: p.Target.Port(), echo: p.Protocol == pmtu.ICMP}] = true
	if w.log != nil {
		fmt.Fprintf(w.log, "%s  #%d  %d bytes, hop limit %d, %v port %d\n", clock(w.Now()), p.ID, p.Size, p.HopLimit, p.Protocol, p.Target.Port())
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
