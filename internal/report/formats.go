package report

import (
	"fmt"
	"io"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/internal/render"
)

// Options says how to write. The zero value writes Unicode without colour,
// for 80 columns.
type Options struct {
	// Version is that of the program, for JSON; "": left out.
	Version string
	// Name returns the name of a hop's address, "" for none, for JSON. It may
	// wait, and it must give the same answer each time. Nil: no names.
	Name func(netip.Addr) string
	// Redact replaces addresses that are not of private use and leaves names out.
	Redact bool
	// Color allows the colours of a terminal in text.
	Color bool
	// ASCII keeps text to ASCII.
	ASCII bool
	// Verbose adds to text why a target passes.
	Verbose bool
	// Width is the columns of a line of text; 0, and less than 80: 80.
	Width int
	// JobSummary takes the Markdown of the github format, which wants it in the
	// file that $GITHUB_STEP_SUMMARY names, behind what is there. Nil: nowhere.
	JobSummary io.Writer
}

// opener starts a report; it may write to w.
type opener func(w io.Writer, h check.Head, o Options) (check.Reporter, error)

// formats holds every format by its name.
var formats = map[string]opener{
	"text":       openText,
	"json":       openJSON,
	"jsonl":      openJSONLines,
	"junit":      openJUnit,
	"tap":        openTAP,
	"tap13":      openTAP13,
	"github":     openGitHub,
	"prometheus": openPrometheus,
	"nagios":     openNagios,
}

// UnknownFormatError says that no format has a name.
type UnknownFormatError struct{ Format string }

// Error says what there is instead.
func (e *UnknownFormatError) Error() string {
	return fmt.Sprintf("format %q: not known, there are %s", e.Format, strings.Join(Names(), ", "))
}

// Names returns the names of all formats, sorted.
func Names() []string { return slices.Sorted(maps.Keys(formats)) }

// Atomic reports whether a file of the format must never be seen half
// written, as its reader does not wait for the end of the run. AtomicFile is
// for that.
func Atomic(format string) bool { return format == "prometheus" }

// Open starts a report and writes what stands in front of the first result. It
// returns an *UnknownFormatError, or the error of w. A Reporter returns the
// errors of w as they are, and is of no use after one.
func Open(format string, w io.Writer, h check.Head, o Options) (check.Reporter, error) {
	open := formats[format]
	if open == nil {
		return nil, &UnknownFormatError{Format: format}
	}
	if !o.Redact {
		return open(w, h, o)
	}
	o.Name = nil
	inner, err := open(w, h, o)
	if err != nil {
		return nil, err
	}
	return redactFor(inner, render.NewRedactor()), nil
}

// width is the columns of a line.
func (o Options) width() int { return max(o.Width, render.DefaultWidth) }
