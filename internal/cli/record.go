package cli

import (
	"context"
	"encoding/json"
	"io"
	"os"

	"github.com/pathmtu/pmtu/internal/render"
	"github.com/pathmtu/pmtu/pmtu"
)

// Keys of the lines that the command adds to a record.
const (
	noteRun  = "run"  // a runNote
	noteName = "name" // a name
	noteHost = "host" // a hostNote
)

// runNote is what a command line said and an engine does not know.
type runNote struct {
	Version string   `json:"version"`
	Input   string   `json:"input"`
	Name    string   `json:"name,omitempty"`
	NoMTU   bool     `json:"no_mtu,omitempty"`
	Require pmtu.MTU `json:"require_bytes,omitempty"`
	MaxHops int      `json:"max_hops,omitempty"`
	Length  pmtu.MTU `json:"length_bytes,omitempty"`
}

// hostNote is what this host's counters said, which an engine does not know either.
type hostNote struct {
	TooBig int `json:"too_big"`
}

// recording is the file of --record; nil where there is none.
type recording struct {
	*pmtu.Recorder
	file *os.File
}

// openRecording creates the file of a job.
func openRecording(j *job) (*recording, error) {
	if j.record == "" {
		return nil, nil
	}
	f, err := create(j.record)
	if err != nil {
		return nil, err
	}
	r := &recording{pmtu.NewRecorder(f), f}
	r.Note(noteRun, runNote{
		Version: j.render.Version,
		Input:   j.render.Input,
		Name:    j.render.TargetName,
		NoMTU:   j.ask.noMTU,
		Require: j.ask.require,
		MaxHops: j.render.MaxHops,
		Length:  j.render.StartSize,
	})
	return r, nil
}

// recorder returns what the run writes to, nil for none.
func (r *recording) recorder() *pmtu.Recorder {
	if r == nil {
		return nil
	}
	return r.Recorder
}

// note keeps how many packets too big this host lost, if any.
func (r *recording) note(tooBig int) {
	if r != nil && tooBig > 0 {
		r.Note(noteHost, hostNote{tooBig})
	}
}

// finish adds the names that were printed and closes the file.
func (r *recording) finish(n *names) error {
	if r == nil {
		return nil
	}
	if n != nil {
		for _, k := range n.all() {
			r.Note(noteName, k)
		}
	}
	err := r.file.Close()
	if r.Err() != nil {
		err = r.Err()
	}
	if err == nil {
		return nil
	}
	return &hostError{"record " + printable(r.file.Name()), cause(err)}
}

// replay is pmtu replay: a run again, from its record, with its exit code.
func (e *env) replay(ctx context.Context, f *replayFlags) int {
	in, err := e.openRecord(f.File)
	if err != nil {
		return e.fail(ctx, err)
	}
	defer in.Close()
	var run runNote
	var here hostNote
	known := oldNames()
	result, err := pmtu.Replay(in, nil, func(key string, value []byte) {
		var k name
		switch key {
		case noteRun:
			_ = json.Unmarshal(value, &run) // what is missing is not printed
		case noteHost:
			_ = json.Unmarshal(value, &here)
		case noteName:
			if json.Unmarshal(value, &k) == nil && k.Addr.IsValid() {
				known.add(k)
			}
		}
	})
	if err != nil {
		return e.fail(ctx, err)
	}
	account(result, here.TooBig)
	return e.show(ctx, f, result, run, known)
}

func (e *env) openRecord(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(e.in), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, &hostError{"open " + printable(name), cause(err)}
	}
	return f, nil
}

// show prints a result from a record.
func (e *env) show(ctx context.Context, f *replayFlags, result *pmtu.Result, run runNote, known *names) int {
	o := e.display(f.Output, f.Color)
	o.Numeric, o.Both, o.Verbose, o.Redact = f.Numeric, f.Both, f.Verbose, f.Redact
	o.MaxHops, o.StartSize = run.MaxHops, run.Length
	o.Version, o.Input, o.TargetName, o.NoMTU = run.Version, run.Input, run.Name, run.NoMTU
	if !o.Numeric || o.Both {
		o.Name, o.NameFailed = known.Name, known.Failed
	}
	format := chosenFormat(f.Format, f.JSON)
	if f.Format == "" && !f.JSON && result.Mode == pmtu.ModeTracepath {
		format = "tracepath" // what was learned is what tracepath says
	}
	renderer, err := render.Get(format)
	if err != nil {
		return e.fail(ctx, err)
	}
	w, closeOutput, err := e.openOutput(f.Output, nil)
	if err != nil {
		return e.fail(ctx, err)
	}
	err = renderer(w, result, o)
	if cerr := closeOutput(); cerr != nil {
		err = cerr
	}
	if code, failed := e.outputCode(err); failed {
		return code
	}
	if err != nil {
		return e.fail(ctx, err)
	}
	return question{require: run.Require, noMTU: run.NoMTU}.code(result)
}
