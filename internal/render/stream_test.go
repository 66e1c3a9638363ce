package render

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/pmtu"
)

// writes keeps what each Write was given.
type writes struct{ each [][]byte }

func (w *writes) Write(b []byte) (int, error) {
	w.each = append(w.each, bytes.Clone(b))
	return len(b), nil
}

func (w *writes) all() []byte { return bytes.Join(w.each, nil) }

// all returns every situation in every format that can render it.
func all() map[string][]sample {
	out := map[string][]sample{"tracepath": traceSituations()}
	for _, f := range []string{"text", "json", "jsonl", "traceroute"} {
		out[f] = situations()
	}
	return out
}

// TestStreamIsRender streams a run update by update, with the Result that
// was known at that time never looked at, and renders the finished one.
func TestStreamIsRender(t *testing.T) {
	for format, samples := range all() {
		for _, s := range samples {
			var w writes
			stream, err := Open(format, &w, HeadOf(s.result), s.o)
			if err != nil {
				t.Fatal(err)
			}
			want := render(t, format, s.result, s.o)
			for i, u := range s.result.Updates {
				if err := stream.Update(u); err != nil {
					t.Fatal(err)
				}
				if !bytes.HasPrefix(want, w.all()) {
					t.Fatalf("%s %s: after update %d the stream has %q", format, s.name, i, w.all())
				}
			}
			if err := stream.Close(s.result); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(w.all())); diff != "" {
				t.Errorf("%s %s (-rendered +streamed):\n%s", format, s.name, diff)
			}
		}
	}
}

// TestEveryLineIsOneWrite: what is known is on the screen, not in a buffer.
func TestEveryLineIsOneWrite(t *testing.T) {
	for format, samples := range all() {
		if format == "json" {
			continue
		}
		for _, s := range samples {
			var w writes
			f, err := Get(format)
			if err != nil {
				t.Fatal(err)
			}
			if err := f(&w, s.result, s.o); err != nil {
				t.Fatal(err)
			}
			for _, b := range w.each {
				if bytes.IndexByte(b, '\n') != len(b)-1 {
					t.Errorf("%s %s: one write of %q", format, s.name, b)
				}
			}
		}
	}
}

// TestLinesComeEarly: a hop is on the screen as soon as it is settled, and
// so is a limit under it, with what it looks like.
func TestLinesComeEarly(t *testing.T) {
	r := twoLimits()
	var w writes
	s, err := Open("text", &w, HeadOf(r), Options{})
	if err != nil {
		t.Fatal(err)
	}
	sizes := []int{len(w.each)}
	updates := []pmtu.Update{ // a limit that waits, one that comes with its hop, one that is late
		pmtu.LimitUpdate{Limit: r.Limits[1]},
		pmtu.HopUpdate{Hop: r.Hops[0]},
		pmtu.HopUpdate{Hop: r.Hops[1]},
		pmtu.LimitUpdate{Limit: r.Limits[0]},
		pmtu.HopUpdate{Hop: r.Hops[2]},
		pmtu.HopUpdate{Hop: r.Hops[3]},
		pmtu.HopUpdate{Hop: r.Hops[4]},
		pmtu.LimitUpdate{Limit: tooBig(4, "10.77.0.4", 1380, 1300, 1300)},
	}
	for _, u := range updates {
		if err := s.Update(u); err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, len(w.each))
	}
	want := []int{2, 2, 3, 4, 7, 11, 12, 13, 16}
	if diff := cmp.Diff(want, sizes); diff != "" {
		t.Errorf("lines after each update (-want +got):\n%s", diff)
	}
	const late = "     └ after hop 4, 1300: packet too big from 10.77.0.4\n"
	if got := string(w.each[13]); got != late {
		t.Errorf("late limit: %q, want %q", got, late)
	}
}

// TestLimitOnce: a limit that still waits for its hop at the end is printed
// once, and one that was refined since as it is now.
func TestLimitOnce(t *testing.T) {
	r := twoLimits()
	first := r.Limits[1]
	first.To = 0
	r.Updates = []pmtu.Update{
		pmtu.LimitUpdate{Limit: first},
		pmtu.LimitUpdate{Limit: r.Limits[0]},
		pmtu.HopUpdate{Hop: r.Hops[0]},
	}
	got := render(t, "text", r, Options{})
	if n := bytes.Count(got, []byte("└")); n != 2 || bytes.Contains(got, []byte("less than")) {
		t.Errorf("%d limits in\n%s", n, got)
	}
}

// TestTextWithoutUpdates: a Result says it all, even where nobody listened.
func TestTextWithoutUpdates(t *testing.T) {
	for _, s := range situations() {
		want := render(t, "text", s.result, s.o)
		r := *s.result
		r.Updates = nil
		if diff := cmp.Diff(string(want), string(render(t, "text", &r, s.o))); diff != "" {
			t.Errorf("%s (-with +without):\n%s", s.name, diff)
		}
	}
}

// TestWentOver: a run that began with UDP and ended with ICMP says so.
func TestWentOver(t *testing.T) {
	r := twoLimits()
	r.Protocol = pmtu.ICMP
	for _, tt := range []struct {
		began pmtu.Protocol
		over  string
		said  bool
	}{{pmtu.Auto, " over UDP", true}, {pmtu.UDP, " over UDP", true}, {pmtu.ICMP, " over ICMP", false}} {
		h := HeadOf(r)
		h.Protocol = tt.began
		var w writes
		s, err := Open("text", &w, h, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(r); err != nil {
			t.Fatal(err)
		}
		const want = "\n198.51.100.9 did not answer UDP, and answers ICMP echo: that was used.\n"
		if !bytes.Contains(w.all(), []byte(tt.over)) || bytes.Contains(w.all(), []byte(want)) != tt.said {
			t.Errorf("began with %v:\n%s", tt.began, w.all())
		}
	}
}

// TestPortOfICMP: there is none.
func TestPortOfICMP(t *testing.T) {
	r := twoLimits()
	r.Protocol = pmtu.ICMP
	for _, format := range []string{"json", "jsonl"} {
		if got := render(t, format, r, Options{}); bytes.Contains(got, []byte(`"port"`)) {
			t.Errorf("%s has a port:\n%s", format, got)
		}
	}
}

var errFull = errors.New("no space left on device")

// full takes n writes.
type full struct{ n int }

func (f *full) Write(b []byte) (int, error) {
	if f.n--; f.n < 0 {
		return 0, errFull
	}
	return len(b), nil
}

// TestWriterFails: the writer's error comes back, whichever line it hits.
func TestWriterFails(t *testing.T) {
	for format, samples := range all() {
		for _, s := range samples[:3] {
			var w writes
			f, err := Get(format)
			if err != nil {
				t.Fatal(err)
			}
			if err := f(&w, s.result, s.o); err != nil {
				t.Fatal(err)
			}
			for n := range len(w.each) {
				if err := f(&full{n}, s.result, s.o); !errors.Is(err, errFull) {
					t.Errorf("%s %s: %v after %d writes", format, s.name, err, n)
				}
			}
			if err := f(&full{len(w.each)}, s.result, s.o); err != nil {
				t.Errorf("%s %s: %v", format, s.name, err)
			}
		}
	}
}

func TestFormats(t *testing.T) {
	if diff := cmp.Diff([]string{"json", "jsonl", "text", "tracepath", "traceroute"}, Names()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var unknownFormat *UnknownFormatError
	if _, err := Get("xml"); !errors.As(err, &unknownFormat) || unknownFormat.Format != "xml" {
		t.Errorf("Get: %v", err)
	}
	if _, err := Open("xml", io.Discard, Head{}, Options{}); !errors.As(err, &unknownFormat) {
		t.Errorf("Open: %v", err)
	}
	const want = `format "xml": not known, there are json, jsonl, text, tracepath, traceroute`
	if unknownFormat != nil && unknownFormat.Error() != want {
		t.Errorf("%v", unknownFormat)
	}
	var mode *ModeError
	if _, err := Open("tracepath", io.Discard, HeadOf(base("198.51.100.9")), Options{}); !errors.As(err, &mode) {
		t.Errorf("tracepath of a sweep: %v", err)
	}
}
