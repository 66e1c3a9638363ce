package check

import (
	"net/netip"
	"time"

	"github.com/pathmtu/pmtu/pmtu"
)

// Stdin is what standard input is called where a file would be named.
const Stdin = "stdin"

// Target is one path to check.
type Target struct {
	// Input is the destination as it was given, with its port if it had one.
	Input string
	// Name is the name that was resolved; "" where Input is an address.
	Name string
	// Addr is the address. The zero Addr where Name did not resolve.
	Addr netip.Addr
	// Family is the one that was asked for; 0: any.
	Family pmtu.Family
	// Port is that of UDP probes; 0 means pmtu.DefaultPort.
	Port uint16
	// Require is the size that the path must carry, bytes of a whole IP packet; never 0 in
	// a Result.
	Require pmtu.MTU
	// Protocol is what probes are made of.
	Protocol pmtu.Protocol
	// Label is how the user calls the target; "": as Input.
	Label string
	// Where is the file and line that named the target, as "file:3", for standard
	// input [Stdin] and line; "" for the command line.
	Where string
}

// Title is what the user knows the target by: its label, or its input.
func (t Target) Title() string {
	if t.Label != "" {
		return t.Label
	}
	return t.Input
}

// Verdict is the answer for one target. Its text is a promise to scripts. The
// zero value is none.
type Verdict string

// The verdicts.
const (
	// VerdictPass: the destination answered a packet of the required size.
	VerdictPass Verdict = "pass"
	// VerdictFail: it is proven that packets of that size do not get there, or
	// that the path MTU is less than in the baseline.
	VerdictFail Verdict = "fail"
	// VerdictInconclusive: neither is proven. It is no success and no failure.
	VerdictInconclusive Verdict = "inconclusive"
	// VerdictUnreachable: a router or this host said that the destination
	// cannot be reached.
	VerdictUnreachable Verdict = "unreachable"
	// VerdictError: this host could not do it, as when a name does not resolve.
	VerdictError Verdict = "error"
)

// Verdicts lists all verdicts, the best first.
var Verdicts = [...]Verdict{VerdictPass, VerdictFail, VerdictInconclusive, VerdictUnreachable, VerdictError}

// Result is what came of one target.
type Result struct {
	Target  Target  // what was checked
	Verdict Verdict // never the zero value
	// Size is the verdict on the required size alone, where less MTU than in the
	// baseline made Verdict fail; "": it is Verdict.
	Size Verdict
	// Trace is what the run learned; nil if there was none.
	Trace *pmtu.Result
	// Err is what kept the run from being made or ended it early; nil: nothing did.
	Err error
	// Reason is one plain sentence that says why the verdict is what it is,
	// Remedy one or a few that say what to do; "": nothing. Neither ends with a full
	// stop, and neither holds bytes that a terminal would obey.
	Reason, Remedy string
	// Changes is how the path differs from the baseline; nil: not at all, or
	// there is no baseline for the target.
	Changes []Change
	// New is true where there is a baseline, and the target is not in it.
	New bool
}

// Lost reports whether the path MTU is proven to be less than in the baseline.
func (r *Result) Lost() bool {
	for _, c := range r.Changes {
		if c.Loss {
			return true
		}
	}
	return false
}

// OnlyLost reports whether nothing but less MTU than in the baseline makes the target fail.
func (r *Result) OnlyLost() bool {
	return r.Verdict == VerdictFail && r.Size != "" && r.Size != VerdictFail
}

// ChangeKind is what is different from a baseline. Its text is a promise to scripts.
type ChangeKind string

// The kinds of changes.
const (
	ChangePathMTU      ChangeKind = "path_mtu"      // its number, or how much that is worth
	ChangeHopCount     ChangeKind = "hop_count"     // how far the destination is
	ChangeLimitAdded   ChangeKind = "limit_added"   // the path gets narrower where it did not
	ChangeLimitRemoved ChangeKind = "limit_removed" // and no more where it did
	ChangeLimitBytes   ChangeKind = "limit_bytes"   // a limit at the same place has another size
	ChangeOutcome      ChangeKind = "outcome"       // as from reached to silent
)

// Change is one difference from a baseline, in JSON as it stands here. What is not known is 0.
type Change struct {
	// What differs.
	What ChangeKind `json:"what"`
	// BeforeBytes and AfterBytes are path MTUs, or what a limit lets pass.
	BeforeBytes pmtu.MTU `json:"before_bytes,omitempty"`
	AfterBytes  pmtu.MTU `json:"after_bytes,omitempty"`
	// BeforeHops and AfterHops are counts of hops.
	BeforeHops int `json:"before_hops,omitempty"`
	AfterHops  int `json:"after_hops,omitempty"`
	// Loss is true where the path MTU was proven and is now proven to be less.
	Loss bool `json:"loss,omitempty"`
	// Detail says it in words, as "path MTU was 1500 and is now 1400".
	Detail string `json:"detail"`
}

// Head is what is known before the first result.
type Head struct {
	// Targets is how many results there will be unless the run is interrupted.
	Targets int
	// Started is when the run began.
	Started time.Time
	// Baseline is the file that the paths are compared with; "": none.
	Baseline string
}

// Reporter writes one report. It is used by one goroutine. Files are the
// caller's: a Reporter writes to an io.Writer and neither opens nor renames.
type Reporter interface {
	// Result takes the result of one target, which it may keep but not change.
	Result(*Result) error
	// Close writes what only the end knows. It is called once, after an
	// interrupt too: the report is complete and valid for what was done.
	Close(Summary) error
}

// ExitCoder is a Reporter whose readers want exit codes of their own, as Nagios does.
type ExitCoder interface {
	ExitCode(Summary) int
}
