package cli

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// refusedStarts are command lines of tracepath that it refuses, or ends at.
var refusedStarts = [][]string{
	{},
	{""},
	{"a", "b"},
	{"--"},
	{"-h"},
	{"-x", "h"},
	{"-nx", "h"},
	{"-n127.0.0.1"},
	{"127.0.0.1", "-x"},
	{"-?"},
	{"--bogus", "h"},
	{"-:"},
	{"-m"},
	{"-nm"},
	{"-m", "256", "h"},
	{"-m256", "h"},
	{"-nm256", "h"},
	{"-m", "-1", "h"},
	{"-m", "5x", "h"},
	{"-m", "", "h"},
	{"-m", "5 ", "h"},
	{"-m", "0x5", "h"},
	{"-m", "99999999999999999999", "h"},
	{"-m", "-99999999999999999999", "h"},
	{"-m", "5", "-m", "x", "h"},
	{"-m3p5", "h"},
	{"-m", "4294967296", "h"},
	{"-l", "-5", "h"},
	{"-l", "2147483648", "h"},
	{"-l", "x", "h"},
	{"-p", "65536", "h"},
	{"-p", "-1", "h"},
	{"-p", "abc", "h"},
	{"-4", "-6", "h"},
	{"-6", "-4", "h"},
	{"-46", "h"},
	{"-6", "-4", "-z"},
	{"-m", "x", "-4", "-6", "h"},
	{"127.0.0.1/x"},
	{"127.0.0.1/"},
	{"127.0.0.1/70000"},
	{"127.0.0.1/-1"},
	{"/5"},
	{"-l", "28", "127.0.0.1"},
	{"-l", "1", "127.0.0.1"},
	{"-l", "48", "::1"},
	{"-4", "::1"},
	{"-6", "127.0.0.1"},
	{"::1%nosuch0"},
	{"-p", "5", "/7"},
}

// TestTracepathStart compares start-up errors with those of the installed
// tracepath, byte for byte. Nothing of this sends a packet, to anywhere.
func TestTracepathStart(t *testing.T) {
	iputils := findIputils()
	if iputils == "" {
		t.Skip("iputils tracepath is not installed")
	}
	for _, args := range refusedStarts {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			var out, stderr bytes.Buffer
			cmd := exec.Command(iputils, args...)
			cmd.Args[0] = "tracepath"
			cmd.Env = []string{"LC_ALL=C"}
			cmd.Stdout, cmd.Stderr = &out, &stderr
			_ = cmd.Run() // its exit code is looked at
			b := newBench(t)
			code := b.run(append([]string{"tracepath"}, args...)...)
			if want := cmd.ProcessState.ExitCode(); code != want {
				t.Errorf("exit code %d, want %d", code, want)
			}
			if got := b.out.String(); got != out.String() {
				t.Errorf("standard output %q, want %q", got, out.String())
			}
			if got := withoutOurs(b.err.String()); got != stderr.String() {
				t.Errorf("standard error %q, want %q", got, stderr.String())
			}
			if len(b.traced) > 0 {
				t.Errorf("traced %v", b.traced)
			}
		})
	}
}

// findIputils returns the tracepath of iputils in PATH, "" for none. The
// first tracepath there may be this very program (TestMain).
func findIputils() string {
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		file := filepath.Join(dir, "tracepath")
		if out, err := exec.Command(file, "-V").Output(); err == nil && bytes.Contains(out, []byte("iputils")) {
			return file
		}
	}
	return ""
}

// withoutOurs takes the options out of the usage that iputils does not have.
func withoutOurs(s string) string {
	for _, o := range tracepathLong {
		s = strings.Replace(s, fmt.Sprintf("  --%-11s  %s\n", o.name, o.help), "", 1)
	}
	return s
}

func TestGetopt(t *testing.T) {
	for _, tt := range []struct {
		args  string
		posix bool
		want  string // options and operands as they came
	}{
		{"", false, ""},
		{"h", false, "h"},
		{"-n h -b", false, "-n -b h"},
		{"-n h -b", true, "-n h -b"},
		{"-nb4 h", false, "-n -b -4 h"},
		{"-m5 h", false, "-m=5 h"},
		{"-m 5 h", false, "-m=5 h"},
		{"-nm5 h", false, "-n -m=5 h"},
		{"-nm 5 h", false, "-n -m=5 h"},
		{"-mn h", false, "-m=n h"},
		{"-m -n h", false, "-m=-n h"},
		{"-m -- h", false, "-m=-- h"},
		{"-n -- -b", false, "-n -b"},
		{"- h", false, "- h"},
		{"--mtu h", false, "--mtu h"},
		{"h --mtu", true, "h --mtu"},
	} {
		var got []string
		operands, err := getopt(strings.Fields(tt.args), tt.posix, func(c byte, arg string) error {
			if arg != "" {
				arg = "=" + arg
			}
			got = append(got, "-"+string(c)+arg)
			return nil
		}, func(name string) error {
			got = append(got, "--"+name)
			return nil
		})
		if err != nil {
			t.Errorf("%s: %v", tt.args, err)
		}
		if words := strings.Join(append(got, operands...), " "); words != tt.want {
			t.Errorf("%s: %q, want %q", tt.args, words, tt.want)
		}
	}
}

// FuzzGetopt: no words are lost and none invented, and errors are printable.
func FuzzGetopt(f *testing.F) {
	for _, s := range []string{"", "-n h", "-nb4 h", "-m5 h", "-m 5", "-m", "-x", "--", "-- -x", "--mtu", "--m", "-", "h -n", "-\xff", "-\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		args := strings.Split(line, " ")
		operands, err := getopt(slices.Clone(args), false, func(c byte, arg string) error {
			if o, ok := findShort(c); !ok || o.arg == "" && arg != "" {
				t.Errorf("%q: option %q with %q", line, c, arg)
			}
			return nil
		}, func(name string) error { return nil })
		if err != nil && strings.ContainsFunc(err.Error(), func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("%q: %q is not printable", line, err)
		}
		for _, o := range operands {
			i := slices.Index(args, o)
			if i < 0 {
				t.Fatalf("%q: operand %q comes from nowhere", line, o)
			}
			args = slices.Delete(args, i, i+1)
		}
	})
}
