package pmtu_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// limitRows are networks and what is to be told of their limits.
var limitRows = []struct {
	text     string
	protocol pmtu.Protocol
	want     string
}{
	// The router before a silent one named what passes him, once: that another one named what passes both does not take it back.
	{
		"hops 9\nhop 3-3 silent=yes\nhop 2 mtu=1476 ptb=dropped,dropped,mtu ptb-from=222\nhop 3 mtu=1393 ptb-limit=1/10s", pmtu.UDP,
		"reached, proven 1393: after 2 222 1500 to 1476, after -1 3 1476 to 1393",
	},
	// By echo, as UDP is not answered: what a router said of UDP is asked again of him.
	{
		"hops 3\nlocal mtu=6687\nhop 2 mtu=1448 ptb=1 ptb-limit=2/1s\ndest udp=silent", pmtu.Auto,
		"reached, proven 1448: after 1 1 6687 to 0, after 2 2 1500 to 1448",
	},
	{
		"hops 4\nhop 3 mtu=1430\nhop 1 mtu=1454\ndest udp=silent", pmtu.Auto,
		"reached, proven 1430: after 1 1 1500 to 1454, after 3 3 1454 to 1430",
	},
	{
		"hops 4\nhop all silent=yes\nhop 3 mtu=1430\nhop 1 mtu=1454\ndest udp=silent", pmtu.Auto,
		"reached, proven 1430: after 1 1 1500 to 1454, after 3 3 1454 to 1430",
	},
	{
		"hops 4\nhop 3 mtu=1430 ptb=67\nhop 1 mtu=1454\ndest udp=silent", pmtu.Auto,
		"reached, proven 1430: after 1 1 1500 to 1454, after 3 3 1454 to 1430",
	},
	// Quotes of another destination, or too short for a token: the search for a place ends, and takes nothing for what it is not.
	{
		"hops 8\nhop 6-7 silent=yes\nhop 7 mtu=1337\nhop 4-7 rewrite=198", pmtu.UDP,
		"reached, proven 1337: after 7 7 1500 to 1337",
	},
	{
		"hops 15\nhop 4-4 silent=yes\nhop 4 mtu=1310\nhop all quote=minimal", pmtu.ICMP,
		"reached, proven 1310: after 4 4 1500 to 1310",
	},
	{
		"hops 6\nhop 2-2 silent=yes\nhop 5 mtu=1317\nhop 2 mtu=1460 ptb=65535\nhop 2-5 rewrite=198", pmtu.UDP,
		"reached, proven 1317: after 2 2 1500 to 1460, after 5 5 1460 to 1317",
	},
	{
		"hops 4\nhop 3 mtu=1400 ptb=1474,1251,4879\nhop 1 mtu=1447\nhop 3 quote=minimal", pmtu.Auto,
		"reached, proven 1400: after 1 1 1500 to 1447, after 3 3 1447 to 1400",
	},
	{
		"hops 8\nhop 5 mtu=1450\nhop 3 mtu=1492\nhop all quote=minimal", pmtu.UDP,
		"reached, proven 1450: after 3 3 1500 to 0, after 5 5 1492 to 1450",
	},
	// Who answers at no hop is found.
	{
		"hops 7\nhop 6 mtu=1360 ptb-from=222 ptb-limit=1/10s\nhop 2 mtu=1464\nhop 2 ptb=dropped", pmtu.Auto,
		"reached, proven 1360: after 2 nobody 1500 to 1464, after 6 222 1464 to 1360",
	},
	{
		"hops 17\nhop 13 mtu=1360 ptb-from=222 ptb-limit=1/100ms", pmtu.ICMP,
		"reached, proven 1360: after 13 222 1500 to 1360",
	},
	{
		"hops 10\nlocal mtu=6309\nhop 7 mtu=1412\nhop 7 ptb-from=222", pmtu.UDP,
		"reached, proven 1412: after 1 1 6309 to 1500, after 7 222 1500 to 1412",
	},
	// Several places, of which each tells what passes the one before.
	{
		"hops 6\nhop 5-5 silent=yes\nhop 2-2 silent=yes\nhop 2 mtu=1412\nhop 3 mtu=1346\nhop 4 mtu=1345 ptb=dropped", pmtu.Auto,
		"reached, proven 1345: after 2 2 1500 to 1412, after 3 3 1412 to 1346, after 4 nobody 1346 to 1345",
	},
	{
		"hops 18\nhop 6 mtu=1384\nhop 8 mtu=1381\nhop 4 mtu=1472 ptb=dropped", pmtu.UDP,
		"reached, proven 1381: after 4 nobody 1500 to 1472, after 6 6 1472 to 1384, after 8 8 1384 to 1381",
	},
	{
		"hops 18\nhop 9 mtu=1427\nhop 4 mtu=1472 ptb=dropped", pmtu.UDP,
		"reached, proven 1427: after 4 nobody 1500 to 1472, after 9 9 1472 to 1427",
	},
	{
		"hops 11\nlocal mtu=9000\nhop all mtu=9000\nhop 1 mtu=2875 ptb=dropped,mtu\nhop 3 mtu=1454\nhop 4 mtu=1329", pmtu.UDP,
		"reached, proven 1329: after 1 1 9000 to 2875, after 3 3 2875 to 1454, after 4 4 1454 to 1329",
	},
	{
		"hops 10\nhop 3-3 silent=yes\nhop 3 mtu=1365 ptb=mtu+40\nhop 8 mtu=1364 ptb=dropped", pmtu.UDP,
		"reached, proven 1364: after 3 3 1500 to 1365, after 8 nobody 1365 to 1364",
	},
	{
		"hops 10\nlocal mtu=6309\nhop 7 mtu=1412", pmtu.UDP,
		"reached, proven 1412: after 1 1 6309 to 1500, after 7 7 1500 to 1412",
	},
	{
		"hops 10\nlocal mtu=6309\nhop 8 mtu=1380 ptb=dropped", pmtu.UDP,
		"reached, proven 1380: after 1 1 6309 to 1500, after 8 nobody 1500 to 1380",
	},
	// This host's own link loses what is larger.
	{"hops 13\nlocal link=1303", pmtu.UDP, "reached, proven 1303: after 0 nobody 1500 to 1303"},
	{
		"hops 19\nhop 1 slow=165ms\nhop 9 mtu=1280\nlocal link=1428", pmtu.UDP,
		"reached, proven 1280: after 0 nobody 1500 to 1428, after 9 9 1428 to 1280",
	},
	// A silent destination: what is known is known as far as a hop.
	{"hops 3\nhop 2 mtu=1360\ndest udp=silent echo=silent", pmtu.UDP, "silent, at_least 1360: after 2 2 1500 to 0"},
	{"hops 7\nhop 4 mtu=1291\ndest echo=silent", pmtu.ICMP, "silent, at_least 1291: after 4 4 1500 to 1291"},
	{
		"hops 10\nhop 7 mtu=1301 ptb-from=222 ptb-limit=1/1s\ndest udp=silent echo=silent", pmtu.UDP,
		"silent, at_least 1301: after -1 222 1500 to 1301",
	},
	{
		"hops 7\nhop 4 mtu=1291\nhop 1 mtu=1360 ptb=464,1415,2158\ndest echo=silent", pmtu.ICMP,
		"silent, at_least 1291: after 1 1 1500 to 1360, after 4 4 1360 to 1291",
	},
	{
		"hops 7\nhop 1 mtu=1360 ptb=464,1415,2158\ndest echo=silent", pmtu.ICMP,
		"silent, at_least 1360: after 1 1 1500 to 1360",
	},
	// The hop count is not known, the answers are data, or they are lost on the way back.
	{
		"hops 12\nhop 9-11 silent=yes\nhop 6 mtu=1426 ptb=dropped\ndest return=8 hoplimit=128", pmtu.Auto,
		"reached, proven 1426: after 6 nobody 1500 to 1426",
	},
	{"hops 7\nhop 6 mtu=1401 ptb=dropped\ndest udp=11", pmtu.ICMP, "reached, proven 1401: after 6 nobody 1500 to 1401"},
	{
		"hops 3\nhop 1 mtu=1420 ptb-limit=1/10s\ndest back-mtu=1329 back-large=lost", pmtu.Auto,
		"reached, proven 1420: after 1 1 1500 to 1420",
	},
}

// TestLimitsTold: all that is told of the path MTU and of each limit, in path order, where less would be no lie, but
// not all that can be known.
func TestLimitsTold(t *testing.T) {
	for _, c := range limitRows {
		for _, f := range families {
			if got := told(described(t, c.text, f, c.protocol)); got != c.want {
				t.Errorf("%q over %v:\n got %s\nwant %s", c.text, f, got, c.want)
			}
		}
	}
}

// told is what a result says of the path MTU and of limits, with the last number of each address.
func told(r *pmtu.Result) string {
	list := make([]string, len(r.Limits))
	for i, l := range r.Limits {
		by := "nobody"
		if l.Addr.IsValid() {
			a := l.Addr.String()
			by = a[strings.LastIndexAny(a, ".:")+1:]
		}
		list[i] = fmt.Sprintf("after %d %s %d to %d", l.AfterHop, by, l.From, l.To)
	}
	return fmt.Sprintf("%s, %s %d: %s", r.Outcome, r.PathMTU.Status, r.PathMTU.MTU, strings.Join(list, ", "))
}
