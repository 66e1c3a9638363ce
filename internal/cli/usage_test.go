package cli

import (
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/golden"
)

// usageErrors are command lines that cannot be meant.
var usageErrors = []struct {
	args string // words are separated by blanks; ∅ is an empty one
	want string // on standard error, without "pmtu: "
	try  string
}{
	{"-n", "destination: none given", "pmtu trace --help"},
	{"trace", "destination: none given", "pmtu trace --help"},
	{"∅", "destination: it is empty", "pmtu --help"},
	{"/53", `destination "/53": no name or address before the port`, ""},
	{"h --bogus", "unknown flag --bogus", "pmtu trace --help"},
	{"-x h", "unknown flag -x", "pmtu trace --help"},
	{"a b", "unexpected argument b", "pmtu trace --help"},
	{"-4 -6 h", "--ipv4: conflicts with --ipv6", "pmtu trace --help"},
	{"-4 ::1", "-4: conflicts with destination ::1", ""},
	{"-6 192.0.2.1", "-6: conflicts with destination 192.0.2.1", ""},
	{"-6 ::ffff:192.0.2.1", "-6: conflicts with destination 192.0.2.1", ""},
	{"-4 -s ::1 h", "-4: conflicts with --source ::1", ""},
	{"-s 192.0.2.2 ::1", "destination ::1: conflicts with --source 192.0.2.2", ""},
	{"-s eth0 h", `--source: "eth0" is not an address`, "-i for an interface"},
	{"-s 0.0.0.0 h", "--source: 0.0.0.0 is not a host's address", ""},
	{"-m 0 h", "--max-hops: 0 is not between 1 and 255", "pmtu trace --help"},
	{"-m256 h", "--max-hops: 256 is not between 1 and 255", "pmtu trace --help"},
	{"-m 99999999999999999999 h", "--max-hops: 99999999999999999999 is not between 1 and 255", "pmtu trace --help"},
	{"-m x h", `--max-hops: "x" is not a whole number`, "pmtu trace --help"},
	{"-m", "--max-hops: needs a value", "pmtu trace --help"},
	{"-f 31 h", "--first-hop 31: beyond the last hop, 30", ""},
	{"-f 6 -m 5 h", "--first-hop 6: beyond the last hop, 5", ""},
	{"-q 0 h", "--attempts: 0 is not between 1 and 20", "pmtu trace --help"},
	{"-q 21 h", "--attempts: 21 is not between 1 and 20", "pmtu trace --help"},
	{"-w 0 h", "--timeout: 0 is not above 0 and at most 60 seconds", "pmtu trace --help"},
	{"-w=-1 h", `--timeout: "=-1" is no time in seconds, as 0.3, nor one with a unit, as 300ms`, "pmtu trace --help"},
	{"-w 61 h", "--timeout: 61 is not above 0 and at most 60 seconds", "pmtu trace --help"},
	{"-w 1m1s h", "--timeout: 1m1s is not above 0 and at most 60 seconds", "pmtu trace --help"},
	{"-w 1e99 h", "--timeout: 1e99 is not above 0 and at most 60 seconds", "pmtu trace --help"},
	{"-w soon h", `--timeout: "soon" is no time in seconds, as 0.3, nor one with a unit, as 300ms`, "pmtu trace --help"},
	{"-w", "--timeout: needs a value", "pmtu trace --help"},
	{"-w -1 h", `--timeout: needs a value, and "-1" is a flag`, "pmtu trace --help"},
	{"--deadline=nan h", "--deadline: nan is not above 0 and at most 3600 seconds", "pmtu trace --help"},
	{"-W 1h1s h", "--deadline: 1h1s is not above 0 and at most 3600 seconds", "pmtu trace --help"},
	{"-p 0 h", "--port: 0 is not between 1 and 65535", "pmtu trace --help"},
	{"-p 5 h/7", "--port 5: conflicts with the port in h/7", ""},
	{"h/", `destination "h/": port: "" is not a whole number`, ""},
	{"h/0", `destination "h/0": port: 0 is not between 1 and 65535`, ""},
	{"h/1/2", `destination "h/1/2": port: "1/2" is not a whole number`, ""},
	{"h:80", `destination "h:80": the port comes after a slash`, "pmtu h/80"},
	{"[::1]:80", `destination "[::1]:80": the port comes after a slash`, "pmtu [::1]/80"},
	{"http://h", `destination "http://h": a URL; only its host is meant`, "pmtu h"},
	{"https://u:secret@h.example:8443/a/b?c#d", `destination "https://h.example:8443": a URL; only its host is meant`, "pmtu h.example/8443"},
	{"http://[2001:db8::1]:80/", `destination "http://[2001:db8::1]:80": a URL; only its host is meant`, "pmtu 2001:db8::1/80"},
	{"git+ssh://u:s3cret@git.example/x?token=1", `destination "git+ssh://git.example": a URL; only its host is meant`, "pmtu git.example"},
	{"http://", `destination "http://": a URL; only its host is meant`, ""},
	{"http://%zz", `destination: a URL; only its host is meant`, ""},
	{"http://-h", `destination "http://-h": a URL; only its host is meant`, ""},
	{"http://h:0/", `destination "http://h:0": a URL; only its host is meant`, ""},
	{"http://$(id)/", `destination "http://$(id)": a URL; only its host is meant`, ""},
	{"h/53://", `destination "h/53://": port: "53://" is not a whole number`, ""},
	{"http:/h", `destination "http:/h": port: "h" is not a whole number`, ""},
	{"[::1", `destination "[::1": not an IPv6 address in brackets`, ""},
	{"[192.0.2.1]", `destination "[192.0.2.1]": brackets are for IPv6 addresses`, ""},
	{"2001:db8::x", `destination "2001:db8::x": not an IPv6 address`, ""},
	{"192.0.2.256", `destination "192.0.2.256": not an IPv4 address`, ""},
	{"127.1", `destination "127.1": not an IPv4 address`, ""},
	{"192.0.2.1%eth0", `destination "192.0.2.1%eth0": only an IPv6 address has a zone`, ""},
	{"fe80::1", `destination "fe80::1": a link-local address needs its interface`, "pmtu fe80::1%eth0, with your interface for eth0"},
	{"224.0.0.1", `destination "224.0.0.1": not the address of one host`, ""},
	{"255.255.255.255", `destination "255.255.255.255": not the address of one host`, ""},
	{"ff02::1", `destination "ff02::1": not the address of one host`, ""},
	{"::", `destination "::": not the address of one host`, ""},
	{"-- -h", `destination "-h": a name does not begin with a hyphen`, ""},
	{"a\tb", `destination "a\tb": it contains a space or a control character`, ""},
	{"\xff", "destination \"\ufffd\": it contains a space or a control character", ""},
	{strings.Repeat("a", 254), `destination "aaaaaaaaaaaaaaaaaaaa...": longer than a name can be (253 bytes)`, ""},
	{"-P tcp h", `--protocol: "tcp" is none of auto, udp, icmp`, "pmtu trace --help"},
	{"-P icmp -p 7 h", "--protocol icmp: it has no ports", ""},
	{"-P icmp h/7", "--protocol icmp: it has no ports", ""},
	{"-P icmp -F tracepath h", "--protocol icmp: tracepath has UDP only", ""},
	{"--redact --record f h", "--redact: conflicts with --record, which keeps every address", ""},
	{"-F xml h", `--format: "xml" is none of text, json, jsonl, tracepath, traceroute`, "pmtu trace --help"},
	{"--json -F text h", "--format: conflicts with --json", "pmtu trace --help"},
	{"--color red h", `--color: "red" is none of auto, always, never`, "pmtu trace --help"},
	{"--dscp 64 h", `--dscp: "64" is neither a number from 0 to 63 nor a class such as ef, af41 or cs6`, "pmtu trace --help"},
	{"--flow-label 0x100000 h", `--flow-label: "0x100000" is not a number from 0 to 0xfffff`, "pmtu trace --help"},
	{"--flow-label 1 192.0.2.1", "--flow-label: IPv4 has none", ""},
	{"--flow-label 1 four.example", "--flow-label: IPv4 has none", ""},
	{"--mark -1 h", `--mark: needs a value, and "-1" is a flag`, "pmtu trace --help"},
	{"--mark 0x100000000 h", `--mark: "0x100000000" is not a number from 0 to 0xffffffff`, "pmtu trace --help"},
	{"--rate 0 h", `--rate: "0" is not a number above 0`, "pmtu trace --help"},
	{"--rate inf h", `--rate: "inf" is not a number above 0`, "pmtu trace --help"},
	{"--require 67 h", "--require: 67 is not between 68 and 65575", ""},
	{"--require 0 h", "--require: 0 is not between 68 and 65575", "pmtu trace --help"},
	{"--require 67 ::1", "--require: 67 is not between 68 and 65575, as IPv6 has it", ""},
	{"--require 100000 192.0.2.1", "--require: 100000 is not between 68 and 65535, as IPv4 has it", ""},
	{"--require 65536 four.example", "--require: 65536 is not between 68 and 65535, as IPv4 has it", ""},
	{"check --require 65576 h", "--require: 65576 is not between 68 and 65575", ""},
	{"check -4 --require 65536 h", "--require: 65536 is not between 68 and 65535, as IPv4 has it", ""},
	{"--require 1400 -l 1399 h", "--require 1400: larger than --length 1399", ""},
	{"--require 1400 --no-mtu h", "--require: conflicts with --no-mtu", ""},
	{"-o ./x --record y/../x h", "--output ./x: conflicts with --record to the same file", ""},
	{"-l 28 h", "--length: 28 is not between 29 and 65575", ""},
	{"-l 28 192.0.2.1", "--length: 28 is not between 29 and 65535, as IPv4 has it", ""},
	{"-l 100000 192.0.2.1", "--length: 100000 is not between 29 and 65535, as IPv4 has it", ""},
	{"-l 65536 -4 h", "--length: 65536 is not between 29 and 65535, as IPv4 has it", ""},
	{"-l 99999999999999999999 h", "--length: 99999999999999999999 is not between 29 and 65575", "pmtu trace --help"},
	{"-l 1x h", `--length: "1x" is not a whole number`, "pmtu trace --help"},
	{"-l 48 ::1", "--length: 48 is not between 49 and 65575, as IPv6 has it", ""},
	{"-i abcdefghijklmnop h", `--interface "abcdefghijklmnop": longer than a name can be (15 bytes)`, ""},
	{"-o ∅ h", "--output: the name of the file is empty", "pmtu trace --help"},
	{"--record - h", "--record: - is standard output, which has the output; name a file", "pmtu trace --help"},
	{"clac wireguard", `command "clac": not known`, "pmtu calc --help"},
	{"docter --json extra", `command "docter": not known`, "pmtu doctor"},
	{"help hlep", `command "hlep": not known`, "pmtu help help"},
	{"help xyzzy", `command "xyzzy": not known`, "pmtu help"},
	{"help calc doctor", "unexpected argument doctor", "pmtu help --help"},
	{"-n tracepath h", `flag --numeric applies to the default command "trace", not "tracepath"`, "pmtu trace --help"},
	{"completion", "shell: none given", "pmtu completion --help"},
	{"completion tcsh", `shell: "tcsh" is none of bash, zsh, fish`, "pmtu completion --help"},
}

// TestUsageErrors: one line that says what is wrong, exit 2, nothing sent.
func TestUsageErrors(t *testing.T) {
	for _, tt := range usageErrors {
		t.Run(tt.args, func(t *testing.T) {
			b := newBench(t)
			args := []string{"pmtu"}
			for _, w := range strings.FieldsFunc(tt.args, func(r rune) bool { return r == ' ' }) {
				args = append(args, strings.ReplaceAll(w, "∅", ""))
			}
			if code := b.run(args...); code != exitUsage {
				t.Errorf("exit code %d, want %d", code, exitUsage)
			}
			want := "pmtu: " + tt.want + "\n"
			if tt.try != "" {
				want += "try: " + tt.try + "\n"
			}
			if got := b.err.String(); got != want {
				t.Errorf("standard error:\n%swant\n%s", got, want)
			}
			if b.out.Len() > 0 || len(b.traced) > 0 {
				t.Errorf("printed %q, traced %v", b.out.String(), b.traced)
			}
		})
	}
}

func TestHelp(t *testing.T) {
	for file, args := range map[string][]string{
		"help.txt":            {"pmtu", "--help"},
		"help-trace.txt":      {"pmtu", "trace", "--help"},
		"help-completion.txt": {"pmtu", "completion", "-h"},
		"help-tracepath.txt":  {"pmtu", "tracepath", "--help"},
		"help-calc.txt":       {"pmtu", "calc", "--help"},
		"help-doctor.txt":     {"pmtu", "doctor", "--help"},
		"help-replay.txt":     {"pmtu", "replay", "--help"},
		"help-explain.txt":    {"pmtu", "explain", "--help"},
		"help-help.txt":       {"pmtu", "help", "-h"},
	} {
		t.Run(file, func(t *testing.T) {
			t.Setenv("COLUMNS", "")
			b := newBench(t)
			if code := b.run(args...); code != 0 || b.err.Len() > 0 {
				t.Errorf("exit code %d, standard error %q", code, b.err.String())
			}
			golden.Check(t, file, b.out.String())
		})
	}
}

// TestHelpCommand: help COMMAND is COMMAND --help.
func TestHelpCommand(t *testing.T) {
	for _, command := range append(commandWords(), "") {
		want, got := newBench(t), newBench(t)
		want.run(strings.Fields("pmtu " + command + " --help")...)
		if code := got.run(strings.Fields("pmtu help " + command)...); code != exitOK || got.err.Len() > 0 || got.out.String() != want.out.String() || got.out.Len() == 0 {
			t.Errorf("help %s: exit code %d, %q, printed\n%s", command, code, got.err.String(), got.out.String())
		}
	}
}

// TestUsage: pmtu alone says how it is called, and names every command.
func TestUsage(t *testing.T) {
	b := newBench(t)
	if code := b.run("pmtu"); code != exitUsage || b.out.Len() > 0 {
		t.Errorf("exit code %d, printed %q", code, b.out.String())
	}
	golden.Check(t, "usage.txt", b.err.String())
	for _, c := range model(t).commands {
		if !strings.Contains(b.err.String(), c.name) {
			t.Errorf("no command %s", c.name)
		}
	}
}

// TestMeantCommand: a name that is not there and looks like a command.
func TestMeantCommand(t *testing.T) {
	for word, try := range map[string]string{
		"doctr": "try: pmtu doctor\n", "trcae": "try: pmtu trace\n", "Reply": "try: pmtu replay\n",
		"gateway": "", "doctor.example": "", "a": "", "xx": "",
	} {
		b := newBench(t)
		if code := b.run("pmtu", word); code != exitHost || b.err.String() != "pmtu: lookup "+word+": no such host\n"+try {
			t.Errorf("exit code %d, %q", code, b.err.String())
		}
	}
}

func TestVersion(t *testing.T) {
	b := newBench(t)
	if code := b.run("pmtu", "--version"); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if got := b.out.String(); !strings.HasPrefix(got, "pmtu "+versionNumber()+" (") || strings.Count(got, "\n") != 1 {
		t.Errorf("printed %q", got)
	}
	for in, want := range map[string]string{
		"":                                   developing,
		"(devel)":                            developing,
		"v0.0.0-20260102030405-0123456789ab": developing,
		"v0.2.0+dirty":                       developing,
		"v0.2.0":                             "0.2.0",
	} {
		if got := moduleVersion(in); got != want {
			t.Errorf("moduleVersion(%q) = %q, want %q", in, got, want)
		}
	}
}
