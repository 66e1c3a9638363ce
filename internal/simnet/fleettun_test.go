package simnet

import (
	"net/netip"
	"sync"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestFleetInTUN checks targets of all kinds by the kernel's sockets, of both
// families at once.
func TestFleetInTUN(t *testing.T) {
	if testing.Short() {
		t.Skip("real time")
	}
	w := newWorld(t, 64, KindPlain, KindTooBig, KindBlackHole, KindDead)
	RunWorldInTUN(t, w, TUNOptions{}, func(ns *Namespace) {
		var d pmtu.FleetDriver
		err := ns.Do(func() (err error) {
			d, err = pmtu.DialFleet(pmtu.SocketOptions{})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		want := []pmtu.PathMTU{carriesAll, reported, silent, nothing}
		seen, open := 0, 0
		var once sync.Once
		err = pmtu.Fleet{Driver: d}.Run(t.Context(), bothFamilies(w), func(n int, r *pmtu.Result, err error) {
			seen++
			want := want[n/2%4]
			switch p := r.PathMTU; {
			case err == nil && p.Status == want.Status && p.MTU == want.MTU:
			case err == nil && p.Status == pmtu.StatusAtLeast && p.MTU <= want.MTU:
				open++ // on a busy machine, answers may come too late
			default:
				t.Errorf("%v: %v, %s, path MTU %+v, want %+v", r.Target, err, r.Outcome, r.PathMTU, want)
				once.Do(func() { t.Logf("%+v", r.Probes) })
			}
			if open > 4 {
				t.Errorf("%d of %d are open", open, seen)
			}
		})
		if err != nil || seen != 128 {
			t.Errorf("%d results, %v", seen, err)
		}
	})
}

// bothFamilies are the options to check each target over both families.
func bothFamilies(w *World) func(func(pmtu.Options) bool) {
	return func(yield func(pmtu.Options) bool) {
		for i := range w.Targets() {
			for _, f := range families {
				if !yield(pmtu.Options{Target: netip.AddrPortFrom(w.Target(i).Target(f), 0), Require: 1500, EndToEnd: true}) {
					return
				}
			}
		}
	}
}
