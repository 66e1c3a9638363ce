package pmtu_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestLimitsTold: all that is told of each limit, in path order.
func TestLimitsTold(t *testing.T) {
	for _, c := range []struct {
		text     string
		protocol pmtu.Protocol
		want     string
	}{
		// The router before a silent one named what passes him, once: that another one named what passes both does not take it back.
		{
			"hops 9\nhop 3-3 silent=yes\nhop 2 mtu=1476 ptb=dropped,dropped,mtu ptb-from=222\nhop 3 mtu=1393 ptb-limit=1/10s", pmtu.UDP,
			"after 2: 222, 1500 to 1476; after -1: 3, 1476 to 1393",
		},
		// By echo, as UDP is not answered: what a router said of UDP is asked again of him.
		{
			"hops 3\nlocal mtu=6687\nhop 2 mtu=1448 ptb=1 ptb-limit=2/1s\ndest udp=silent", pmtu.Auto,
			"after 1: 1, 6687 to 0; after 2: 2, 1500 to 1448",
		},
	} {
		for _, f := range families {
			if got := limitsOf(described(t, c.text, f, c.protocol)); got != c.want {
				t.Errorf("%q over %v:\n got %s\nwant %s", c.text, f, got, c.want)
			}
		}
	}
}

// limitsOf is what a result says of limits, with the last number of each address.
func limitsOf(r *pmtu.Result) string {
	list := make([]string, len(r.Limits))
	for i, l := range r.Limits {
		by := "nobody"
		if l.Addr.IsValid() {
			a := l.Addr.String()
			by = a[strings.LastIndexAny(a, ".:")+1:]
		}
		list[i] = fmt.Sprintf("after %d: %s, %d to %d", l.AfterHop, by, l.From, l.To)
	}
	return strings.Join(list, "; ")
}
