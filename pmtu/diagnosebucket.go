package pmtu

import (
	"math"
	"time"
)

// jitter is how much later than another a packet may get to a hop that left at the same time.
const jitter = 10 * time.Millisecond

// limitExplains reports whether a limit of answers (Linux: net/ipv4/inetpeer.c, inet_peer_xrlim_allow) can be why
// some of the packets had none. A limit that had no answer left for one packet has one each interval
// from then on: the interval is longer than any time without a packet before one that had no answer, and shorter than what
// the answers after one took, but for the first of them. Where it cannot be both, packets got lost.
func limitExplains(asked []Fate) bool {
	least, most := time.Duration(0), time.Duration(math.MaxInt64)
	for i, f := range asked {
		if f.Answer != "" {
			continue
		}
		if i > 0 {
			least = max(least, f.At-asked[i-1].At)
		}
		n := time.Duration(0)
		for _, x := range asked[i+1:] {
			if x.Answer == "" {
				continue
			}
			if n > 0 {
				most = min(most, (x.At-f.At+jitter)/n)
			}
			n++
		}
	}
	return least-jitter < most
}
