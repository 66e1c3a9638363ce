package cli

import (
	"context"

	"github.com/pathmtu/pmtu/internal/host"
	"github.com/pathmtu/pmtu/internal/render"
)

// doctorFlags are the flags of pmtu doctor.
type doctorFlags struct {
	JSON    bool   `name:"json" help:"Print JSON."`
	Color   string `name:"color" type:"word" words:"auto,always,never" default:"auto" placeholder:"WHEN" help:"Colour: auto, always or never."`
	Verbose bool   `name:"verbose" short:"v" help:"Explain what is as it should be, too."`
}

// doctorCommand is pmtu doctor. Problems that it finds are its answer and no
// failure: the exit code tells only whether it could look.
func (e *env) doctorCommand(ctx context.Context, f *doctorFlags) int {
	report := e.doctor(ctx)
	o := e.display("", f.Color)
	o.Verbose = f.Verbose
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
