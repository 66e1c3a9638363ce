package simnet

import "time"

// limit is a rate limit: burst at once, then one every interval. The zero
// value lets nothing pass; unlimited lets all pass.
type limit struct {
	burst    int
	interval time.Duration
	// spent is that an earlier run took all, so that the first comes no earlier than wait after the first packet.
	spent bool
	wait  time.Duration
}

var unlimited = limit{burst: -1}

// linuxLimits returns what a Linux host sends to one prober by default: the
// bucket of inet_peer_xrlim_allow (net/ipv4/inetpeer.c), 6 at once, refilled by
// icmp_ratelimit (1 s) or icmpv6.ratelimit (100 ms). The limit for all probers
// together (icmp_msgs_per_sec) is never reached by a single prober.
func linuxLimits() byFamily[limit] {
	return byFamily[limit]{
		v4: limit{burst: 6, interval: time.Second},
		v6: limit{burst: 6, interval: 100 * time.Millisecond},
	}
}

// bucket is the state of a limit. The zero value is full.
type bucket struct {
	spent time.Duration // how far from full
	last  time.Time
}

// allow takes a token at now, if there is one. The bucket is filled
// continuously, so that half a token carries over, as in Linux.
func (b *bucket) allow(l limit, now time.Time) bool {
	if l.burst < 0 {
		return true
	}
	if b.last.IsZero() && l.spent {
		b.spent = time.Duration(l.burst-1)*l.interval + l.wait
	}
	if !b.last.IsZero() && now.After(b.last) {
		b.spent = max(0, b.spent-now.Sub(b.last))
	}
	b.last = now
	if b.spent+l.interval > time.Duration(l.burst)*l.interval {
		return false
	}
	b.spent += l.interval
	return true
}
