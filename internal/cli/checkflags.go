package cli

import (
	"net/netip"
	"slices"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/pmtu"
)

// checkFlags are the flags of pmtu check.
type checkFlags struct {
	Dest []string `arg:"" optional:"" name:"dest" help:"Names or addresses, with a port as DEST/PORT where it matters."`

	Require  int      `name:"require" placeholder:"BYTES" type:"size" range:"68-65575" help:"The size that every path must carry, for targets that do not say another."`
	Targets  []string `name:"targets" sep:"none" reads:"file" placeholder:"FILE" help:"Read targets from a file, one a line, or YAML or JSON; - is standard input."`
	Both     bool     `name:"both-families" xor:"family" help:"Check names over IPv4 and over IPv6."`
	All      bool     `name:"all-addresses" help:"Check every address of a name, not only the first."`
	Baseline string   `name:"baseline" reads:"file" placeholder:"FILE" help:"Compare with the JSON of an earlier run; less MTU than then counts as failed."`
	Full     bool     `name:"full" help:"Trace every path to its last byte, not only those where something is wrong."`

	IPv4    bool `name:"ipv4" short:"4" xor:"family" help:"Use IPv4."`
	IPv6    bool `name:"ipv6" short:"6" xor:"family" help:"Use IPv6."`
	Numeric bool `name:"numeric" short:"n" help:"Look up no names of routers."`
	Port    int  `name:"port" short:"p" placeholder:"PORT" range:"1-65535" help:"Destination port, for targets that do not say another (default 33434)."`
	probeFlags
	Deadline span `name:"deadline" short:"W" type:"span" most:"3600" placeholder:"SECONDS" help:"Give each target at most this time (default 30)."`

	socketFlags
	Rate float64 `name:"rate" placeholder:"N" help:"Send at most this many probes a second, over all targets (default 1000)."`

	Format  string `name:"format" short:"F" type:"word" words:"text,json,jsonl,junit,tap,tap13,github,prometheus,nagios" xor:"format" placeholder:"NAME" help:"Report: text, json, jsonl, junit, tap, tap13, github, prometheus or nagios."`
	JSON    bool   `name:"json" xor:"format" help:"The same as --format json."`
	Output  string `name:"output" short:"o" type:"outfile" placeholder:"FILE" help:"Write the report to a file."`
	Redact  bool   `name:"redact" help:"Leave out names and public addresses: for reports that others are to see."`
	Color   string `name:"color" type:"word" words:"auto,always,never" default:"auto" placeholder:"WHEN" help:"Colour: auto, always or never."`
	Verbose bool   `name:"verbose" short:"v" help:"Say more: why targets pass, too."`
}

// Help is what pmtu check --help says under its first sentence.
func (checkFlags) Help() string {
	return `Examples:

  pmtu check --require 1500 git.example 192.0.2.9/443
  pmtu check --require 1420 --both-families -F junit git.example > mtu.xml
  echo 'git.example/443 require=1500 family=6' | pmtu check --targets -

A target passes where the destination answers a packet of the required size, and fails where it is proven that it cannot get one. Where nothing is proven it is inconclusive, which is neither.

Exit status, the first that applies: 6 nothing could be done, 1 a target failed, 5 one is unreachable, 4 one is inconclusive, 6 one could not be done, 0 all pass; 2 usage, 130 and 143 signals. With --format nagios: 2 a target failed or is unreachable, 3 not known or a signal, 0 all pass.`
}

// trace returns the flags that a trace of one of the targets has.
func (f *checkFlags) trace() *traceFlags {
	return &traceFlags{
		IPv4: f.IPv4, IPv6: f.IPv6, Port: f.Port, MTU: true, Deadline: f.Deadline, Require: f.Require,
		probeFlags: f.probeFlags, socketFlags: f.socketFlags,
	}
}

// plan is what a command line asks for, as far as its flags say.
type plan struct {
	trace    pmtu.Options
	fleet    pmtu.Fleet
	defaults check.Defaults
	format   string
}

// plan checks the flags against each other.
func (f *checkFlags) plan() (*plan, error) {
	if len(f.Dest) == 0 && len(f.Targets) == 0 {
		return nil, &usageError{"destination: none given", "pmtu check --help"}
	}
	t := f.trace()
	source, err := parseSource(f.Source)
	if err != nil {
		return nil, err
	}
	family, err := oneFamily(t, netip.Addr{}, source)
	if err != nil {
		return nil, err
	}
	switch {
	case f.Both && source.IsValid():
		return nil, &usageError{text: "--both-families: conflicts with --source " + source.String()}
	case f.Protocol == "icmp" && f.Port != 0:
		return nil, &usageError{text: "--protocol icmp: it has no ports"}
	case f.Baseline == "-" && slices.Contains(f.Targets, "-"):
		return nil, &usageError{text: "--baseline -: conflicts with --targets -, there is one standard input"}
	}
	if err := t.conflicts(target{}, family); err != nil {
		return nil, err
	}
	p := &plan{
		trace:    t.options(),
		defaults: check.Defaults{Require: pmtu.MTU(f.Require), Port: uint16(f.Port), Protocol: t.protocol(), Family: family},
		format:   chosenFormat(f.Format, f.JSON),
	}
	p.trace.Socket.Source = source
	p.trace.EndToEnd = !f.Full && f.Baseline == ""
	p.fleet = pmtu.Fleet{Rate: f.Rate, Socket: p.trace.Socket}
	return p, p.validate()
}

// validate finds what the engine does not take before anything is sent.
func (p *plan) validate() error {
	o := p.trace
	o.Target = netip.AddrPortFrom(netip.IPv6Loopback(), 1) // which takes the largest sizes
	o.Require = max(o.Require, pmtu.MinIPv6)               // each target says its own
	o.Rate = p.fleet.Rate                                  // has the same bounds
	return o.Validate()
}
