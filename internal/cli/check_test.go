package cli

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"io"
	"iter"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/internal/golden"
	"github.com/pathmtu/pmtu/internal/render/schematest"
	"github.com/pathmtu/pmtu/internal/report"
	"github.com/pathmtu/pmtu/pmtu"
	"github.com/pathmtu/pmtu/pmtu/pmtutest"
)

// oneByOne is a fleet of one at a time, over the paths that world makes.
type oneByOne struct {
	b     *bench
	world func(pmtu.Options) pmtutest.Path
	after func(n int) // is called after each run
}

func (r *oneByOne) Run(ctx context.Context, targets iter.Seq[pmtu.Options], done func(int, *pmtu.Result, error)) error {
	n := 0
	for o := range targets {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		r.b.traced = append(r.b.traced, o)
		o.Seed = [32]byte{1}
		result, err := pmtu.Run(ctx, pmtutest.New(r.world(o)), o, nil)
		done(n, result, err)
		n++
		if r.after != nil {
			r.after(n)
		}
	}
	return nil
}

// newCheckBench returns a command whose paths carry 1420 bytes; that to
// 198.51.100.4 carries 1300, and 198.51.100.5 is silent.
func newCheckBench(t *testing.T) (*bench, *oneByOne) {
	t.Helper()
	b := newBench(t)
	r := &oneByOne{b: b}
	r.world = func(o pmtu.Options) pmtutest.Path {
		p := testPath(o.Target.Addr())
		switch o.Target.Addr() {
		case netip.MustParseAddr("198.51.100.4"):
			p.MTUs = []pmtu.MTU{0, 1300}
		case netip.MustParseAddr("198.51.100.5"):
			p.Silent = map[netip.Addr]bool{o.Target.Addr(): true}
			for _, a := range p.Routers {
				p.Silent[a] = true
			}
		}
		return p
	}
	b.fleet = func(pmtu.Fleet) check.Runner { return r }
	return b, r
}

func TestCheckCodes(t *testing.T) {
	for _, tt := range []struct {
		args string
		code int
		says string // part of standard output
	}{
		{"--require 1420 git.example", exitOK, "1 target: 1 pass."},
		{"--require 1421 git.example", exitNotMet, "10.0.0.2 refuses larger packets as too big"},
		{"--require 1400 git.example four.example", exitNotMet, "2 targets: 1 pass, 1 fail."},
		{"--require 1300 git.example four.example", exitOK, "2 targets: 2 pass."},
		{"--require 1400 -q 1 git.example xn--bcher-kva.test", exitInconclusive, "2 targets: 1 pass, 1 inconclusive."},
		{"--require 1400 -q 1 four.example xn--bcher-kva.test", exitNotMet, "2 targets: 1 fail, 1 inconclusive."},
		{"--require 1400 -q 1 bücher.test", exitInconclusive, "1 inconclusive"},
		{"--require 1400 none.example", exitHost, "lookup none.example: no such host"},
		{"--require 1400 none.example git.example", exitHost, "2 targets: 1 pass, 1 error."},
		{"--require 1400 none.example four.example", exitNotMet, "2 targets: 1 fail, 1 error."},
		{"--require 1400 --both-families git.example", exitOK, "2 targets: 2 pass."},
		{"--require 1400 --both-families four.example", exitNotMet, "lookup four.example: no IPv6 address"},
		{"--require 1400 --all-addresses git.example", exitOK, "3 targets: 3 pass."},
		{"--require 1400 -4 --all-addresses git.example", exitOK, "2 targets: 2 pass."},
		{"--require 1400 -6 git.example", exitOK, "git.example (2001:db8:9::9)"},
	} {
		t.Run(tt.args, func(t *testing.T) {
			b, _ := newCheckBench(t)
			code := b.run(append([]string{"pmtu", "check"}, strings.Fields(tt.args)...)...)
			if code != tt.code || b.err.Len() > 0 {
				t.Errorf("exit code %d, want %d, standard error %q", code, tt.code, b.err.String())
			}
			// Sentences may be wrapped.
			if out := strings.Join(strings.Fields(b.out.String()), " "); !strings.Contains(out, tt.says) {
				t.Errorf("printed %q, which does not have %q", out, tt.says)
			}
		})
	}
}

// TestCheckUsage: what cannot be meant is told in one line, and nothing is sent.
func TestCheckUsage(t *testing.T) {
	for _, tt := range []struct{ args, want string }{
		{"", "destination: none given\ntry: pmtu check --help"},
		{"h", "h: how large packets must be is not said: require=N here, or --require N"},
		{"--require 1400 h:80", "destination \"h:80\": the port comes after a slash\ntry: pmtu h/80"},
		{"--require 1400 fe80::1", "destination \"fe80::1\": a link-local address needs its interface\ntry: pmtu fe80::1%eth0, with your interface for eth0"},
		{"--require 1400 224.0.0.1", `destination "224.0.0.1": not the address of one host`},
		{"--require 1400 -6 192.0.2.1", "192.0.2.1: it is no IPv6 address"},
		{"--require 1400 -s 192.0.2.2 ::1", "::1: it is no IPv4 address"},
		{"--require 1400 -s 192.0.2.2 -6 h", "-6: conflicts with --source 192.0.2.2"},
		{"--require 1400 -s 192.0.2.2 --both-families h", "--both-families: conflicts with --source 192.0.2.2"},
		{"--require 1400 -4 --both-families h", "--both-families: conflicts with --ipv4\ntry: pmtu check --help"},
		{"--require 1400 -P icmp -p 7 h", "--protocol icmp: it has no ports"},
		{"--require 1400 -P icmp h/7", "h/7: protocol icmp has no ports"},
		{"--require 65536 192.0.2.1", "192.0.2.1: require=65536: more than 65535, the most that IPv4 has"},
		{"--require 1400 -4 --flow-label 1 h", "--flow-label: IPv4 has none"},
		{"--require 1400 --targets - --baseline - h", "--baseline -: conflicts with --targets -, there is one standard input"},
		{"--require 1400 --targets -", "stdin: no targets in it"},
	} {
		t.Run(tt.args, func(t *testing.T) {
			b, _ := newCheckBench(t)
			code := b.run(append([]string{"pmtu", "check"}, strings.Fields(tt.args)...)...)
			if want := "pmtu: " + tt.want + "\n"; code != exitUsage || b.err.String() != want {
				t.Errorf("exit code %d, standard error:\n%swant\n%s", code, b.err.String(), want)
			}
			if b.out.Len() > 0 || len(b.traced) > 0 {
				t.Errorf("printed %q, traced %v", b.out.String(), b.traced)
			}
		})
	}
}

// TestCheckOptions: flags reach the runs, and lines of a list say better.
func TestCheckOptions(t *testing.T) {
	b, _ := newCheckBench(t)
	var fleet pmtu.Fleet
	inner := b.fleet
	b.fleet = func(f pmtu.Fleet) check.Runner { fleet = f; return inner(f) }
	b.in = strings.NewReader("10.9.0.1 require=1300 protocol=icmp\n10.9.0.2/7\nfe80::1\n")
	args := "pmtu check --require 1400 --targets - -p 53 -P udp -q 2 -w 0.5 -W 3 -i lo --dscp ef --mark 7 --rate 50"
	if code := b.run(strings.Fields(args)...); code != exitOK {
		t.Fatalf("exit code %d\n%s%s", code, b.out.String(), b.err.String())
	}
	want := []struct {
		target   string
		require  pmtu.MTU
		protocol pmtu.Protocol
	}{
		{"10.9.0.1:0", 1300, pmtu.ICMP},
		{"10.9.0.2:7", 1400, pmtu.UDP},
		{"[fe80::1%lo]:53", 1400, pmtu.UDP},
	}
	for i, o := range b.traced {
		if w := want[i]; o.Target.String() != w.target || o.Require != w.require || o.Protocol != w.protocol || !o.EndToEnd {
			t.Errorf("%+v, want %+v", o, w)
		}
		if o.Attempts != 2 || o.Timeout.Seconds() != 0.5 || o.Deadline.Seconds() != 3 {
			t.Errorf("%+v", o)
		}
	}
	if fleet.Rate != 50 || fleet.Socket != (pmtu.SocketOptions{Interface: "lo", Mark: 7, TrafficClass: 46 << 2}) {
		t.Errorf("%+v", fleet)
	}
	for _, full := range []string{"--full", "--baseline=" + saved(t)} {
		b, _ := newCheckBench(t)
		if code := b.run("pmtu", "check", "--require", "1400", full, "git.example"); code != exitOK || b.traced[0].EndToEnd {
			t.Errorf("%s: exit code %d, %+v", full, code, b.traced)
		}
	}
}

// saved is a file with an earlier report, of a path to git.example.
func saved(t *testing.T) string {
	t.Helper()
	b, _ := newCheckBench(t)
	file := filepath.Join(t.TempDir(), "before.json")
	if code := b.run("pmtu", "check", "--require", "1400", "--full", "--json", "-o", file, "git.example"); code != exitOK || b.out.Len() > 0 {
		t.Fatalf("exit code %d\n%s%s", code, b.out.String(), b.err.String())
	}
	return file
}

// TestCheckBaseline: an earlier report is what this one is compared with.
func TestCheckBaseline(t *testing.T) {
	for mtu, want := range map[pmtu.MTU]struct {
		code int
		says string
	}{
		1420: {exitOK, ""},
		1410: {exitNotMet, "path MTU was 1420 and is now 1410, less than in the"},
		1430: {exitOK, "Changed: path MTU was 1420 and is now 1430."},
	} {
		b, r := newCheckBench(t)
		r.world = func(o pmtu.Options) pmtutest.Path {
			p := testPath(o.Target.Addr())
			p.MTUs[1] = mtu
			return p
		}
		code := b.run("pmtu", "check", "--require", "1400", "--baseline", saved(t), "git.example")
		if out := b.out.String(); code != want.code || !strings.Contains(out, want.says) || (want.says == "") == strings.Contains(out, "Changed") {
			t.Errorf("%d: exit code %d, printed\n%s%s", mtu, code, out, b.err.String())
		}
	}
}

// wholes says by format whether a report is complete and valid.
var wholes = map[string]func(*testing.T, string){
	"text": wantText("targets: 1 pass"),
	"json": func(t *testing.T, out string) { schematest.ValidateDef(t, "check_document", []byte(out)) },
	"jsonl": func(t *testing.T, out string) {
		var last struct{ Event string }
		for l := range strings.Lines(out) {
			if err := json.Unmarshal([]byte(l), &last); err != nil {
				t.Errorf("%v in %s", err, l)
			}
		}
		if last.Event != "summary" {
			t.Errorf("the last line is %q", last.Event)
		}
	},
	"junit": func(t *testing.T, out string) {
		d := xml.NewDecoder(strings.NewReader(out))
		for {
			if _, err := d.Token(); err == io.EOF {
				return
			} else if err != nil {
				t.Fatalf("%v in %s", err, out)
			}
		}
	},
	"tap":        wantText("\n1.."),
	"tap13":      wantText("\n1.."),
	"github":     wantText("1 pass"),
	"prometheus": wantText("\npmtu_check_interrupted 1\n"),
	"nagios":     wantText("PMTU "),
}

// TestCheckSignal: what was done is printed, whole, and then comes the exit
// code of the signal; also where nothing was done.
func TestCheckSignal(t *testing.T) {
	for format, whole := range wholes {
		for signal, code := range map[os.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143} {
			if format == "nagios" {
				code = report.NagiosUnknown // as plugins say that they do not know
			}
			b, r := newCheckBench(t)
			signals := make(chan os.Signal, 1)
			b.signals = signals
			ended := make(chan struct{})
			b.fleet = func(pmtu.Fleet) check.Runner { return watchedRunner{r, ended} }
			r.after = func(int) {
				signals <- signal
				<-ended
			}
			if got := b.run("pmtu", "check", "--require", "1400", "-F", format, "git.example", "10.9.0.1", "10.9.0.2"); got != code || b.err.Len() > 0 {
				t.Errorf("%s: exit code %d, want %d, standard error %q", format, got, code, b.err.String())
			}
			if len(b.traced) != 1 {
				t.Errorf("%s: %d runs", format, len(b.traced))
			}
			whole(t, b.out.String())
		}
	}
}

// TestCheckPlugin: what a plugin of Nagios could not find out is UNKNOWN, whatever pmtu's own code
// is, and what is proven by the time that a signal comes is CRITICAL.
func TestCheckPlugin(t *testing.T) {
	for _, args := range []string{
		"--require 1400 -F nagios --targets /nosuch", "--require 1400 -F nagios --baseline /nosuch git.example",
		"--require 1400 -F nagios -o /nosuch/file git.example", "-F nagios git.example", "--require 1400 -F nagios nosuch.example",
		"--require x -F nagios git.example", "--format=nagios --nosuch git.example", "-nFnagios --nosuch git.example",
	} {
		b, _ := newCheckBench(t)
		if code := b.run(append([]string{"pmtu", "check"}, strings.Fields(args)...)...); code != report.NagiosUnknown {
			t.Errorf("%s: exit code %d, standard error %q", args, code, b.err.String())
		}
	}
	b, r := newCheckBench(t)
	signals := make(chan os.Signal, 1)
	b.signals = signals
	ended := make(chan struct{})
	b.fleet = func(pmtu.Fleet) check.Runner { return watchedRunner{r, ended} }
	r.after = func(int) {
		signals <- syscall.SIGINT
		<-ended
	}
	if code := b.run("pmtu", "check", "--require", "1500", "-F", "nagios", "git.example", "10.9.0.1"); code != report.NagiosCritical {
		t.Errorf("proven before the signal: exit code %d, %s", code, b.out.String())
	}
}

// watchedRunner closes ended when its context ends.
type watchedRunner struct {
	*oneByOne
	ended chan struct{}
}

func (w watchedRunner) Run(ctx context.Context, targets iter.Seq[pmtu.Options], done func(int, *pmtu.Result, error)) error {
	context.AfterFunc(ctx, func() { close(w.ended) })
	return w.oneByOne.Run(ctx, targets, done)
}

// TestCheckInStep: the command line and the manual page have the same flags,
// and the help is as it should be.
func TestCheckInStep(t *testing.T) {
	flags := flagsOf(t, "check")
	man := append(manFlags(t, "pmtu.8", "Checks"), "-h", "--help", "--version")
	slices.Sort(man)
	if !slices.Equal(man, flags) {
		t.Errorf("the manual page has\n%q, the command line\n%q", man, flags)
	}
	b := newBench(t)
	if code := b.run("pmtu", "check", "--help"); code != exitOK || b.err.Len() > 0 {
		t.Errorf("exit code %d, standard error %q", code, b.err.String())
	}
	golden.Check(t, "help-check.txt", b.out.String())
}
