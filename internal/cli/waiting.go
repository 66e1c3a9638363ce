package cli

import (
	"fmt"
	"time"

	"github.com/pathmtu/pmtu/internal/report"
)

// waiting is a line on a terminal that says that a trace goes on. Nil
// is one that nobody sees.
type waiting struct {
	progress *report.Progress
	stop     chan struct{}
	done     chan struct{}
}

const (
	// waitingAfter is how long a trace lasts before anybody wonders: most are over by then.
	waitingAfter = 500 * time.Millisecond
	// waitingEvery is how often the line is drawn.
	waitingEvery = 200 * time.Millisecond
)

// showWaiting draws the line while a trace lasts, where standard error is a terminal. Nothing of it is in a
// pipe or a file, and iputils tracepath has none.
func (e *env) showWaiting(j *job, w *output) *waiting {
	width, ok := isTerminal(e.err)
	if !ok || e.getenv("TERM") == "dumb" || j.anySource {
		return nil
	}
	p := report.NewProgress(e.err, report.Options{Width: width})
	if _, shared := isTerminal(e.out); shared && j.output == "" {
		w.w = p.Over(w.w)
	}
	j.render.Stderr = p.Over(e.err)
	return startWaiting(p)
}

// startWaiting begins to draw.
func startWaiting(p *report.Progress) *waiting {
	w := &waiting{progress: p, stop: make(chan struct{}), done: make(chan struct{})}
	go w.draw(time.Now())
	return w
}

func (w *waiting) draw(started time.Time) {
	defer close(w.done)
	ticks := time.NewTicker(waitingEvery)
	defer ticks.Stop()
	for {
		select {
		case <-w.stop:
			return
		case now := <-ticks.C:
			if after := now.Sub(started); after >= waitingAfter {
				w.progress.Say(now, fmt.Sprintf("Waiting for answers, %.1f s; Ctrl-C ends it with what is known", after.Seconds()))
			}
		}
	}
}

// end takes the line away for good.
func (w *waiting) end() {
	if w == nil {
		return
	}
	close(w.stop)
	<-w.done
	w.progress.Clear()
}
