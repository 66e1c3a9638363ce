package cli

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestOptions: what each flag makes of the run.
func TestOptions(t *testing.T) {
	addr := func(s string, port uint16) netip.AddrPort { return netip.AddrPortFrom(netip.MustParseAddr(s), port) }
	for _, tt := range []struct {
		args string
		want func(*pmtu.Options)
	}{
		{"198.51.100.1", func(o *pmtu.Options) { o.Target = addr("198.51.100.1", 33434) }},
		{"trace 198.51.100.1", func(o *pmtu.Options) { o.Target = addr("198.51.100.1", 33434) }},
		{"198.51.100.1 -p 7", func(o *pmtu.Options) { o.Target = addr("198.51.100.1", 7) }},
		{"[2001:db8::1]/7", func(o *pmtu.Options) { o.Target = addr("2001:db8::1", 7) }},
		{"git.example", func(o *pmtu.Options) {}},
		{"-6 git.example", func(o *pmtu.Options) { o.Target = addr("2001:db8:9::9", 33434) }},
		{"-s 2001:db8::2 git.example", func(o *pmtu.Options) {
			o.Target, o.Socket.Source = addr("2001:db8:9::9", 33434), netip.MustParseAddr("2001:db8::2")
		}},
		{"-l 1400 git.example", func(o *pmtu.Options) { o.StartSize = 1400 }},
		{"-m5 -f 2 git.example", func(o *pmtu.Options) { o.MaxHops, o.FirstHop = 5, 2 }},
		{"--no-mtu git.example", func(o *pmtu.Options) { o.NoMTU = true }},
		{"-P icmp git.example", func(o *pmtu.Options) { o.Protocol = pmtu.ICMP }},
		{"-P udp -q 2 -w .5 -W 300ms 198.51.100.9", func(o *pmtu.Options) {
			o.Protocol = pmtu.UDP
			o.Attempts, o.Timeout, o.Deadline = 2, 500*time.Millisecond, 300*time.Millisecond
		}},
		{"-i eth7 --mark 0x10 --dscp ef git.example", func(o *pmtu.Options) {
			o.Socket.Interface, o.Socket.Mark, o.Socket.TrafficClass = "eth7", 16, 0xb8
		}},
		{"-6 --flow-label 0xabcde git.example", func(o *pmtu.Options) {
			o.Target, o.Socket.FlowLabel = addr("2001:db8:9::9", 33434), 0xabcde
		}},
		{"--rate 2.5 --require 1300 git.example", func(o *pmtu.Options) { o.Rate, o.Require = 2.5, 1300 }},
		{"-F tracepath git.example", func(o *pmtu.Options) {
			o.Protocol = pmtu.UDP
			o.Target, o.Mode = addr("198.51.100.9", 44444), pmtu.ModeTracepath
		}},
		{"fe80::1%lo", func(o *pmtu.Options) { o.Target = addr("fe80::1%lo", 33434) }},
		{"fe80::1 -i lo", func(o *pmtu.Options) { o.Target, o.Socket.Interface = addr("fe80::1%lo", 33434), "lo" }},
	} {
		t.Run(tt.args, func(t *testing.T) {
			b := newBench(t)
			b.run(append([]string{"pmtu"}, strings.Fields(tt.args)...)...)
			if len(b.traced) != 1 {
				t.Fatalf("traced %d times: %s", len(b.traced), b.err.String())
			}
			got := b.traced[0]
			want := pmtu.Options{Protocol: pmtu.Auto, Target: addr("198.51.100.9", 33434), Source: localSource(got.Target.Addr())}
			tt.want(&want)
			if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b netip.Addr) bool { return a == b }), cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b })); diff != "" {
				t.Errorf("options (-want +got):\n%s", diff)
			}
		})
	}
}

// TestTraceCodes: exit codes and messages of whole commands.
func TestTraceCodes(t *testing.T) {
	for _, tt := range []struct {
		args string
		code int
		out  string // a part of standard output
		err  string // all of standard error
	}{
		{"git.example", exitOK, "1420", ""},
		{"--require 1420 git.example", exitOK, "1420", ""},
		{"--require 1421 git.example", exitNotMet, "1420", ""},
		{"-v git.example", exitOK, "1420", "pmtu: git.example: 198.51.100.9, not traced: 2001:db8:9::9, 198.51.100.10\n"},
		{"bücher.test", exitOK, "bücher.test", ""},
		{"-n git.example", exitOK, "10.0.0.1 ", ""},
		{"nosuch.example", exitHost, "", "pmtu: lookup nosuch.example: no such host\n"},
		{"-6 four.example", exitHost, "", "pmtu: lookup four.example: no IPv6 address\n"},
		{"fe80::1%nosuch0", exitHost, "", "pmtu: destination fe80::1%nosuch0: interface nosuch0: there is none\n"},
		{"-o /nonexistent/x git.example", exitHost, "", "pmtu: create /nonexistent/x: no such file or directory\n"},
		{"--record /nonexistent/x git.example", exitHost, "", "pmtu: create /nonexistent/x: no such file or directory\n"},
	} {
		t.Run(tt.args, func(t *testing.T) {
			b := newBench(t)
			code := b.run(append([]string{"pmtu"}, strings.Fields(tt.args)...)...)
			if code != tt.code || b.err.String() != tt.err {
				t.Errorf("exit code %d, want %d; standard error %q, want %q", code, tt.code, b.err.String(), tt.err)
			}
			if out := b.out.String(); !strings.Contains(out, tt.out) || (tt.out == "") != (out == "") {
				t.Errorf("standard output %q does not have %q", out, tt.out)
			}
			if strings.Contains(b.out.String(), "\x1b") {
				t.Errorf("escape bytes in %q", b.out.String())
			}
		})
	}
}

func TestFormats(t *testing.T) {
	for format, start := range map[string]string{"text": "git.example (198.51.100.9)", "json": "{", "jsonl": `{"`, "tracepath": " 1?: [LOCALHOST]", "traceroute": "traceroute to git.example (198.51.100.9), 30 hops max, 65000 byte packets\n 1  r1.example (10.0.0.1)"} {
		b := newBench(t)
		if b.run("pmtu", "-F", format, "git.example"); b.err.Len() > 0 {
			t.Errorf("%s: %s", format, b.err.String())
		}
		if got := b.out.String(); !strings.HasPrefix(got, start) {
			t.Errorf("%s: %q does not begin with %q", format, got, start)
		}
	}
	b, c := newBench(t), newBench(t)
	b.run("pmtu", "--json", "-n", "git.example")
	c.run("pmtu", "--format", "json", "-n", "git.example")
	if !strings.HasPrefix(b.out.String(), "{") || len(b.out.String()) != len(c.out.String()) {
		t.Errorf("--json printed\n%s--format json\n%s", b.out.String(), c.out.String())
	}
}

func TestDisplay(t *testing.T) {
	for _, tt := range []struct {
		vars         map[string]string
		color        string
		wantColor    bool
		wantASCII    bool
		whyItMatters string
	}{
		{nil, "auto", false, false, "a pipe has no colour"},
		{nil, "always", true, false, "asked for"},
		{map[string]string{"LC_ALL": "C", "LANG": "de_DE.UTF-8"}, "never", false, true, "LC_ALL comes first"},
		{map[string]string{"LANG": "de_DE.utf8"}, "auto", false, false, "UTF-8 in another spelling"},
		{map[string]string{"LC_CTYPE": "POSIX"}, "auto", false, true, "POSIX is ASCII"},
	} {
		b := newBench(t)
		b.vars = tt.vars
		o := b.display("", tt.color)
		if o.Color != tt.wantColor || o.ASCII != tt.wantASCII {
			t.Errorf("%s: colour %v, ASCII %v", tt.whyItMatters, o.Color, o.ASCII)
		}
	}
}
