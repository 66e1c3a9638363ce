package report

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/internal/render"
)

// Progress is a line on a terminal that says how far a long run is. Who makes
// one has looked that its writer is a terminal. It is drawn over itself, and
// goes away while other lines are printed. It is safe for concurrent use.
type Progress struct {
	mu    sync.Mutex
	w     io.Writer
	o     Options
	drawn string // what stands there; "": nothing
	last  time.Time
}

const (
	// progressEvery is the least time between two drawings.
	progressEvery = 100 * time.Millisecond
	// maxBar is the columns of the bar where there is room.
	maxBar = 24
	// clearLine goes to the first column and erases the line (ECMA-48, EL).
	clearLine = "\r\x1b[K"
)

// NewProgress returns a Progress that has drawn nothing. Of o it uses Width,
// here also where it is less than 80, ASCII and Color.
func NewProgress(w io.Writer, o Options) *Progress {
	if o.Width <= 0 {
		o.Width = 80
	}
	return &Progress{w: w, o: o}
}

// Step draws how far the run is; not more often than ten times a second, by
// now. Errors of the writer are of no interest to a run.
func (p *Progress) Step(now time.Time, s check.Summary) {
	p.draw(now, func() string { return p.line(s) })
}

// Say draws words in the place of a bar, as often as Step does.
func (p *Progress) Say(now time.Time, words string) {
	p.draw(now, func() string { return cut(words, max(p.o.Width-1, len("..."))) })
}

func (p *Progress) draw(now time.Time, line func() string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now.Sub(p.last) < progressEvery {
		return
	}
	p.last = now
	words := line()
	if words == p.drawn {
		return
	}
	p.drawn = words
	_, _ = io.WriteString(p.w, clearLine+words)
}

// Clear takes the line away.
func (p *Progress) Clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
}

func (p *Progress) clear() {
	if p.drawn != "" {
		_, _ = io.WriteString(p.w, clearLine)
		p.drawn = ""
	}
}

// Over returns a writer to w, of the same terminal, that takes the line away
// before it writes. The next Step draws it anew.
func (p *Progress) Over(w io.Writer) io.Writer { return &overProgress{p, w} }

type overProgress struct {
	p *Progress
	w io.Writer
}

// Write takes the line away and writes.
func (o *overProgress) Write(b []byte) (int, error) {
	o.p.mu.Lock()
	defer o.p.mu.Unlock()
	o.p.clear()
	return o.w.Write(b)
}

// line is the line, one column less than the width, as some terminals go on
// to the next one behind the last column.
func (p *Progress) line(s check.Summary) string {
	done, total := s.Done(), max(s.Total, s.Done())
	text := fmt.Sprintf(" %d of %s", done, render.Plural(total, "target"))
	for _, v := range check.Verdicts[1:] {
		if n := count(s, v); n > 0 {
			text += fmt.Sprintf(", %d %s", n, v)
		}
	}
	room := p.o.Width - 1
	bar := min(maxBar, room-len(text)-len("[]"))
	if bar < 4 {
		return cut(text[1:], max(room, len("...")))
	}
	filled := 0
	if total > 0 {
		filled = bar * done / total
	}
	full, empty := "█", "░"
	if p.o.ASCII {
		full, empty = "#", "-"
	}
	return "[" + p.o.paint(green, strings.Repeat(full, filled)) + strings.Repeat(empty, bar-filled) + "]" + text
}
