package render

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/pathmtu/pmtu/internal/golden"
	"github.com/pathmtu/pmtu/internal/host"
	"github.com/pathmtu/pmtu/internal/render/schematest"
	"github.com/pathmtu/pmtu/internal/tunnel"
)

// paper is something with a text and a document.
type paper struct {
	name, definition string
	text, json       func(io.Writer, Options) error
}

func calcPaper(name string, q tunnel.Request) paper {
	r, err := tunnel.Calc(q)
	if err != nil {
		panic(err)
	}
	return paper{
		name, "calc_document",
		func(w io.Writer, o Options) error { return Calc(w, r, o) },
		func(w io.Writer, o Options) error { return CalcJSON(w, r, o) },
	}
}

func looksPaper(mtu int, h tunnel.Hints) paper {
	e, err := tunnel.Explain(mtu, h)
	if err != nil {
		panic(err)
	}
	return paper{
		fmt.Sprintf("looks_like_%d", mtu), "calc_document",
		func(w io.Writer, o Options) error { return LooksLike(w, e, o) },
		func(w io.Writer, o Options) error { return LooksLikeJSON(w, e, o) },
	}
}

func papers() []paper {
	return []paper{
		calcPaper("calc_wireguard", tunnel.Request{Stack: "wireguard", OuterMTU: 1492, OuterFamily: tunnel.IPv6}),
		calcPaper("calc_stack", tunnel.Request{Stack: "gre:key+esp-cbc-sha256:nat-t+pppoe"}),
		calcPaper("calc_outer", tunnel.Request{Stack: "wireguard:mtu=1420+pppoe", InnerMTU: 1400}),
		calcPaper("calc_small", tunnel.Request{Stack: "vxlan+wireguard", OuterMTU: 1200, OuterFamily: tunnel.IPv6}),
		calcPaper("calc_one_family", tunnel.Request{Stack: "6in4"}),
		looksPaper(1412, tunnel.Hints{Before: 1500, Position: tunnel.Host}),
		looksPaper(1337, tunnel.Hints{}),
		{
			"catalogue", "calc_document",
			func(w io.Writer, o Options) error { return Catalogue(w, tunnel.Catalogue(), o) },
			func(w io.Writer, o Options) error { return CatalogueJSON(w, tunnel.Catalogue(), o) },
		},
		{
			"doctor", "doctor_document",
			func(w io.Writer, o Options) error { return Doctor(w, illHost(), o) },
			func(w io.Writer, o Options) error { return DoctorJSON(w, illHost(), o) },
		},
	}
}

// illHost has an item of every status.
func illHost() host.Report {
	return host.Report{Items: []host.Item{
		{Group: host.GroupSystem, Name: "kernel", Value: "Linux 6.18.0, amd64", Status: host.OK},
		{
			Group: host.GroupSockets, Name: "ping socket, IPv4", Value: "refused", Status: host.Note,
			Detail: `net.ipv4.ping_group_range is "1 0": nobody may. Sizes are searched by UDP, which takes longer.`,
			Remedy: `sysctl -w net.ipv4.ping_group_range="0 2147483647"`,
		},
		{Group: host.GroupSettings, Name: "net.ipv4.tcp_mtu_probing", Value: "1", Status: host.OK, Detail: "TCP tries smaller packets where it suspects a black hole (RFC 4821)."},
		{Group: host.GroupInterfaces, Name: "evil\x1b[2J0", Value: "MTU 1500 (device)", Status: host.OK},
		{
			Group: host.GroupTunnels, Name: "wg0", Value: "wireguard, inner MTU 1440", Status: host.Problem,
			Detail: "Only 1412 bytes fit: the way to the default gateway by ppp0 carries 1492, less 80 of overhead. Larger packets are fragmented outside, refused or lost.",
			Remedy: "ip link set dev wg0 mtu 1412",
		},
		{Group: host.GroupRoutes, Name: "routes", Status: host.Unknown, Detail: "Routes cannot be read: operation not permitted."},
	}}
}

func TestGoldenPapers(t *testing.T) {
	for _, p := range papers() {
		t.Run(p.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := p.text(&b, Options{}); err != nil {
				t.Fatal(err)
			}
			golden.Check(t, p.name+".text", b.Bytes())
			golden.Fits(t, b.Bytes(), DefaultWidth)
			plainText := bytes.Clone(b.Bytes())

			b.Reset()
			if err := p.text(&b, Options{ASCII: true}); err != nil {
				t.Fatal(err)
			}
			if i := bytes.IndexFunc(b.Bytes(), func(r rune) bool { return r >= 0x7f || r < ' ' && r != '\n' }); i >= 0 {
				t.Errorf("not ASCII at %q", b.Bytes()[i:])
			}

			b.Reset()
			if err := p.text(&b, Options{Color: true}); err != nil {
				t.Fatal(err)
			}
			got := b.Bytes()
			for _, st := range []style{bold, dim, red, green, yellow, reset} {
				got = bytes.ReplaceAll(got, []byte(st), nil)
			}
			if !bytes.Contains(b.Bytes(), []byte(reset)) || !bytes.Equal(got, plainText) {
				t.Errorf("colours change the text:\n%s", got)
			}

			b.Reset()
			if err := p.json(&b, Options{Version: "0.1.0"}); err != nil {
				t.Fatal(err)
			}
			schematest.ValidateDef(t, p.definition, b.Bytes())
			golden.Check(t, p.name+".json", b.Bytes())
		})
	}
}

// TestPapersWriterFails: the writer's error comes back, whichever line it hits.
func TestPapersWriterFails(t *testing.T) {
	for _, p := range papers() {
		var w writes
		if err := p.text(&w, Options{Verbose: true}); err != nil {
			t.Fatal(err)
		}
		for n := range len(w.each) {
			if err := p.text(&full{n}, Options{Verbose: true}); err != errFull {
				t.Errorf("%s: %v after %d writes", p.name, err, n)
			}
		}
		if err := p.json(&full{}, Options{}); err != errFull {
			t.Errorf("%s: JSON: %v", p.name, err)
		}
	}
}

// TestEveryExplanationFits: any MTU is explained within 80 columns, and its
// document satisfies the schema.
func TestEveryExplanationFits(t *testing.T) {
	for mtu := tunnel.MinMTU; mtu <= 1600; mtu += 4 {
		p := looksPaper(mtu, tunnel.Hints{})
		var b bytes.Buffer
		if err := p.text(&b, Options{}); err != nil {
			t.Fatal(err)
		}
		golden.Fits(t, b.Bytes(), DefaultWidth)
		b.Reset()
		if err := p.json(&b, Options{}); err != nil {
			t.Fatal(err)
		}
		if err := schematest.CheckDef(p.definition, b.Bytes()); err != nil {
			t.Errorf("%d: %v", mtu, err)
		}
	}
}
