package check

import (
	"context"

	"github.com/pathmtu/pmtu/pmtu"
)

// Host knows what this host's kernel counts while runs go on. Its methods are called by one goroutine.
type Host interface {
	// Suspect takes in a run that has ended. It reports whether what vanished on its path may
	// have been reported to this host and to no socket, so that its result has to wait for Lost.
	Suspect(r *pmtu.Result) bool
	// Lost tells, when all runs have ended, how many packets too big reached this host and no
	// socket while packets vanished on the path of that run; 0: none, or it is not sure. It may take a
	// second for each family, but no longer than ctx lasts.
	Lost(ctx context.Context, r *pmtu.Result) int
	// Here makes of what vanishes on the first link a limit of this host where this host is what drops it.
	Here(r *pmtu.Result)
}

// holds keeps a run back whose verdict depends on what the kernel has counted when all is over.
func (c *run) holds(f finished) bool {
	if c.o.Host == nil || f.trace == nil || !c.o.Host.Suspect(f.trace) {
		return false
	}
	c.held = append(c.held, f)
	return true
}

// release reports the runs that were kept back.
func (c *run) release(ctx context.Context) {
	for _, f := range c.held {
		if n := c.o.Host.Lost(ctx, f.trace); n > 0 {
			f.trace.HostTooBig = n
			f.trace.Findings = pmtu.Diagnose(f.trace)
		}
		c.tell(f)
	}
}
