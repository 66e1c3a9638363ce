package cli

import "github.com/alecthomas/kong"

// grammar is the command line as kong parses it. The man page, the help and
// the completions have the same flags; a test compares them.
type grammar struct {
	Version kong.VersionFlag `help:"Print the version and exit."`

	Trace      traceFlags      `cmd:"" default:"withargs" help:"Show the path to a destination and its MTU (the default)."`
	Check      checkFlags      `cmd:"" help:"Check that paths carry packets of a size: for CI and monitoring."`
	Tracepath  struct{}        `cmd:"" help:"Behave as tracepath of iputils does."`
	Calc       calcFlags       `cmd:"" help:"Compute the MTU inside of tunnels, and what an MTU looks like."`
	Doctor     doctorFlags     `cmd:"" help:"Show what this host can do and how its MTUs are set."`
	Explain    explainFlags    `cmd:"" help:"Explain a finding by its code, or list all."`
	Replay     replayFlags     `cmd:"" help:"Show a run again that --record kept."`
	Completion completionFlags `cmd:"" help:"Print a completion script for a shell."`
	Help       helpFlags       `cmd:"" help:"Print help for a command."`
}

// traceFlags are the flags of pmtu trace. The tag "range" bounds whole
// numbers, "words" lists what a word may be.
type traceFlags struct {
	Dest string `arg:"" name:"dest" help:"Name or address, with a port as DEST/PORT where it matters."`

	IPv4    bool `name:"ipv4" short:"4" xor:"family" help:"Use IPv4."`
	IPv6    bool `name:"ipv6" short:"6" xor:"family" help:"Use IPv6."`
	Both    bool `name:"both" short:"b" help:"Print names and addresses."`
	Numeric bool `name:"numeric" short:"n" help:"Print addresses only; look up no names."`
	Length  int  `name:"length" short:"l" placeholder:"BYTES" type:"size" range:"29-65575" help:"Size of the largest packet to try, IP header included (default: the largest that this host can send)."`
	MaxHops int  `name:"max-hops" short:"m" placeholder:"HOPS" range:"1-255" help:"Look no further than this many hops (default 30)."`
	Port    int  `name:"port" short:"p" placeholder:"PORT" range:"1-65535" help:"Destination port, best one that answers: mostly one at which nothing listens (default 33434)."`

	MTU bool `name:"mtu" negatable:"" default:"true" help:"Find the path MTU; --no-mtu shows the hops only."`
	probeFlags
	Deadline span `name:"deadline" short:"W" type:"span" most:"3600" placeholder:"SECONDS" help:"End the run after this time, with what is known by then (default 30)."`
	FirstHop int  `name:"first-hop" short:"f" placeholder:"HOP" range:"1-255" help:"Begin at this hop (default 1)."`

	socketFlags
	Rate float64 `name:"rate" placeholder:"N" help:"Send at most this many probes a second."`

	Require int    `name:"require" placeholder:"BYTES" type:"size" range:"68-65575" help:"Exit with 0 if the path carries packets of this size, with 1 if it is proven not to."`
	Outer   string `name:"outer" placeholder:"STACK" help:"DEST is the other end of this tunnel: say what the MTU inside of it must be."`
	Format  string `name:"format" short:"F" type:"word" words:"text,json,jsonl,tracepath,traceroute" xor:"format" placeholder:"NAME" help:"Output: text, json, jsonl, tracepath or traceroute."`
	JSON    bool   `name:"json" xor:"format" help:"The same as --format json."`
	Output  string `name:"output" short:"o" type:"outfile" placeholder:"FILE" help:"Write the output to a file, all at once when the run has ended."`
	Redact  bool   `name:"redact" help:"Leave out names and public addresses: for output that others are to see."`
	Record  string `name:"record" type:"outfile" placeholder:"FILE" help:"Keep all that was sent and seen in a file, for pmtu replay."`
	Color   string `name:"color" type:"word" words:"auto,always,never" default:"auto" placeholder:"WHEN" help:"Colour: auto, always or never."`
	Verbose bool   `name:"verbose" short:"v" help:"Say more: every round-trip time, lesser findings, commands that set what is advised."`
}

// probeFlags are those of trace and check about a probe and its answer.
type probeFlags struct {
	Protocol string `name:"protocol" short:"P" type:"word" words:"auto,udp,icmp" default:"auto" placeholder:"NAME" help:"Protocol of the probes: udp, icmp (echo requests), or auto: UDP, and ICMP where only that is answered (default auto)."`
	Attempts int    `name:"attempts" short:"q" placeholder:"N" range:"1-20" help:"Ask this often before silence is an answer (default 3)."`
	Timeout  span   `name:"timeout" short:"w" type:"span" most:"60" placeholder:"SECONDS" help:"Wait at most this long for one answer (default 1, more where the path is slower)."`
}

// socketFlags are those of trace and check about what packets leave with, and by which way.
type socketFlags struct {
	Source    string `name:"source" short:"s" placeholder:"ADDRESS" help:"Send from this address of this host."`
	Interface string `name:"interface" short:"i" placeholder:"NAME" help:"Send by this interface."`
	Mark      uint32 `name:"mark" placeholder:"N" help:"Set this firewall mark on the probes; it needs CAP_NET_ADMIN."`
	DSCP      dscp   `name:"dscp" placeholder:"CLASS" help:"Set this differentiated services code point, 0 to 63 or a name such as ef."`
	FlowLabel label  `name:"flow-label" placeholder:"N" help:"Set this IPv6 flow label, 0 to 0xfffff."`
}

// completionFlags are the arguments of pmtu completion.
type completionFlags struct {
	Shell string `arg:"" name:"shell" type:"word" words:"bash,zsh,fish" help:"bash, zsh or fish."`
}

// replayFlags are the flags of pmtu replay.
type replayFlags struct {
	File    string `arg:"" name:"file" help:"The file that --record wrote; - for standard input."`
	Both    bool   `name:"both" short:"b" help:"Print names and addresses."`
	Numeric bool   `name:"numeric" short:"n" help:"Print addresses only."`
	Format  string `name:"format" short:"F" type:"word" words:"text,json,jsonl,tracepath,traceroute" xor:"format" placeholder:"NAME" help:"Output: text, json, jsonl, tracepath or traceroute."`
	JSON    bool   `name:"json" xor:"format" help:"The same as --format json."`
	Output  string `name:"output" short:"o" type:"outfile" placeholder:"FILE" help:"Write the output to a file, all at once."`
	Redact  bool   `name:"redact" help:"Leave out names and public addresses: for output that others are to see."`
	Color   string `name:"color" type:"word" words:"auto,always,never" default:"auto" placeholder:"WHEN" help:"Colour: auto, always or never."`
	Verbose bool   `name:"verbose" short:"v" help:"Say more: every round-trip time, lesser findings, commands that set what is advised."`
}
