package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/pathmtu/pmtu/internal/render"
	"github.com/pathmtu/pmtu/pmtu"
)

// replay is pmtu replay: a run again, from its record, with its exit code.
func (e *env) replay(ctx context.Context, f *replayFlags) int {
	in, shown, err := e.openInput(f.File)
	if err != nil {
		e.clear(f.Output)
		return e.fail(ctx, err)
	}
	defer in.Close()
	notes := notes{known: oldNames()}
	end := lastByte{Reader: in}
	result, err := pmtu.Replay(&end, nil, notes.take)
	if err != nil {
		e.clear(f.Output)
		return e.fail(ctx, namedRecord(err, shown))
	}
	if end.last != '\n' || notes.ours && !notes.ended {
		e.complain(fmt.Errorf("record %s was cut short; this is what it has", shown))
	}
	account(result, notes.here.TooBig)
	limitHere(result, notes.here.Dropper)
	return e.show(ctx, f, result, notes.run, notes.known)
}

// namedRecord is an error of pmtu.Replay, which knows no name of the record.
func namedRecord(err error, name string) error {
	var bad *pmtu.ReplayError
	if !errors.As(err, &bad) {
		return err
	}
	what := "replay " + name
	if bad.Line > 0 {
		what += fmt.Sprintf(": line %d", bad.Line)
	}
	return &hostError{what, cause(bad.Err)}
}

// notes are what the command added to a record.
type notes struct {
	run   runNote
	here  hostNote
	known *names
	ours  bool // the record is this command's, and not of another program
	ended bool
}

// take takes one note. What cannot be read is not printed either.
func (n *notes) take(key string, value []byte) {
	var k name
	switch key {
	case noteRun:
		_ = json.Unmarshal(value, &n.run)
		n.ours = true
	case noteHost:
		_ = json.Unmarshal(value, &n.here)
	case noteName:
		if json.Unmarshal(value, &k) == nil && k.Addr.IsValid() {
			n.known.add(k)
		}
	case noteEnd:
		n.ended = true
	}
}

// lastByte remembers what came last: of a record it is the end of a line,
// unless it was cut.
type lastByte struct {
	io.Reader
	last byte
}

// Read reads on.
func (l *lastByte) Read(b []byte) (int, error) {
	n, err := l.Reader.Read(b)
	if n > 0 {
		l.last = b[n-1]
	}
	return n, err
}

// show prints a result from a record.
func (e *env) show(ctx context.Context, f *replayFlags, result *pmtu.Result, run runNote, known *names) int {
	o, ask := e.display(f.Output, f.Color), question{require: run.Require, noMTU: run.NoMTU}
	o.Required = ask.say
	o.Numeric, o.Both, o.Verbose, o.Redact = f.Numeric, f.Both, f.Verbose, f.Redact
	o.MaxHops, o.StartSize, o.Tunnel = run.MaxHops, run.Length, run.Tunnel.tunnel()
	o.Version, o.Input, o.TargetName, o.NoMTU = run.Version, run.Input, run.Name, run.NoMTU
	if !o.Numeric || o.Both {
		o.Name, o.NameFailed = known.Name, known.Failed
	}
	format := chosenFormat(f.Format, f.JSON)
	if f.Format == "" && !f.JSON && result.Mode == pmtu.ModeTracepath {
		format = "tracepath" // what was learned is what tracepath says
	}
	// What the record does not have is known before the file of --output is touched.
	if _, err := render.Open(format, io.Discard, render.HeadOf(result), o); err != nil {
		return e.fail(ctx, err)
	}
	w, closeOutput, err := e.openOutput(f.Output, nil)
	if err != nil {
		return e.fail(ctx, err)
	}
	err = again(w, format, result, run, o)
	if cerr := closeOutput(); cerr != nil {
		err = cerr
	}
	if code, failed := e.outputCode(err); failed {
		return code
	}
	if err != nil {
		return e.fail(ctx, err)
	}
	return ask.code(result)
}

// again prints a result as the run printed it, which did not know at its first line whether it
// would go over to another protocol.
func again(w io.Writer, format string, r *pmtu.Result, run runNote, o render.Options) error {
	head := render.HeadOf(r)
	if run.Auto {
		head.Protocol = pmtu.Auto
	}
	o.Dropping = func() bool { return r.HostTooBig > 0 }
	s, err := render.Open(format, w, head, o)
	if err != nil {
		return err
	}
	for _, u := range r.Updates {
		if err := s.Update(u); err != nil {
			return err
		}
	}
	return s.Close(r)
}
