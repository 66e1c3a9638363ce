package pmtu

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestEventJSONOfEchoes wants what echoes say to come back from a record, and
// nothing of it in the record of a run by UDP.
func TestEventJSONOfEchoes(t *testing.T) {
	from := netip.MustParseAddrPort("192.0.2.9:0")
	for _, tt := range []struct {
		ev   Event
		echo bool
	}{
		{Reply{From: from, Bytes: 1472, Echo: true, Sequence: 0xfffe}, true},
		{Reply{From: from, Bytes: 1472, Echo: true, Sequence: 0xfffe, Fragment: 1300}, true},
		{TimeExceeded{Report{Offender: from.Addr(), Quote: Quote{Target: from, HasSequence: true, Sequence: 7}}}, true},
		{Reply{From: from, Bytes: 1472, HasToken: true, Token: 1 << 63}, false},
		{Unreachable{Report{Offender: from.Addr(), Quote: Quote{Target: from, HasToken: true, Token: 5}}}, false},
	} {
		b, kind := encodeEvent(tt.ev)
		got, err := decodeEvent(kind, b)
		if diff := cmp.Diff(tt.ev, got, cmp.Comparer(func(a, b netip.Addr) bool { return a == b }),
			cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b })); err != nil || diff != "" {
			t.Errorf("%v: (-want +got)\n%s", err, diff)
		}
		if strings.Contains(string(b), "Sequence") != tt.echo || strings.Contains(string(b), "Fragment") && !tt.echo {
			t.Errorf("record %s", b)
		}
	}
}
