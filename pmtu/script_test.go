package pmtu_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/pmtu"
)

// fewDozen is the most packets that any script of packets too big may draw
// from a run in tracepath's order over a short path, twelveDozen from one that also searches for what
// the script hides.
const (
	fewDozen    = 72
	twelveDozen = 144
)

// checkScript runs a trace over a path on which hop 2 answers large packets
// as the script says.
func checkScript(t testing.TB, f pmtu.Family, text string) {
	t.Helper()
	n := inline(t, text)
	r := overNetwork(t, n, f, pmtu.Options{})
	if r.Stats.Sent > twelveDozen {
		t.Errorf("%v: %d packets sent, want %d at most, for\n%s", f, r.Stats.Sent, twelveDozen, text)
	}
	if r.Duration > 10*time.Second {
		t.Errorf("%v: took %v, for\n%s", f, r.Duration, text)
	}
	if want := truth(n, f).PathMTU; r.PathMTU.MTU > want && r.Outcome == pmtu.OutcomeReached {
		t.Errorf("%v: path MTU %+v, the path carries %d, for\n%s", f, r.PathMTU, want, text)
	}
	tp := overNetwork(t, inline(t, text), f, pmtu.Options{Mode: pmtu.ModeTracepath, MaxHops: 10})
	if tp.Stats.Sent > fewDozen {
		t.Errorf("%v: as tracepath, %d packets sent, for\n%s", f, tp.Stats.Sent, text)
	}
}

func TestPacketTooBigScripts(t *testing.T) {
	scripts := []string{
		"0", "1", "67", "68", "551", "1279", "1280", "size", "1501", "9000", "65535", "4294967295", "66935",
		"1400,1300,...", "1300,1400,...", "1400,0,1300,4294967295,...", "1499..1400", "size-1", "size+1", "mtu-1", "mtu+1",
	}
	for _, s := range scripts {
		for _, mtu := range []int{1400, 1280, 0} { // 0: to packets of any size
			for _, from := range []string{"", " ptb-from=66"} {
				for _, f := range families {
					checkScript(t, f, fmt.Sprintf("hops 6\nhop 2 mtu=%d ptb=%s%s\n", mtu, s, from))
				}
			}
		}
	}
}

func FuzzPacketTooBigScript(f *testing.F) {
	f.Add([]byte{0, 0, 5, 120, 5, 20}, true, false)
	f.Add([]byte{255, 255, 0, 67, 5, 219, 5, 218, 5, 217}, false, true)
	f.Fuzz(func(t *testing.T, raw []byte, all, other bool) {
		var values []string
		for i := 0; i+1 < len(raw) && i < 400; i += 2 {
			values = append(values, fmt.Sprint(int(raw[i])<<8|int(raw[i+1])))
		}
		if len(values) == 0 {
			return
		}
		if len(raw)%2 == 1 {
			values = append(values, "...")
		}
		line := "hops 5\nhop 2 ptb=" + strings.Join(values, ",")
		mtu := " mtu=1400"
		if all {
			mtu = " mtu=0"
		}
		line += mtu
		if other {
			line += " ptb-from=66"
		}
		for _, family := range families {
			checkScript(t, family, line+"\n")
		}
	})
}
