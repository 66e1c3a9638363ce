package render

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/internal/golden"
	"github.com/pathmtu/pmtu/internal/render/schematest"
	"github.com/pathmtu/pmtu/pmtu"
)

// public moves the addresses of a sample's run to public ones: the target, the
// source, and what is behind hop 1.
func public(r *pmtu.Result) *pmtu.Result {
	move := strings.NewReplacer("198.51.100.", "8.8.100.", "192.0.2.", "9.9.2.", "10.77.0.3", "11.77.0.3", "10.77.0.2", "11.77.0.2", "2001:db8:", "2a00:1:")
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch x := v.Interface().(type) {
		case netip.Addr:
			if x.IsValid() {
				v.Set(reflect.ValueOf(netip.MustParseAddr(move.Replace(x.String()))))
			}
			return
		case netip.AddrPort:
			v.Set(reflect.ValueOf(netip.AddrPortFrom(netip.MustParseAddr(move.Replace(x.Addr().String())), x.Port())))
			return
		case string:
			v.SetString(move.Replace(x))
			return
		case time.Time:
			return
		}
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				walk(v.Elem())
			}
		case reflect.Interface:
			c := reflect.New(v.Elem().Type()).Elem()
			c.Set(v.Elem())
			walk(c)
			v.Set(c)
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Struct:
			for i := range v.NumField() {
				walk(v.Field(i))
			}
		}
	}
	walk(reflect.ValueOf(r))
	return r
}

func TestGoldenRedacted(t *testing.T) {
	for _, s := range []sample{
		{"redacted4", public(findings()), Options{Input: "git.example", TargetName: "git.example", Name: nameOf}},
		{"redacted6", public(finish(proven("2001:db8::9", []string{"fd00::1", "2001:db8::1", "2001:db8::9"}, 1500))), Options{Input: "2a00:1:0:0::9", Name: nameOf}},
	} {
		s.o.Redact = true
		for _, format := range []string{"text", "json", "jsonl", "traceroute"} {
			got := render(t, format, s.result, s.o)
			golden.Check(t, s.name+"."+format, got)
			switch format {
			case "json":
				schematest.Validate(t, got)
			case "jsonl":
				schematest.ValidateLines(t, got)
			case "text":
				golden.Fits(t, got, DefaultWidth)
			}
		}
	}
}

// TestRedactText: addresses in sentences, whatever stands around them.
func TestRedactText(t *testing.T) {
	h := Head{Target: netip.MustParseAddrPort("8.8.8.8:33434")}
	o := Options{Input: "git.example", TargetName: "xn--git.example"}
	for in, want := range map[string]string{
		"":                              "",
		"no address, 1400 bytes, 3/4":   "no address, 1400 bytes, 3/4",
		"send 8.8.8.8: refused":         "send 192.0.2.1: refused",
		"8.8.8.8":                       "192.0.2.1",
		"(8.8.8.8)":                     "(192.0.2.1)",
		"8.8.8.8:53, 8.8.8.8/33434.":    "192.0.2.1:53, 192.0.2.1/33434.",
		"from 9.9.9.9 to 8.8.8.8":       "from 192.0.2.2 to 192.0.2.1",
		"the end is 9.9.9.9.":           "the end is 192.0.2.2.",
		"10.1.2.3 and 172.16.0.1":       "10.1.2.3 and 172.16.0.1",
		"127.0.0.1 or ::1 or fd00::1":   "127.0.0.1 or ::1 or fd00::1",
		"100.64.0.1 is a carrier's":     "192.0.2.2 is a carrier's",
		"[2a00:1::1]:53":                "[2001:db8::1]:53",
		"2A00:1:0::1 is 2a00:1::1":      "2001:db8::1 is 2001:db8::1",
		"::ffff:9.9.9.9":                "192.0.2.2",
		"fe80::1%eth0":                  "fe80::1%eth0",
		"2a00:1::/32":                   "2001:db8::1/32",
		"ip route add 9.9.9.9/32 mtu 9": "ip route add 192.0.2.2/32 mtu 9",
		"ask GIT.example.":              "ask 192.0.2.1.",
		"xn--git.example":               "192.0.2.1",
		"sub.git.example":               "sub.192.0.2.1",
		"digit.example":                 "digit.example",
		"12:34:56 at 00:11:22:33:44:55": "12:34:56 at 00:11:22:33:44:55",
	} {
		if got := RedactText(in, h, o); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestStandIns are documentation addresses, as many as there are, and no two
// are the same.
func TestStandIns(t *testing.T) {
	seen := map[netip.Addr]bool{}
	for n := 1; n <= 100_000; n++ {
		a := standIn4(n)
		if seen[a] {
			t.Fatalf("%v is there twice", a)
		}
		seen[a] = true
		inDoc := netip.MustParsePrefix("192.0.2.0/24").Contains(a) || netip.MustParsePrefix("198.51.100.0/24").Contains(a) || netip.MustParsePrefix("203.0.113.0/24").Contains(a)
		if n <= 762 && !inDoc || n > 762 && !netip.MustParsePrefix("198.18.0.0/15").Contains(a) {
			t.Fatalf("%d: %v", n, a)
		}
	}
	if a := standIn6(1 << 16); a != netip.MustParseAddr("2001:db8::1:0") {
		t.Errorf("%v", a)
	}
	r := &redactor{known: map[netip.Addr]netip.Addr{}}
	if a := netip.MustParseAddr("192.0.2.1"); r.addr(a) == a {
		t.Error("an address stands for itself")
	}
}

// TestRedactedIsACopy: what is redacted stays as it was.
func TestRedactedIsACopy(t *testing.T) {
	for _, s := range situations() {
		r, want := s.result, *s.result
		want.Hops, want.Updates = append([]pmtu.Hop(nil), r.Hops...), append([]pmtu.Update(nil), r.Updates...)
		s.o.Redact = true
		render(t, "json", r, s.o)
		same := cmp.Comparer(func(a, b netip.Addr) bool { return a == b })
		if diff := cmp.Diff(&want, r, same, cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b })); diff != "" {
			t.Errorf("%s (-before +after):\n%s", s.name, diff)
		}
	}
}

// FuzzRedact: no public address and no name of a run is in any output,
// whichever field it was in.
func FuzzRedact(f *testing.F) {
	for seed := range uint64(20) {
		f.Add(seed, "a sentence of ", " and more")
	}
	f.Add(uint64(7), "", "")
	f.Add(uint64(8), "x", ":53")
	f.Add(uint64(9), "1.", ".")
	f.Fuzz(func(t *testing.T, seed uint64, before, after string) {
		s := secrets(rand.New(rand.NewPCG(seed, 0)), before, after)
		o := Options{
			Input: s.name, TargetName: s.name, Verbose: true, Redact: true, Both: seed%2 == 0,
			Name: func(netip.Addr) string { return "secret.of.a.router" },
		}
		s.check(t, "text", render(t, "text", s.result, o))
		s.check(t, "traceroute", render(t, "traceroute", s.result, o))
		got := render(t, "json", s.result, o)
		s.check(t, "json", got)
		schematest.Validate(t, got)
		got = render(t, "jsonl", s.result, o)
		s.check(t, "jsonl", got)
		schematest.ValidateLines(t, got)
		s.result.Mode = pmtu.ModeTracepath
		s.check(t, "tracepath", render(t, "tracepath", s.result, o))
		var b bytes.Buffer
		if err := Diagnosis(&b, s.result, o); err != nil {
			t.Fatal(err)
		}
		s.check(t, "diagnosis", b.Bytes())
		s.check(t, "message", []byte(RedactText(s.result.Refusal, HeadOf(s.result), o)))
	})
}

// secret is a run whose every address is public.
type secret struct {
	result *pmtu.Result
	addrs  map[netip.Addr]bool
	name   string
}

func secrets(rnd *rand.Rand, before, after string) *secret {
	s := &secret{addrs: map[netip.Addr]bool{}, name: fmt.Sprintf("secret-%d.zone", rnd.Uint32())}
	draw := func() netip.Addr {
		a := publicAddr(rnd)
		s.addrs[a] = true
		return a
	}
	sentence := func() string { return before + draw().String() + after + " " + s.name + " " + draw().String() }
	r := twoRouters()
	r.Target = netip.AddrPortFrom(draw(), 7)
	r.Source.Addr = draw()
	r.Refusal, r.Outcome = sentence(), pmtu.OutcomeUnreachable
	r.Updates = nil
	for i := range r.Hops {
		for j := range r.Hops[i].Answers {
			r.Hops[i].Answers[j].Addr = draw()
			r.Hops[i].Answers[j].Interfaces = []pmtu.Interface{{Name: sentence(), Addr: draw(), MTU: 1500}}
		}
		r.Updates = append(r.Updates, pmtu.HopUpdate{Hop: r.Hops[i]}, pmtu.TraceLine{Kind: pmtu.LineAnswer, Hop: i + 1, Addr: draw(), Type: 11})
	}
	r.Limits = []pmtu.Limit{{AfterHop: 1, Kind: pmtu.LimitPacketTooBig, Addr: draw(), From: 1500, To: 1400}}
	r.Findings = []pmtu.Finding{{Code: "nat", Severity: pmtu.SeverityError, Hop: 1, Addr: draw(), Detail: sentence(), Remedy: sentence()}}
	r.Updates = append(r.Updates, pmtu.FindingUpdate{Finding: r.Findings[0]}, pmtu.LimitUpdate{Limit: r.Limits[0]})
	s.result = r
	return s
}

// publicAddr draws an address that is neither private nor a stand-in.
func publicAddr(rnd *rand.Rand) netip.Addr {
	if rnd.IntN(2) == 0 {
		var b [4]byte
		binary.BigEndian.PutUint32(b[:], rnd.Uint32())
		b[0] = []byte{1, 8, 62, 99, 151, 217}[rnd.IntN(6)]
		return netip.AddrFrom4(b)
	}
	b := [16]byte{0x2a, byte(rnd.Uint32())}
	for i := 4; i < 16; i += 1 + rnd.IntN(4) {
		b[i] = byte(rnd.Uint32())
	}
	return netip.AddrFrom16(b)
}

// check looks for what must not be there. Words are compared, and not parts of them.
func (s *secret) check(t *testing.T, format string, out []byte) {
	t.Helper()
	if bytes.Contains(out, []byte("secret")) {
		t.Fatalf("%s has a name:\n%s", format, out)
	}
	words := strings.FieldsFunc(string(out), func(c rune) bool { return !strings.ContainsRune("0123456789abcdef:.", c) })
	for _, w := range words {
		for _, w := range []string{w, strings.Trim(w, ".:"), strings.TrimRight(w, ".:"), strings.TrimSuffix(w, ":53")} {
			if a, err := netip.ParseAddr(w); err == nil && s.addrs[a] {
				t.Fatalf("%s has %v:\n%s", format, a, out)
			}
		}
	}
}
