package resolve

import "time"

// budget is time that all waiters share: a second in which three wait is one
// second of it.
type budget struct {
	left    time.Duration
	waiters int
	since   time.Time // when the first of the present waiters came
}

// enter adds a waiter and returns how long it may wait.
func (b *budget) enter(now time.Time) time.Duration {
	if b.waiters == 0 {
		b.since = now
	}
	b.waiters++
	return b.left - now.Sub(b.since)
}

// leave takes a waiter away.
func (b *budget) leave(now time.Time) {
	b.waiters--
	if b.waiters == 0 {
		b.left = max(0, b.left-now.Sub(b.since))
	}
}
