package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/pathmtu/pmtu/errqueue"
	"github.com/pathmtu/pmtu/internal/render/schematest"
	"github.com/pathmtu/pmtu/pmtu"
)

var (
	errUnrouted = &errqueue.OpError{Op: "find route", Object: "to 198.51.100.9", Err: syscall.ENETUNREACH, Hint: "this host has no route to it"}
	errNoPing   = &errqueue.OpError{Op: "open", Object: "IPv4 ping socket", Err: syscall.EACCES, Hint: "net.ipv4.ping_group_range does not include this group"}
)

// refuse lets this host refuse the run of a bench.
func (b *bench) refuse(source, sockets error) {
	b.source = func(pmtu.Options) (pmtu.Source, error) { return pmtu.Source{}, source }
	b.sockets = func(pmtu.Options) error { return sockets }
}

// TestRefused: a run that cannot begin prints nothing in front of its error
// but, for who asked for JSON, one valid document.
func TestRefused(t *testing.T) {
	for _, tt := range []struct {
		name            string
		source, sockets error
		args            string
		code            int
		detail, remedy  string
	}{
		{
			"no route", errUnrouted, nil, "git.example", exitUnreachable,
			"This host could not send to 198.51.100.9: network is unreachable (this host has no route to it).",
			"Look at this host's routes and firewall: ip route get 198.51.100.9; nft list ruleset.",
		},
		{
			"no ping socket", nil, errNoPing, "-P icmp git.example", exitHost,
			"This host could not send to 198.51.100.9: open IPv4 ping socket: permission denied (net.ipv4.ping_group_range does not include this group).",
			`sysctl -w net.ipv4.ping_group_range="0 2147483647", or -P udp`,
		},
	} {
		for _, format := range []string{"text", "tracepath", "traceroute", "json", "jsonl"} {
			if format == "tracepath" && strings.Contains(tt.args, "icmp") {
				continue
			}
			t.Run(tt.name+" "+format, func(t *testing.T) {
				b := newBench(t)
				b.refuse(tt.source, tt.sockets)
				code := b.run(append([]string{"pmtu", "-F", format}, strings.Fields(tt.args)...)...)
				if code != tt.code || strings.Count(b.err.String(), "\n") != 2 || len(b.traced) > 0 {
					t.Errorf("exit code %d, want %d; standard error %q", code, tt.code, b.err.String())
				}
				out := b.out.Bytes()
				switch format {
				case "json":
					schematest.Validate(t, out)
				case "jsonl":
					schematest.ValidateLines(t, out)
					lines := strings.SplitAfter(string(out), "\n")
					out = []byte(lines[len(lines)-2])
				default:
					if len(out) > 0 {
						t.Errorf("printed %q", out)
					}
					return
				}
				wantRefusal(t, out, tt.detail, tt.remedy)
			})
		}
	}
}

func wantRefusal(t *testing.T, doc []byte, detail, remedy string) {
	t.Helper()
	var got struct {
		Target   struct{ Input, Name, Address string }
		Outcome  string
		PathMTU  struct{ Status string } `json:"path_mtu"`
		Findings []struct{ Code, Detail, Remedy string }
		Probes   struct{ Sent int }
	}
	if err := json.Unmarshal(doc, &got); err != nil {
		t.Fatal(err)
	}
	if got.Target.Input != "git.example" || got.Target.Address != "198.51.100.9" || got.Outcome != "unreachable" || got.PathMTU.Status != "unknown" || got.Probes.Sent != 0 {
		t.Errorf("%+v", got)
	}
	if len(got.Findings) != 1 || got.Findings[0].Code != "unreachable" || got.Findings[0].Detail != detail || got.Findings[0].Remedy != remedy {
		t.Errorf("findings %+v", got.Findings)
	}
}

// TestRefusedWithoutAddress: nobody knows of which target a document would be.
func TestRefusedWithoutAddress(t *testing.T) {
	b := newBench(t)
	if code := b.run("pmtu", "--json", "nosuch.example"); code != exitHost || b.out.Len() > 0 || b.err.String() != "pmtu: lookup nosuch.example: no such host\n" {
		t.Errorf("exit code %d, %q, %q", code, b.out.String(), b.err.String())
	}
}

// TestRefusedRedacted: the error and the document tell no address.
func TestRefusedRedacted(t *testing.T) {
	b := newBench(t)
	b.refuse(errUnrouted, nil)
	if code := b.run("pmtu", "--redact", "--json", "git.example"); code != exitUnreachable {
		t.Errorf("exit code %d", code)
	}
	schematest.Validate(t, b.out.Bytes())
	for _, text := range []string{b.out.String(), b.err.String()} {
		if strings.Contains(text, "198.51.100.9") || strings.Contains(text, "git.example") || !strings.Contains(text, "192.0.2.1") {
			t.Errorf("printed %s", text)
		}
	}
}

// TestRefusedFile: what --output has afterwards is of this run, or nothing.
func TestRefusedFile(t *testing.T) {
	for _, tt := range []struct {
		args   string
		source error
		code   int
		want   string // the beginning
	}{
		{"git.example", errUnrouted, exitUnreachable, ""},
		{"--json git.example", errUnrouted, exitUnreachable, "{\n"},
		{"--json nosuch.example", nil, exitHost, ""},
		{"--json --record missing/record git.example", nil, exitHost, ""},
		{"-q 0 git.example", nil, exitUsage, "old"},
		{"--flow-label 1 four.example", nil, exitUsage, "old"},
	} {
		file := filepath.Join(t.TempDir(), "out")
		if err := os.WriteFile(file, []byte("old"), 0o666); err != nil {
			t.Fatal(err)
		}
		b := newBench(t)
		b.refuse(tt.source, nil)
		if code := b.run(append([]string{"pmtu", "-o", file}, strings.Fields(tt.args)...)...); code != tt.code {
			t.Errorf("%s: exit code %d, want %d; %s", tt.args, code, tt.code, b.err.String())
		}
		got, err := os.ReadFile(file)
		if err != nil || !strings.HasPrefix(string(got), tt.want) || tt.want == "" && len(got) > 0 || b.out.Len() > 0 {
			t.Errorf("%s: %v, %q, printed %q", tt.args, err, got, b.out.String())
		}
	}
}
