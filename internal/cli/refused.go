package cli

import (
	"errors"
	"time"

	"github.com/pathmtu/pmtu/errqueue"
	"github.com/pathmtu/pmtu/internal/render"
	"github.com/pathmtu/pmtu/pmtu"
)

// ready looks up this host's side of a job and tries its sockets: what it
// refuses is known before anything is printed.
func (e *env) ready(j *job) (err error) {
	if j.options.Source, err = e.source(j.options); err != nil {
		return err
	}
	return e.sockets(j.options)
}

// refused is for a run that could not begin, for the reason err, which it returns. The
// output is that of such a run: of JSON the document, as far as an address is known to
// be its target, and of text nothing. A bad command line is no run.
func (e *env) refused(j *job, err error) error {
	if errorCode(err) == exitUsage {
		return err
	}
	if !j.options.Target.IsValid() || j.format != "json" && j.format != "jsonl" {
		e.clear(j.output)
		return err
	}
	renderer, rerr := render.Get(j.format)
	if rerr != nil {
		return rerr
	}
	w, closeOutput, oerr := e.openOutput(j.output, nil)
	if oerr != nil {
		return errors.Join(err, oerr)
	}
	oerr = renderer(w, refusal(j.options, err), j.render)
	if cerr := closeOutput(); cerr != nil {
		oerr = cerr
	}
	if oerr != nil {
		return oerr
	}
	return err
}

// refusal is the result of a run that this host refused: nothing was sent.
func refusal(o pmtu.Options, err error) *pmtu.Result {
	r := &pmtu.Result{
		Target: o.Target, Protocol: o.Protocol, Mode: o.Mode, Source: o.Source,
		Started: time.Now(),
		Outcome: pmtu.OutcomeUnreachable,
		PathMTU: pmtu.PathMTU{Status: pmtu.StatusUnknown},
		Refusal: refusalText(err),
	}
	if r.Protocol == pmtu.Auto {
		r.Protocol = pmtu.UDP
	}
	r.Findings = pmtu.Diagnose(r)
	for i := range r.Findings {
		f := &r.Findings[i]
		if try := hint(err); try != "" && !isUnreachable(err) {
			f.Remedy = try // for a socket; of routes Diagnose knows more
		}
		r.Updates = append(r.Updates, pmtu.FindingUpdate{Finding: *f})
	}
	return r
}

// refusalText is an error in a sentence that names the destination already.
func refusalText(err error) string {
	text := err.Error()
	var op *errqueue.OpError
	if isRouteError(err) && errors.As(err, &op) {
		text = op.Err.Error()
	}
	if why := explain(err); why != "" {
		text += " (" + why + ")"
	}
	return text
}
