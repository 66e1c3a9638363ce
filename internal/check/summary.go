package check

import "time"

// Exit codes of a run, as all commands of pmtu have them.
const (
	ExitPass         = 0 // every target carries the required size
	ExitFail         = 1 // at least one is proven not to, or lost MTU
	ExitInconclusive = 4 // at least one is inconclusive, none failed
	ExitUnreachable  = 5 // at least one is unreachable, none failed
	ExitError        = 6 // this host could not do it
)

// Summary counts results. The zero value has counted none. It keeps nothing
// of a result but numbers.
type Summary struct {
	// Total is how many targets there are, those that an interrupt left out too.
	Total int
	// Pass, Fail, Inconclusive, Unreachable and Errors count results by verdict.
	Pass, Fail, Inconclusive, Unreachable, Errors int
	// Lost counts the targets whose path MTU is proven to be less than in the
	// baseline, which is among those that fail, and Changed those with any change.
	Lost, Changed int
	// New counts the targets that are not in the baseline. Gone names those that are
	// in it and were not asked, as they were given then; nil: none, or there is no baseline.
	New  int
	Gone []string
	// Sent and SentBytes are the packets that left and their bytes.
	Sent      int
	SentBytes int64
	// Duration is that of the whole run.
	Duration time.Duration
	// Interrupted says that a signal ended the run.
	Interrupted bool
}

// Add counts a result.
func (s *Summary) Add(r *Result) {
	switch r.Verdict {
	case VerdictPass:
		s.Pass++
	case VerdictFail:
		s.Fail++
	case VerdictInconclusive:
		s.Inconclusive++
	case VerdictUnreachable:
		s.Unreachable++
	default:
		s.Errors++
	}
	if len(r.Changes) > 0 {
		s.Changed++
	}
	if r.Lost() {
		s.Lost++
	}
	if r.Trace != nil {
		s.Sent += r.Trace.Stats.Sent
		s.SentBytes += r.Trace.Stats.SentBytes
	}
}

// Done is how many targets have a result.
func (s Summary) Done() int {
	return s.Pass + s.Fail + s.Inconclusive + s.Unreachable + s.Errors
}

// ExitCode is the exit code of a run that no signal ended: the first that
// applies of 6 for all targets, 1, 5, 4, 6 and 0: where all have an error, none
// has anything else. A target that was not come to is inconclusive.
func (s Summary) ExitCode() int {
	switch {
	case s.Fail > 0 || s.Lost > 0:
		return ExitFail
	case s.Unreachable > 0:
		return ExitUnreachable
	case s.Inconclusive > 0 || s.Done() < s.Total:
		return ExitInconclusive
	case s.Errors > 0:
		return ExitError
	}
	return ExitPass
}
