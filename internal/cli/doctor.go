package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/pathmtu/pmtu/internal/host"
	"github.com/pathmtu/pmtu/internal/render"
)

// doctorFlags are the flags of pmtu doctor.
type doctorFlags struct {
	JSON    bool   `name:"json" help:"Print JSON."`
	Redact  bool   `name:"redact" help:"Put stand-ins in the place of public addresses: for output that others are to see."`
	Color   string `name:"color" type:"word" words:"auto,always,never" default:"auto" placeholder:"WHEN" help:"Colour: auto, always or never."`
	Verbose bool   `name:"verbose" short:"v" help:"Explain what is as it should be, too."`
}

// doctorCommand is pmtu doctor. Problems that it finds are its answer and no
// failure: the exit code tells only whether it could look.
func (e *env) doctorCommand(ctx context.Context, f *doctorFlags) int {
	report := e.doctor(ctx)
	o := e.display("", f.Color)
	o.Verbose = f.Verbose
	if f.Redact {
		report = redactReport(report)
	}
	print := render.Doctor
	if f.JSON {
		print = render.DoctorJSON
	}
	if err := print(&output{w: e.out, name: stdoutName}, report, o); err != nil {
		return e.outputFailed(err)
	}
	if report.Count(host.Unknown) == len(report.Items) {
		return exitHost
	}
	return exitOK
}

// redactReport returns a report without public addresses, which says so. All of it is
// one text, so that an address has the same stand-in everywhere.
func redactReport(r host.Report) host.Report {
	items := slices.Clone(r.Items)
	var words []*string
	for k := range items {
		i := &items[k]
		words = append(words, &i.Name, &i.Value, &i.Detail, &i.Remedy)
	}
	var texts []string
	for _, w := range words {
		texts = append(texts, *w)
	}
	const between = "\x00" // is in no text
	for k, text := range strings.Split(render.RedactText(strings.Join(texts, between), render.Head{}, render.Options{}), between) {
		*words[k] = text
	}
	at := 0 // behind the items of its group
	for at < len(items) && items[at].Group == host.GroupSystem {
		at++
	}
	return host.Report{Items: slices.Insert(items, at, host.Item{
		Group: host.GroupSystem, Name: "addresses", Value: "public ones are stand-ins (--redact)", Status: host.OK,
	})}
}
