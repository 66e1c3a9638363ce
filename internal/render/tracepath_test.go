package render

import (
	"bytes"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/internal/golden"
	"github.com/pathmtu/pmtu/pmtu"
)

func traced(target string, lines ...pmtu.TraceLine) *pmtu.Result {
	r := base(target)
	r.Mode = pmtu.ModeTracepath
	for _, l := range lines {
		r.Updates = append(r.Updates, l)
	}
	return r
}

func answered(hop int, addr string, rtt float64, typ, code uint8) pmtu.TraceLine {
	return pmtu.TraceLine{
		Kind: pmtu.LineAnswer, Hop: hop, Addr: netip.MustParseAddr(addr), HasRTT: true, RTT: ms(rtt),
		Type: typ, Code: code,
	}
}

func resume(mtu uint32, hops, back int) pmtu.TraceLine {
	return pmtu.TraceLine{Kind: pmtu.LineResume, MTU: mtu, Hops: hops, Back: back}
}

func local(mtu uint32, rtt float64) pmtu.TraceLine {
	return pmtu.TraceLine{Kind: pmtu.LineLocal, Hop: 1, Guessed: true, MTU: mtu, HasRTT: rtt > 0, RTT: ms(rtt)}
}

func tooBigLine(hop int, addr string, typ, code uint8, mtu uint32) pmtu.TraceLine {
	l := answered(hop, addr, 12.3, typ, code)
	l.MTU = mtu
	return l
}

// traceSituations are runs of iputils tracepath, as facts.
func traceSituations() []sample {
	noNames := Options{NameFailed: func(netip.Addr) bool { return true }}
	withNames := Options{Name: nameOf}
	asymm := answered(2, "10.77.0.2", 8.3, 11, 0)
	asymm.Asymmetric, asymm.ReturnHops = true, 6
	broken := answered(3, "10.77.0.3", 1234.5, 11, 0)
	broken.Broken = true
	guessed := answered(4, "10.77.0.4", 0, 11, 0)
	guessed.Guessed, guessed.HasRTT = true, false
	v4 := traced("198.51.100.9",
		local(1500, 0),
		answered(1, "10.77.0.1", 0.3, 11, 0), answered(1, "10.77.0.1", 0.25, 11, 0),
		asymm, broken, guessed,
		tooBigLine(3, "10.77.0.6", 3, 4, 1420), pmtu.TraceLine{Kind: pmtu.LineNoReply, Hop: 11},
		answered(12, "198.51.100.9", 20.4, 3, 3), resume(1420, 12, 11))
	return []sample{
		{"path4_numeric", v4, Options{Numeric: true}},
		{"path4_names", v4, withNames},
		{"path4_both", v4, Options{Both: true, Name: nameOf}},
		{"path4_numeric_both", v4, Options{Numeric: true, Both: true, Name: nameOf}},
		{"path4_dead_resolver", v4, noNames},
		{"path6", traced("2001:db8::9", local(1500, 0.109),
			answered(1, "2001:db8::1", 0.3, 3, 0),
			tooBigLine(1, "2001:db8::1", 2, 0, 4294967295), tooBigLine(1, "2001:db8::1", 2, 0, 1280),
			answered(2, "fe80::1%eth0", 3, 3, 0), answered(3, "2001:db8::9", 9.5, 1, 4), resume(1280, 3, 3)), withNames},
		{"marks", marks(), Options{Numeric: true}},
		{"too_many", traced("198.51.100.9", answered(30, "10.77.0.1", 4, 11, 0),
			pmtu.TraceLine{Kind: pmtu.LineTooManyHops, MTU: 1500}, resume(1500, -1, -1)), withNames},
		{"no_route", traced("198.51.100.9", pmtu.TraceLine{Kind: pmtu.LineSendFailed, Hop: 1}, resume(65535, -1, -1)), withNames},
		{"reply", traced("198.51.100.9", pmtu.TraceLine{Kind: pmtu.LineReply, Hop: 1, Guessed: true}, resume(65535, -1, -1)), withNames},
		{"hostile", v4, Options{Name: func(netip.Addr) string { return "a\x1b[2J\nb\x9b" + strings.Repeat("x", 300) }}},
	}
}

func marks() *pmtu.Result {
	r := traced("198.51.100.9")
	for _, code := range []uint8{0, 1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15} {
		r.Updates = append(r.Updates, answered(3, "10.77.0.3", 12.3, 3, code))
	}
	r.Updates = append(r.Updates, answered(3, "10.77.0.3", 12.3, 12, 0))
	for code := range uint8(8) {
		r.Updates = append(r.Updates, answered(3, "2001:db8::1", 12.3, 1, code))
	}
	r.Updates = append(r.Updates, answered(3, "2001:db8::1", 12.3, 4, 1), answered(3, "2001:db8::1", 12.3, 3, 1))
	return r
}

func TestGoldenTracepath(t *testing.T) {
	for _, s := range traceSituations() {
		var stderr bytes.Buffer
		s.o.Stderr = &stderr
		got := render(t, "tracepath", s.result, s.o)
		if stderr.Len() > 0 {
			got = append(append(got, "-- stderr --\n"...), stderr.Bytes()...)
		}
		golden.Check(t, s.name+".tracepath", got)
	}
}

// endedLine is the last line of most of iputilsTexts.
const endedLine = "     Resume: pmtu 65535 hops 1 back 1 \n"

// iputilsTexts are what iputils prints of some runs.
var iputilsTexts = []struct {
	name   string
	o      Options
	lines  []pmtu.TraceLine
	want   string
	stderr string
}{
	{
		"-n",
		Options{Numeric: true},
		[]pmtu.TraceLine{answered(1, "127.0.0.1", 0.287, 3, 3), resume(65535, 1, 1)},
		" 1:  127.0.0.1                                             0.287ms reached\n" + endedLine, "",
	},
	{
		"name",
		Options{Name: namedLocalhost},
		[]pmtu.TraceLine{answered(1, "127.0.0.1", 0.215, 3, 3), resume(65535, 1, 1)},
		" 1:  localhost                                             0.215ms reached\n" + endedLine, "",
	},
	{
		"-b",
		Options{Both: true, Name: namedLocalhost},
		[]pmtu.TraceLine{answered(1, "127.0.0.1", 0.022, 3, 3), resume(65535, 1, 1)},
		" 1:  localhost (127.0.0.1)                                 0.022ms reached\n" + endedLine, "",
	},
	{
		"-n -b",
		Options{Both: true, Numeric: true, Name: namedLocalhost},
		[]pmtu.TraceLine{answered(1, "127.0.0.1", 0.053, 3, 3), resume(65535, 1, 1)},
		" 1:  127.0.0.1 (localhost)                                 0.053ms reached\n" + endedLine, "",
	},
	{
		"resolver fails",
		Options{NameFailed: noName},
		[]pmtu.TraceLine{answered(1, "127.0.0.5", 0.279, 3, 3), resume(65535, 1, 1)},
		" 1:  ???                                                   0.279ms reached\n" + endedLine, "",
	},
	{
		"-b, resolver fails",
		Options{Both: true, NameFailed: noName},
		[]pmtu.TraceLine{answered(1, "fe80::1%lo", 0.021, 1, 4)},
		" 1:  ??? (fe80::1%lo)                                      0.021ms reached\n", "",
	},
	{
		"-n -b, resolver fails",
		Options{Both: true, Numeric: true, NameFailed: noName},
		[]pmtu.TraceLine{answered(1, "127.0.0.5", 0.72, 3, 3)},
		" 1:  127.0.0.5 (???)                                       0.720ms reached\n", "",
	},
	{
		"no name",
		Options{},
		[]pmtu.TraceLine{local(65536, 0.109), answered(1, "::1", 0.03, 1, 4), resume(65536, 1, 1)},
		" 1?: [LOCALHOST]                        0.109ms pmtu 65536\n" +
			" 1:  ::1                                                   0.030ms reached\n" +
			"     Resume: pmtu 65536 hops 1 back 1 \n", "",
	},
	{
		"no route",
		Options{},
		[]pmtu.TraceLine{{Kind: pmtu.LineSendFailed, Hop: 1}, resume(128000, -1, -1)},
		" 1:  send failed\n     Resume: pmtu 128000 \n", "",
	},
	{
		"protocol unreachable",
		Options{Numeric: true},
		[]pmtu.TraceLine{answered(1, "127.0.0.1", 0.609, 3, 2), resume(65535, -1, -1)},
		" 1:  127.0.0.1                                             0.609ms \n     Resume: pmtu 65535 \n",
		"tracepath: NET ERROR: Protocol not available\n",
	},
	{
		"prohibited",
		Options{Numeric: true},
		[]pmtu.TraceLine{answered(1, "127.0.0.1", 0.525, 3, 13)},
		" 1:  127.0.0.1                                             0.525ms !H\n", "",
	},
	{
		"net unreachable",
		Options{Numeric: true},
		[]pmtu.TraceLine{answered(1, "127.0.0.1", 0.038, 3, 0)},
		" 1:  127.0.0.1                                             0.038ms !N\n", "",
	},
}

func noName(netip.Addr) bool           { return true }
func namedLocalhost(netip.Addr) string { return "localhost" }

// TestTracepathIsIputils has lines that iputils tracepath 20221126 printed on
// the loopback interface, in namespaces with and without a resolver, and
// where nftables rejected its packets.
func TestTracepathIsIputils(t *testing.T) {
	for _, tt := range iputilsTexts {
		t.Run(tt.name, func(t *testing.T) {
			var stderr bytes.Buffer
			tt.o.Stderr = &stderr
			got := render(t, "tracepath", traced("127.0.0.1", tt.lines...), tt.o)
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("stdout (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.stderr, stderr.String()); diff != "" {
				t.Errorf("stderr (-want +got):\n%s", diff)
			}
		})
	}
}

// TestTracepathNumbers: numbers are the kernel's, printed as signed ones, and
// what is not known of the path is left out.
func TestTracepathNumbers(t *testing.T) {
	tests := []struct {
		line pmtu.TraceLine
		want string
	}{
		{local(1<<31, 0), " 1?: [LOCALHOST]                      pmtu -2147483648\n"},
		{pmtu.TraceLine{Kind: pmtu.LineTooManyHops, MTU: 1<<32 - 1}, "     Too many hops: pmtu -1\n"},
		{resume(1<<32-1, 0, 0), "     Resume: pmtu -1 hops 0 back 0 \n"},
		{resume(1500, 3, -1), "     Resume: pmtu 1500 hops 3 \n"},
		{resume(1500, -1, 3), "     Resume: pmtu 1500 back 3 \n"},
		{pmtu.TraceLine{Kind: pmtu.LineNoReply, Hop: 255}, "255:  no reply\n"},
	}
	for _, tt := range tests {
		if got := string(render(t, "tracepath", traced("192.0.2.9", tt.line), Options{})); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

// TestTracepathProg: a link by another name says that name.
func TestTracepathProg(t *testing.T) {
	var stderr bytes.Buffer
	render(t, "tracepath", traced("127.0.0.1", answered(1, "127.0.0.1", 1, 3, 7)), Options{Prog: "tracepath6", Stderr: &stderr})
	if got, want := stderr.String(), "tracepath6: NET ERROR: Host is down\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
