package pmtu

import "time"

// The bounds of waiting.
const (
	// minWait is the least wait for an answer: routers answer from their
	// slow path, and a scheduler may be late.
	minWait = 100 * time.Millisecond
	// slack is added to twice the longest round trip.
	slack = 30 * time.Millisecond
	// firstWait is how long to wait for an answer before asking again while
	// nothing was ever heard.
	firstWait = 500 * time.Millisecond
	// maxPatience is the longest round trip that a run adapts to.
	maxPatience = 5 * time.Second
	// refill is a little more than the second in which a Linux host may send
	// one ICMP error more (net.ipv4.icmp_ratelimit, 1000 ms), once its burst is spent.
	refill = 1100 * time.Millisecond
	// unresolved is a little more than what a Linux router takes to find that an address on its link is nobody's.
	unresolved = 3100 * time.Millisecond
	// retransmission is how long such a router waits before it asks again.
	retransmission = time.Second
	// burst is how many errors such a host sends one prober before that.
	burst = 6
)

// timing measures the path's round trips and says how long to wait.
type timing struct {
	limit   time.Duration // never wait longer for an attempt
	longest time.Duration
	heard   bool
}

func (t *timing) sample(rtt time.Duration) {
	t.heard = true
	t.longest = max(t.longest, rtt)
}

// wait is how long to wait for an answer from where answers are known to
// come from: one confirmation timeout.
func (t *timing) wait() time.Duration {
	if !t.heard {
		return min(firstWait, t.limit)
	}
	return min(max(minWait, 2*t.longest+slack), t.limit)
}
