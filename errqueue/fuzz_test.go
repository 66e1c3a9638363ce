package errqueue_test

import (
	"errors"
	"net/netip"
	"testing"

	"github.com/pathmtu/pmtu/errqueue"
	"github.com/pathmtu/pmtu/errqueue/errqueuetest"
)

// FuzzParse checks that Parse never reads past its input, says where it
// stopped, and gives the same for the same.
func FuzzParse(f *testing.F) {
	for _, tt := range parseTests {
		for _, word := range []int{4, 8} {
			c := &errqueuetest.Control{Word: word}
			tt.build(c)
			f.Add(c.Bytes(), word == 8)
			f.Add(c.Bytes()[:len(c.Bytes())/2], word == 8) // cut off
		}
	}
	f.Add([]byte{255, 255, 255, 127, 0, 0, 0, 0, 0, 0, 0, 0, 11, 0, 0, 0}, true) // a length that overflows
	f.Fuzz(func(t *testing.T, oob []byte, long bool) {
		word := 4
		if long {
			word = 8
		}
		// Behind the capacity a read panics.
		oob = append(make([]byte, 0, len(oob)), oob...)[:len(oob):len(oob)]
		var m, again errqueue.Message
		err := errqueue.ParseWord(oob, &m, word)
		checkParsed(t, &m, err, len(oob))
		again.Offender = m.Offender
		if err2 := errqueue.ParseWord(oob, &again, word); (err == nil) != (err2 == nil) || again.Offender != m.Offender || again.At != m.At {
			t.Errorf("the second time: %+v, %v; want %+v, %v", again, err2, m, err)
		}
	})
}

func checkParsed(t *testing.T, m *errqueue.Message, err error, n int) {
	t.Helper()
	var e *errqueue.ParseError
	if err != nil && (!errors.As(err, &e) || e.Offset < 0 || e.Offset >= n || e.Got >= e.Want) {
		t.Errorf("error %#v of %d bytes", err, n)
	}
	if m.HopLimit < -1 || m.HopLimit > 255 || m.TrafficClass < -1 || m.TrafficClass > 255 {
		t.Errorf("hop limit %d, traffic class %d", m.HopLimit, m.TrafficClass)
	}
	if m.Offender.Is4In6() || m.Offender.Is4() && m.Offender.Zone() != "" {
		t.Errorf("offender %v", m.Offender)
	}
	if !m.FromQueue && (m.Errno != 0 || m.Offender != netip.Addr{}) {
		t.Errorf("data with an error: %+v", m)
	}
}

func BenchmarkParse(b *testing.B) {
	for _, offender := range []string{"10.77.0.3", "fd77::3", "fe80::3%2"} {
		b.Run(offender, func(b *testing.B) {
			oob := typical(netip.MustParseAddr(offender))
			var m errqueue.Message
			b.ReportAllocs()
			for b.Loop() {
				if err := errqueue.Parse(oob, &m); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
