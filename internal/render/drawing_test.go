package render_test

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/pathmtu/pmtu/internal/render"
	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/internal/simnet/judge"
	"github.com/pathmtu/pmtu/pmtu"
)

// trials are runs over random networks, the same ones each time, made once for all tests.
var trials = sync.OnceValue(func() (all []*judge.Trial) {
	const first, count = 5000, 400
	for seed := uint64(first); seed < first+count; seed++ {
		n := simnet.Random(seed)
		for _, f := range []pmtu.Family{pmtu.IPv4, pmtu.IPv6} {
			over := pmtu.Auto
			if seed%2 == 0 {
				over = pmtu.UDP
			}
			if n.Has(f) {
				all = append(all, judge.Try(n, judge.Setup{Family: f, Protocol: over, Seed: seed, NoPing: seed%4 == 1}, nil))
			}
		}
	}
	return all
})

// rendered is a result in a format.
func rendered(t *testing.T, format string, r *pmtu.Result, o render.Options) string {
	t.Helper()
	f, err := render.Get(format)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// stretch is one stretch of a drawing: what passes, and where it ends.
var stretch = regexp.MustCompile(`[#=.-]{2,} (>=)?(\d+|\?) [#=.-]+ (?:hop (\d+)|(\S+))`)

// drawingOf is the line of a text that is drawn; "": there is none.
func drawingOf(text string) string {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "  this host") && stretch.MatchString(line) {
			return line
		}
	}
	return ""
}

// TestDrawingIsProven: no number in the drawing of a path is above what the same result proves for the end of its
// stretch, or above what gets there; and the drawing says what the text says.
func TestDrawingIsProven(t *testing.T) {
	drawings := 0
	for _, trial := range trials() {
		r := trial.Result
		if r == nil {
			t.Fatalf("%v: %v", trial.Setup, trial.Err)
		}
		drawing := drawingOf(rendered(t, "text", r, render.Options{ASCII: true, Width: 200}))
		if drawing == "" {
			continue
		}
		drawings++
		for _, fault := range judgeDrawing(trial, drawing) {
			t.Errorf("seed %d, %v: %s\n%s%+v", trial.Seed, trial.Setup, fault, drawing, r.Limits)
		}
	}
	if drawings < len(trials())/4 {
		t.Errorf("%d drawings of %d runs: not worth much", drawings, len(trials()))
	}
}

// judgeDrawing says what is wrong with a drawing.
func judgeDrawing(trial *judge.Trial, drawing string) (faults []string) {
	r, least := trial.Result, int(trial.Result.LocalMTU)
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	for _, m := range stretch.FindAllStringSubmatch(drawing, -1) {
		if m[2] == "?" {
			continue
		}
		n, _ := strconv.Atoi(m[2])
		if n > least {
			fault("%d is drawn where no more than %d can be", n, least)
		}
		if least = n; m[1] == "" {
			least-- // no more gets there
		}
		switch {
		case m[3] != "":
			hop, _ := strconv.Atoi(m[3])
			if has := provenAt(r, hop); n > has {
				fault("%d drawn up to hop %d, %d proven", n, hop, has)
			}
			if w, ok := trial.Truth.At(hop); len(judge.Judge(trial)) == 0 && (!ok || n > int(w.MTU)) {
				fault("%d drawn up to hop %d, %d gets there", n, hop, w.MTU)
			}
		case m[4] == "somewhere":
			if n != int(r.LocalMTU) && !slices.ContainsFunc(r.Limits, func(l pmtu.Limit) bool { return int(l.To) == n }) {
				fault("%d drawn up to a place that nobody knows, of no limit", n)
			}
		case n > int(r.PathMTU.MTU):
			fault("%d drawn up to the destination, %s %d", n, r.PathMTU.Status, r.PathMTU.MTU)
		case (m[1] == "") != (r.PathMTU.Status == pmtu.StatusProven):
			fault("%s%d drawn up to the destination, %s", m[1], n, r.PathMTU.Status)
		}
	}
	return faults
}

// provenAt is what the result proves to arrive at a hop: one that it does not list lies on the way of what arrived
// at the destination.
func provenAt(r *pmtu.Result, hop int) int {
	for _, h := range r.Hops {
		if h.Hop == hop {
			return int(h.MTU)
		}
	}
	if r.PathMTU.Status == pmtu.StatusProven {
		return int(r.PathMTU.MTU)
	}
	return 0
}
