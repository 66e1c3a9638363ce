package pmtu

// Action is what an engine wants done: one of Send, Emit and Stop. The set is closed.
type Action interface{ action() }

// Send asks for a probe to be sent.
type Send struct{ Probe Probe }

// Emit tells an observer what was learned.
type Emit struct{ Update Update }

// Stop says that the engine is done. It is the last action, and comes once.
type Stop struct{ Outcome Outcome }

func (Send) action() {}
func (Emit) action() {}
func (Stop) action() {}

// Update is an interim result: one of LocalUpdate, HopUpdate, LimitUpdate,
// FindingUpdate and TraceLine. Updates are kept in the Result, so that what
// was streamed can be rendered again. The set is closed.
type Update interface{ update() }

// LocalUpdate says that this host's own limit became known.
type LocalUpdate struct{ MTU MTU }

// HopUpdate says that a hop is settled: what is known of it will not change.
// HopUpdates come in the order of the hops.
type HopUpdate struct{ Hop Hop }

// LimitUpdate says that a place is known where the path gets narrower.
type LimitUpdate struct {
	Limit Limit
	// HopCount is as in the Result, as far as it is known by then; 0: unknown.
	HopCount int
}

// FindingUpdate says that a finding was made.
type FindingUpdate struct{ Finding Finding }

func (LocalUpdate) update()   {}
func (HopUpdate) update()     {}
func (LimitUpdate) update()   {}
func (FindingUpdate) update() {}
func (TraceLine) update()     {}
