package report

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/pathmtu/pmtu/internal/check"
)

func TestProgress(t *testing.T) {
	var b bytes.Buffer
	p := NewProgress(&b, Options{ASCII: true, Width: 80})
	s := check.Summary{Total: 8}
	now := started
	step := func(after time.Duration, want string) {
		t.Helper()
		b.Reset()
		now = now.Add(after)
		p.Step(now, s)
		if b.String() != want {
			t.Errorf("%q, want %q", b.String(), want)
		}
	}
	step(0, "\r\x1b[K[------------------------] 0 of 8 targets")
	s.Pass = 2
	step(99*time.Millisecond, "") // too soon
	step(time.Millisecond, "\r\x1b[K[######------------------] 2 of 8 targets")
	step(time.Second, "") // nothing new
	s.Fail, s.Inconclusive = 1, 1
	step(time.Second, "\r\x1b[K[############------------] 4 of 8 targets, 1 fail, 1 inconclusive")

	// Another line takes its place, and it comes back below.
	b.Reset()
	out := p.Over(&b)
	if _, err := out.Write([]byte("a line\n")); err != nil || b.String() != "\r\x1b[Ka line\n" {
		t.Errorf("%v: %q", err, b.String())
	}
	if _, err := out.Write([]byte("another\n")); err != nil || b.String() != "\r\x1b[Ka line\nanother\n" {
		t.Errorf("%v: %q", err, b.String())
	}
	step(10*time.Millisecond, "") // too soon
	step(time.Second, "\r\x1b[K[############------------] 4 of 8 targets, 1 fail, 1 inconclusive")
	b.Reset()
	p.Clear()
	p.Clear()
	if b.String() != "\r\x1b[K" {
		t.Errorf("%q", b.String())
	}
}

// TestProgressWords: words are drawn as a bar is, and cut where there is no room.
func TestProgressWords(t *testing.T) {
	for _, c := range []struct {
		width int
		want  string
	}{{80, "\r\x1b[K1.2 s, known as far as hop 2"}, {20, "\r\x1b[K1.2 s, known as ..."}, {0, "\r\x1b[K1.2 s, known as far as hop 2"}} {
		var b bytes.Buffer
		p := NewProgress(&b, Options{Width: c.width})
		p.Say(started, "1.2 s, known as far as hop 2")
		p.Say(started.Add(time.Millisecond), "1.3 s")
		if b.String() != c.want {
			t.Errorf("width %d: %q, want %q", c.width, b.String(), c.want)
		}
	}
}

// TestProgressWidth: the line never reaches the last column.
func TestProgressWidth(t *testing.T) {
	s := check.Summary{Total: 10000, Pass: 9000, Fail: 100, Inconclusive: 50, Unreachable: 40, Errors: 10}
	for _, total := range []int{0, 10, 10000} {
		s.Total = total
		for width := 1; width < 130; width++ {
			for _, ascii := range []bool{false, true} {
				line := NewProgress(nil, Options{Width: width, ASCII: ascii}).line(s)
				if n := utf8.RuneCountInString(line); n > max(width-1, len("...")) {
					t.Errorf("width %d: %d columns: %s", width, n, line)
				}
				if width > 110 && strings.Count(line, "█")+strings.Count(line, "░")+strings.Count(line, "#")+strings.Count(line, "-") != maxBar {
					t.Errorf("width %d: no whole bar: %s", width, line)
				}
			}
		}
	}
	if line := NewProgress(nil, Options{Color: true, Width: 120}).line(s); !strings.Contains(line, green+"█") {
		t.Errorf("no colour: %q", line)
	}
}
