package cli

import (
	"errors"
	"fmt"
	"os"
	"syscall"

	"github.com/pathmtu/pmtu/errqueue"
	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/internal/render"
	"github.com/pathmtu/pmtu/pmtu"
)

// The exit codes of pmtu. They are promises to scripts, and listed in the
// man page.
const (
	exitOK           = 0 // reached, and the path MTU is proven, if that was looked for
	exitNotMet       = 1 // --require is proven not to be met
	exitUsage        = 2 // a bad flag or value, or flags that conflict
	exitBlackHole    = 3 // a black hole limits the path
	exitInconclusive = 4 // neither proven nor refuted
	exitUnreachable  = 5 // a router or this host said so
	exitHost         = 6 // this host could not do it
	exitSignal       = 128
)

// exitPipe is what a shell shows of a command whose reader went away.
const exitPipe = exitSignal + int(syscall.SIGPIPE)

// question is what the user wanted to know. It decides what counts as an answer.
type question struct {
	require pmtu.MTU // 0: any size will do
	noMTU   bool     // only the hops were asked for
}

// ExitCode tells the exit code of pmtu trace without --require, from its
// result alone.
func ExitCode(r *pmtu.Result) int { return question{}.code(r) }

// code tells the exit code of a finished run from its result alone. In tracepath's
// order nothing is proven of the path MTU: there the destination is all that counts.
func (q question) code(r *pmtu.Result) int {
	switch {
	case r == nil:
		return exitHost
	case r.Outcome == pmtu.OutcomeUnreachable:
		return exitUnreachable
	case r.Refusal != "" && r.Stats.Sent == 0:
		return exitHost
	case q.require > 0:
		return q.requirement(r)
	case hasBlackHole(r):
		return exitBlackHole
	case !arrived(r):
		return exitInconclusive
	case q.noMTU || r.Mode == pmtu.ModeTracepath || r.PathMTU.Status == pmtu.StatusProven:
		return exitOK
	}
	return exitInconclusive
}

// requirement compares what is proven with what is required. A size that is only proven as far as a hop on the way answers
// nothing about the path. Who limits it does not matter where it is proven that the size does not pass: this host, a
// router that says so, or a black hole, and whether or not the destination answers behind it.
func (q question) requirement(r *pmtu.Result) int {
	switch v, _, _ := check.Judge(r, q.require); {
	case r.PathMTU.Status == pmtu.StatusProven && r.PathMTU.MTU < q.require:
		return exitNotMet
	case r.PathMTU.Status == pmtu.StatusProven:
		return exitOK
	case arrived(r) && atDestination(r) >= q.require:
		return exitOK
	case v == check.VerdictFail:
		return exitNotMet
	case hasBlackHole(r):
		return exitBlackHole
	}
	return exitInconclusive
}

// say answers in a sentence what code answers by a number; "": no size was required,
// or the run came to nothing that could tell.
func (q question) say(r *pmtu.Result) string {
	if q.require == 0 || r == nil || r.Outcome == pmtu.OutcomeUnreachable || r.Refusal != "" && r.Stats.Sent == 0 {
		return ""
	}
	switch q.requirement(r) {
	case exitOK:
		return fmt.Sprintf("The required %d bytes pass.", q.require)
	case exitNotMet:
		return fmt.Sprintf("The required %d bytes do not pass.", q.require) + q.change(r)
	}
	return fmt.Sprintf("Whether the required %d bytes pass is not proven.", q.require)
}

// change is what to do where the required size does not pass; "": what was found says it.
func (q question) change(r *pmtu.Result) string {
	_, _, remedy := check.Judge(r, q.require)
	if remedy == "" || hasBlackHole(r) {
		return ""
	}
	return " To change that: " + remedy + "."
}

// arrived says whether the destination answered. An interrupted run may have
// got that far too.
func arrived(r *pmtu.Result) bool {
	if r.Outcome == pmtu.OutcomeReached {
		return true
	}
	for _, h := range r.Hops {
		if h.Reached {
			return true
		}
	}
	return false
}

// atDestination returns the largest packet that the destination answered, 0
// if there is none.
func atDestination(r *pmtu.Result) pmtu.MTU {
	for _, h := range r.Hops {
		if h.Reached {
			return h.MTU
		}
	}
	return 0
}

func hasBlackHole(r *pmtu.Result) bool {
	for _, l := range r.Limits {
		if l.Kind == pmtu.LimitBlackHole {
			return true
		}
	}
	return false
}

// usageError is a command line that cannot be meant.
type usageError struct {
	text string
	try  string // what to do; "": not known
}

// Error returns the one line for standard error, without the program's name.
func (e *usageError) Error() string { return e.text }

// errorCode tells the exit code of an error that kept a run from having a
// result.
func errorCode(err error) int {
	var usage *usageError
	var option *pmtu.OptionError
	var mode *render.ModeError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &usage), errors.As(err, &option), errors.As(err, &mode):
		return exitUsage
	case isUnreachable(err):
		return exitUnreachable
	}
	return exitHost
}

// isUnreachable says whether this host has no way to the destination: no
// route, one that refuses, or no address of the family to send from.
func isUnreachable(err error) bool {
	return errors.Is(err, syscall.ENETUNREACH) || errors.Is(err, syscall.EHOSTUNREACH) || isRouteError(err)
}

// isRouteError says whether the kernel refused to look for a route. It opened
// the socket before that, so nothing but the route is at fault.
func isRouteError(err error) bool {
	var op *errqueue.OpError
	return errors.As(err, &op) && op.Op == "find route"
}

// signalCode is the exit code after a signal, as shells count.
func signalCode(s os.Signal) int {
	if n, ok := s.(syscall.Signal); ok {
		return exitSignal + int(n)
	}
	return exitSignal
}
