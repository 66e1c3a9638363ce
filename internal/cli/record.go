package cli

import (
	"os"

	"github.com/pathmtu/pmtu/pmtu"
)

// Keys of the lines that the command adds to a record.
const (
	noteRun  = "run"  // a runNote
	noteName = "name" // a name
	noteHost = "host" // a hostNote
	noteEnd  = "end"  // the last line: without it, some are missing
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
	Auto    bool     `json:"auto,omitempty"` // it began with UDP, and was free to go over

	Tunnel *tunnelNote `json:"tunnel,omitempty"` // of which it was the outer path
}

// hostNote is what this host's counters and routes said, which an engine does not know either.
type hostNote struct {
	TooBig  int    `json:"too_big,omitempty"`
	Dropper string `json:"dropper,omitempty"`
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
		Auto:    j.options.Protocol == pmtu.Auto,
		Tunnel:  newTunnelNote(j.render.Tunnel),
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

// note keeps what this host said, if anything.
func (r *recording) note(n hostNote) {
	if r != nil && n != (hostNote{}) {
		r.Note(noteHost, n)
	}
}

// finish adds the names that were printed and the last line, and closes the file.
func (r *recording) finish(n *names) error {
	if r == nil {
		return nil
	}
	if n != nil {
		for _, k := range n.all() {
			r.Note(noteName, k)
		}
	}
	r.Note(noteEnd, true)
	err := r.file.Close()
	if r.Err() != nil {
		err = r.Err()
	}
	if err == nil {
		return nil
	}
	return &hostError{"record " + printable(r.file.Name()), cause(err)}
}
