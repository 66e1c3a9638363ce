package render

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/pathmtu/pmtu/pmtu"
)

// Renderer writes a Result to w. It returns the first error of w.
type Renderer func(w io.Writer, r *pmtu.Result, o Options) error

// Stream renders a run while it goes on. It is used by one goroutine. Every
// line is one Write. After an error of the writer, which every method returns
// as it is, a Stream is of no more use.
type Stream interface {
	// Update renders what was learned, in the order in which it was.
	Update(pmtu.Update) error
	// Close renders what only the end of the run knows, and what Updates
	// have not told. It does not close the writer.
	Close(*pmtu.Result) error
}

// opener starts a stream; it may write to w.
type opener func(w io.Writer, h Head, o Options) (Stream, error)

// formats holds every format by its name.
var formats = map[string]opener{
	"text":       openText,
	"tracepath":  openTracepath,
	"traceroute": openTraceroute,
	"json":       openJSON,
	"jsonl":      openJSONLines,
}

// UnknownFormatError says that no format has a name.
type UnknownFormatError struct{ Format string }

// Error says what there is instead.
func (e *UnknownFormatError) Error() string {
	return fmt.Sprintf("format %q: not known, there are %s", e.Format, strings.Join(Names(), ", "))
}

// ModeError says that a format needs a run of another mode.
type ModeError struct{ Format string }

// Error names the format.
func (e *ModeError) Error() string {
	return fmt.Sprintf("format %s: the run was not made in tracepath's order", e.Format)
}

// Names returns the names of all formats, sorted.
func Names() []string { return slices.Sorted(maps.Keys(formats)) }

// Get returns the renderer of finished results of a format, or an
// *UnknownFormatError.
func Get(format string) (Renderer, error) {
	if formats[format] == nil {
		return nil, &UnknownFormatError{Format: format}
	}
	return func(w io.Writer, r *pmtu.Result, o Options) error {
		o.Dropping = func() bool { return r.HostTooBig > 0 }
		s, err := Open(format, w, HeadOf(r), o)
		if err != nil {
			return err
		}
		for _, u := range r.Updates {
			if err := s.Update(u); err != nil {
				return err
			}
		}
		return s.Close(r)
	}, nil
}

// Open starts a stream of a format and writes what stands in front of the
// first update. It returns an *UnknownFormatError, a *ModeError where h.Mode
// is not the format's, or the error of w.
func Open(format string, w io.Writer, h Head, o Options) (Stream, error) {
	open := formats[format]
	if open == nil {
		return nil, &UnknownFormatError{Format: format}
	}
	h = h.withDefaults()
	if !o.Redact {
		return open(w, h, o)
	}
	r, h, o := redact(h, o)
	s, err := open(w, h, o)
	if err != nil {
		return nil, err
	}
	return &redacting{s, r}, nil
}
