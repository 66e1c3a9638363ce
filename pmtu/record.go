package pmtu

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// recordVersion is the version of the record format. Readers refuse others.
const recordVersion = 1

// Recorder writes a run as JSON lines, so that it can be replayed: first the options,
// then every step of the engine with its time and event. It is safe for
// concurrent use.
type Recorder struct {
	mu    sync.Mutex
	w     io.Writer
	start time.Time
	err   error
}

// NewRecorder returns a recorder that writes to w, one Write for each line.
func NewRecorder(w io.Writer) *Recorder { return &Recorder{w: w} }

// Err returns the first error that writing met; nil if there was none. After
// an error nothing more is written.
func (r *Recorder) Err() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err
}

// Note writes a line of the caller's own: a key and any value that can be
// JSON. Replay gives it to its notes function.
func (r *Recorder) Note(key string, value any) {
	b, err := json.Marshal(value)
	if err != nil {
		r.fail(err)
		return
	}
	r.line(recordLine{Note: key, Value: b})
}

func (r *Recorder) fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil {
		r.err = fmt.Errorf("record: %w", err)
	}
}

func (r *Recorder) line(l recordLine) {
	b, err := json.Marshal(l)
	if err != nil {
		r.fail(err)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return
	}
	if _, err := r.w.Write(append(b, '\n')); err != nil {
		r.err = fmt.Errorf("record: %w", err)
	}
}

func (r *Recorder) begin(o Options) {
	r.line(recordLine{Version: recordVersion, Options: &o})
}

func (r *Recorder) step(now time.Time, ev Event) {
	if r.start.IsZero() {
		r.start = now
		r.line(recordLine{Start: &now})
	}
	l := recordLine{At: now.Round(0).Sub(r.start.Round(0))}
	l.Step = true
	l.Event, l.Kind = encodeEvent(ev)
	r.line(l)
}

// recordLine is one line of a record; which fields are set tells its kind.
type recordLine struct {
	Version int             `json:"pmtu_record,omitempty"`
	Options *Options        `json:"options,omitempty"`
	Start   *time.Time      `json:"start,omitempty"`
	Step    bool            `json:"step,omitempty"`
	At      time.Duration   `json:"at_ns,omitempty"` // since Start
	Kind    string          `json:"event,omitempty"`
	Event   json.RawMessage `json:"data,omitempty"`
	Note    string          `json:"note,omitempty"`
	Value   json.RawMessage `json:"value,omitempty"`
}

// RunRecorded does what Run does and writes the run to rec; nil records nothing.
func RunRecorded(ctx context.Context, d Driver, o Options, observe func(Update), rec *Recorder) (*Result, error) {
	return record(ctx, d, o, observe, rec)
}

func record(ctx context.Context, d Driver, o Options, observe func(Update), rec *Recorder) (*Result, error) {
	e, err := NewEngine(o)
	if err != nil {
		return nil, err
	}
	if rec == nil {
		return drive(ctx, d, e, observe, nil)
	}
	rec.begin(o)
	return drive(ctx, d, e, observe, rec.step)
}

// ReplayError says where a record cannot be read.
type ReplayError struct {
	Line int // from 1; 0: the whole
	Err  error
}

// Error returns the place and the cause.
func (e *ReplayError) Error() string {
	if e.Line == 0 {
		return "replay record: " + e.Err.Error()
	}
	return fmt.Sprintf("replay record: line %d: %v", e.Line, e.Err)
}

// Unwrap returns the cause.
func (e *ReplayError) Unwrap() error { return e.Err }

// Replay runs an engine through what a Recorder wrote, sends nothing, and
// returns the result of that run: the same for the same bytes. observe and notes may be nil;
// notes gets the lines that the recording program added. A record that was
// cut short gives what had been learned by then, with a nil error. Every other fault is a *ReplayError.
func Replay(r io.Reader, observe func(Update), notes func(key string, value []byte)) (*Result, error) {
	p := replayer{observe: observe, notes: notes}
	in := bufio.NewScanner(r)
	in.Buffer(make([]byte, 0, 64<<10), 1<<20)
	for n := 1; in.Scan(); n++ {
		var l recordLine
		if err := json.Unmarshal(in.Bytes(), &l); err != nil {
			if p.e != nil && !in.Scan() {
				break // the last line was cut off
			}
			if n == 1 { // another file, such as the JSON of a result
				err = fmt.Errorf("not a record: %w", err)
			}
			return nil, &ReplayError{Line: n, Err: err}
		}
		if err := p.take(l); err != nil {
			return nil, &ReplayError{Line: n, Err: err}
		}
	}
	if err := in.Err(); err != nil {
		return nil, &ReplayError{Err: err}
	}
	if p.e == nil {
		return nil, &ReplayError{Err: errors.New("no options in it")}
	}
	return p.result(), nil
}

type replayer struct {
	observe func(Update)
	notes   func(string, []byte)
	e       *Engine
	start   time.Time
	last    time.Time
}

func (p *replayer) take(l recordLine) error {
	switch {
	case l.Version != 0 && l.Version != recordVersion:
		return fmt.Errorf("version %d: only %d is known", l.Version, recordVersion)
	case l.Options != nil && p.e == nil:
		e, err := NewEngine(*l.Options)
		p.e = e
		return err
	case l.Note != "":
		if p.notes != nil {
			p.notes(l.Note, l.Value)
		}
		return nil
	case p.e == nil:
		return errors.New("not a record: it does not begin with options")
	case l.Start != nil:
		p.start = *l.Start
		return nil
	case l.Step:
		ev, err := decodeEvent(l.Kind, l.Event)
		if err != nil {
			return err
		}
		p.last = p.start.Add(l.At)
		p.observeAll(p.e.Step(p.last, ev))
		return nil
	}
	return errors.New("neither options, note nor step")
}

func (p *replayer) observeAll(actions []Action) {
	for _, a := range actions {
		if em, ok := a.(Emit); ok && p.observe != nil {
			p.observe(em.Update)
		}
	}
}

// result ends a run that the record left open.
func (p *replayer) result() *Result {
	p.observeAll(p.e.Step(p.last, Cancelled{Reason: OutcomeInterrupted}))
	return p.e.Result()
}
