package wire

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func FuzzExtensions(f *testing.F) {
	for _, lines := range []string{
		twoLabels, outgoing4, nextHop6,
		"2000 0000 0008 01 01 00010101 0006 99 01 abcd 0008 02 01 00000578",
		"2000 0000 0007 01 01 000101", "2000 0000 0008 02 02 08 414243", "2000 0000 0003 01 01",
	} {
		f.Add(packet(f, lines), true)
		f.Add(packet(f, lines), false)
	}
	f.Fuzz(func(t *testing.T, b []byte, seal bool) {
		b = exact(b)
		if seal { // a fuzzer does not find checksums
			sealed(b)
		}
		e, err := ParseExtensions(b)
		if err != nil && e.Empty() {
			return
		}
		again, err := ParseExtensions(AppendExtensions(nil, e))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(e, again, equate); diff != "" {
			t.Fatalf("-want +got:\n%s", diff)
		}
	})
}

func FuzzFindLegacy(f *testing.F) {
	f.Add(append(make([]byte, 100), packet(f, twoLabels)...), 100)
	f.Add(packet(f, outgoing4), 0)
	f.Fuzz(func(t *testing.T, data []byte, offset int) {
		data = exact(data)
		if offset >= 0 && offset < len(data) {
			sealed(data[offset:])
		}
		ext, ok := FindLegacy(data, offset)
		if !ok {
			return
		}
		if e, err := ParseExtensions(ext); err != nil || e.Empty() {
			t.Fatalf("found %x, which is %+v, %v", ext, e, err)
		}
	})
}

func FuzzQuote(f *testing.F) {
	ext := Extensions{MPLS: []Label{{Label: 16, Bottom: true, TTL: 1}}}
	for _, version := range []int{4, 6} {
		for _, place := range []Placement{PlaceCompliant, PlaceLegacy} {
			m := timeExceeded(version).WithQuote(version, datagram(version, 200), ext, place)
			f.Add(version == 6, m.Type, m.Code, m.Rest, m.Body)
		}
		m := timeExceeded(version).WithQuote(version, datagram(version, 60), Extensions{}, PlaceCompliant)
		f.Add(version == 6, m.Type, m.Code, m.Rest, m.Body)
	}
	f.Fuzz(func(t *testing.T, six bool, typ, code uint8, rest uint32, body []byte) {
		version := 4
		if six {
			version = 6
		}
		m := ICMP{Type: typ, Code: code, Rest: rest, Body: exact(body)}
		q, err := ParseQuote(m, version)
		if err != nil {
			return
		}
		if len(q.Payload) > len(q.Transport) || q.IP.HeaderLen+len(q.Transport)+len(q.Extension) > len(body) {
			t.Fatalf("%d bytes of payload, %d from the transport header on, %d of extension from %d bytes",
				len(q.Payload), len(q.Transport), len(q.Extension), len(body))
		}
		if !bytes.HasSuffix(q.Transport, q.Payload) || !bytes.HasSuffix(body, q.Extension) {
			t.Fatal("payload or extension is not where it should be")
		}
		if q.Extension == nil {
			return
		}
		e, err := ParseExtensions(q.Extension)
		if err != nil || e.Empty() {
			return
		}
		roundTripQuote(t, version, m, q, e)
	})
}

// roundTripQuote builds the message anew from what was parsed, and parses that.
func roundTripQuote(t *testing.T, version int, m ICMP, q Quote, e Extensions) {
	t.Helper()
	place := PlaceCompliant
	if q.Legacy {
		place, m.Rest = PlaceLegacy, 0
	}
	original := m.Body[:len(m.Body)-len(q.Extension)]
	m = m.WithQuote(version, original, e, place)
	again, err := ParseQuote(m, version)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseExtensions(again.Extension)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(e, got, equate); diff != "" {
		t.Fatalf("extensions: -want +got:\n%s", diff)
	}
	q.Extension, again.Extension = nil, nil
	if diff := cmp.Diff(q, again, equate); diff != "" {
		t.Fatalf("quote: -want +got:\n%s", diff)
	}
}

// Every pair of version, type and code has words and marks that are printable
// and short.
func TestWordsForEverything(t *testing.T) {
	for _, version := range []int{0, 4, 6} {
		for i := range 0x10000 {
			typ, code := uint8(i>>8), uint8(i)
			mark, text := TracepathMark(version, typ, code)
			if mark != "" && text != "" {
				t.Errorf("ipv%d %d/%d: a mark and an error", version, typ, code)
			}
			for _, s := range []string{Describe(version, typ, code) + Mark(version, typ, code) + mark + text} {
				if len(s) == 0 || len(s) > 80 || bytes.ContainsFunc([]byte(s), func(r rune) bool { return r < ' ' || r > '~' }) {
					t.Errorf("ipv%d %d/%d: %q", version, typ, code, s)
				}
			}
		}
	}
}
