package render_test

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/render"
	"github.com/pathmtu/pmtu/internal/simnet/judge"
	"github.com/pathmtu/pmtu/pmtu"
)

// place is how far a number is said to get: a hop.
type place int

// theEnd is the destination, or as far as the path goes.
const theEnd place = -1

// most is the largest packet that gets there.
func (p place) most(trial *judge.Trial) int {
	if p == theEnd {
		return int(trial.Truth.PathMTU)
	}
	hop := int(p)
	if end := trial.Truth.HopCount; end > 0 {
		hop = min(hop, end) // behind it is nothing
	}
	w, _ := trial.Truth.At(hop)
	return int(w.MTU)
}

// claims are what a text says of sizes that get somewhere: a number, and the hop, where it is named and as many hops behind
// that one as stand here.
var claims = []struct {
	pattern       *regexp.Regexp
	number, hop   int
	behind        int
	leastExpected int
}{
	{pattern: regexp.MustCompile(`Path MTU (\d+), proven`), number: 1, leastExpected: 300},
	{pattern: regexp.MustCompile(`Path MTU at least (\d+);`), number: 1, leastExpected: 5},
	{pattern: regexp.MustCompile(`Path MTU at least (\d+) as far as hop (\d+)`), number: 1, hop: 2, leastExpected: 50},
	{pattern: regexp.MustCompile(`(?m)^ *(\d+)  \S.* ms +(\d+)(?:   .*)?$`), number: 2, hop: 1, leastExpected: 2000},
	{pattern: regexp.MustCompile(`Packets over (\d+) bytes vanish between (?:this host|hop (\d+))`), number: 1, hop: 2, behind: 1, leastExpected: 100},
	{pattern: regexp.MustCompile(`Hop (\d+) \(\S+\) .*[,;] (?:but )?(\d+) bytes pass\.`), number: 2, hop: 1, behind: 1, leastExpected: 20},
	{pattern: regexp.MustCompile(`Warning: (\d+) bytes get to `), number: 1, leastExpected: 1},
	{pattern: regexp.MustCompile(`(\d+) bytes pass on the way there`), number: 1, leastExpected: 1},
	{pattern: regexp.MustCompile(`(?:[Ss]et|reports): MTU (\d+)`), number: 1, leastExpected: 300},
}

// TestNumbersAreProven: in no format of any run a size is said to get to a place that it does not get to.
func TestNumbersAreProven(t *testing.T) {
	seen, most := make([]int, len(claims)), 0
	for _, trial := range trials() {
		if len(judge.Judge(trial)) > 0 {
			continue // the campaign counts what the engine gets wrong
		}
		plain := render.Options{Width: 4000}
		verbose, redacted := plain, plain
		verbose.Verbose, verbose.ASCII, redacted.Redact = true, true, true
		for _, o := range []render.Options{plain, verbose, redacted} {
			text := rendered(t, "text", trial.Result, o)
			for i, c := range claims {
				for _, m := range c.pattern.FindAllStringSubmatch(text, -1) {
					seen[i]++
					n, _ := strconv.Atoi(m[c.number])
					p := theEnd
					if c.hop > 0 {
						hop, _ := strconv.Atoi(m[c.hop]) // 0: this host
						p = place(hop + c.behind)
					}
					if passes := p.most(trial); n > passes {
						t.Errorf("seed %d, %v: %q, %d gets there\n%s", trial.Seed, trial.Setup, m[0], passes, text)
					}
				}
			}
		}
		judgeF(t, trial)
		if judgeMost(t, trial) {
			most++
		}
		judgeJSON(t, trial)
	}
	if most < 10 {
		t.Errorf("%d texts say what can pass at most, which proves nothing", most)
	}
	for i, c := range claims {
		if seen[i] < c.leastExpected {
			t.Errorf("%v: %d times, which proves nothing", c.pattern, seen[i])
		}
	}
}

// judgeMost looks at what is said to be the most that can pass, if anything is: more must not, and that much as far as is told.
func judgeMost(t *testing.T, trial *judge.Trial) (told bool) {
	t.Helper()
	text := rendered(t, "text", trial.Result, render.Options{Width: 4000})
	m := regexp.MustCompile(`at most: MTU (\d+) .* behind hop (\d+) is`).FindStringSubmatch(text)
	if m == nil {
		if strings.Contains(text, "at most: ") {
			t.Errorf("seed %d, %v: a sentence that is not judged\n%s", trial.Seed, trial.Setup, text)
		}
		return false
	}
	n, _ := strconv.Atoi(m[1])
	hop, _ := strconv.Atoi(m[2])
	if passes := theEnd.most(trial); n < passes {
		t.Errorf("seed %d, %v: %q, %d gets there\n%s", trial.Seed, trial.Setup, m[0], passes, text)
	}
	if passes := place(hop).most(trial); n > passes {
		t.Errorf("seed %d, %v: %q, %d gets there\n%s", trial.Seed, trial.Setup, m[0], passes, text)
	}
	return true
}

// judgeF looks at what traceroute's lines say of sizes.
func judgeF(t *testing.T, trial *judge.Trial) {
	t.Helper()
	text := rendered(t, "traceroute", trial.Result, render.Options{Numeric: true})
	for _, m := range regexp.MustCompile(`(?m)^ *(\d+)  .* F=(\d+)`).FindAllStringSubmatch(text, -1) {
		hop, _ := strconv.Atoi(m[1])
		n, _ := strconv.Atoi(m[2])
		if most := place(hop).most(trial); n > most {
			t.Errorf("seed %d, %v: %q, %d gets there\n%s%+v", trial.Seed, trial.Setup, m[0], most, text, trial.Result.Limits)
		}
		if has := provenAt(trial.Result, hop); n > has {
			t.Errorf("seed %d, %v: %q, %d is proven there\n%s%+v", trial.Seed, trial.Setup, m[0], has, text, trial.Result.Limits)
		}
	}
}

// judgeJSON looks at the document.
func judgeJSON(t *testing.T, trial *judge.Trial) {
	t.Helper()
	var d struct {
		PathMTU struct {
			Status string
			Bytes  int
		} `json:"path_mtu"`
		Hops []struct {
			Hop   int
			Bytes int `json:"mtu_bytes"`
		}
		Limits []struct {
			AfterHop *int `json:"after_hop"`
			To       int  `json:"to_bytes"`
		}
		Advice *struct {
			Bytes int `json:"mtu_bytes"`
		}
	}
	if err := json.NewDecoder(strings.NewReader(rendered(t, "json", trial.Result, render.Options{}))).Decode(&d); err != nil {
		t.Fatal(err)
	}
	check := func(what string, n int, p place) {
		if most := p.most(trial); n > most {
			t.Errorf("seed %d, %v: %s %d, %d gets there", trial.Seed, trial.Setup, what, n, most)
		}
	}
	if d.PathMTU.Status == string(pmtu.StatusProven) {
		check("path MTU", d.PathMTU.Bytes, theEnd)
	}
	if d.Advice != nil {
		check("advice", d.Advice.Bytes, theEnd)
	}
	for _, h := range d.Hops {
		check("hop "+strconv.Itoa(h.Hop), h.Bytes, place(h.Hop))
	}
	for _, l := range d.Limits {
		if l.AfterHop != nil {
			check("behind hop "+strconv.Itoa(*l.AfterHop), l.To, place(*l.AfterHop+1))
		}
	}
}
