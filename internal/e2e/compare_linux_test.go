package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/internal/lab"
	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// comparison is one run of both programs with the same arguments on the same network.
type comparison struct {
	network string
	family  pmtu.Family
	flags   []string
}

func (c comparison) String() string {
	return fmt.Sprintf("%s/%s/%s", c.network, c.family, strings.Join(c.flags, " "))
}

// rounds is how often a pair of runs is tried. On a busy machine iputils
// prints the line of the first hop once, twice or three times, as its process
// happens to be scheduled; fewer run at the same time in each round.
var rounds = []int{32, 8, 2, 1, 1}

// TestComparedWithTracepath runs the installed tracepath and the built one
// behind networks of internal/simnet, each in a namespace of its own, which
// knows no path MTU yet. Texts are the same but for the times, and so are exit
// codes.
func TestComparedWithTracepath(t *testing.T) {
	if testing.Short() {
		t.Skip("short: real time")
	}
	installed := installedTracepath(t)
	behind(t, load(t, "plain-1")) // skips where there are no namespaces
	all := comparisons(t)
	left, again := all, 0
	pairs := map[string]pair{}
	for _, slots := range rounds {
		for i, p := range runAll(left, installed, slots) {
			pairs[left[i].String()] = p
		}
		left = slices.DeleteFunc(slices.Clone(left), func(c comparison) bool {
			p := pairs[c.String()]
			return p.err == nil && same(p)
		})
		again += len(left)
	}
	networks, stuttered := map[string]bool{}, 0
	for _, c := range all {
		networks[c.network] = true
		p := pairs[c.String()]
		if p.err == nil && !same(p) && sameButRepeats(p) {
			stuttered++
		}
		t.Run(c.String(), func(t *testing.T) {
			needs(t, p.err)
			compare(t, p)
		})
	}
	if stuttered > len(all)/10 {
		t.Errorf("iputils repeated lines of %d runs of %d each time: that is not luck", stuttered, len(all))
	}
	t.Logf("measured: text and exit code of tracepath on %d networks, %d runs, %d of them repeated", len(networks), len(all), again)
}

// installedTracepath finds the tracepath of iputils, or skips the test.
func installedTracepath(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("tracepath")
	if err != nil {
		lab.Lacking(t, fmt.Errorf("iputils tracepath is not installed (Debian, Ubuntu: apt-get install iputils-tracepath): %w", err))
	}
	out, err := exec.Command(path, "-V").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "iputils") {
		lab.Lacking(t, fmt.Errorf("%s is not that of iputils: %s", path, out))
	}
	version, _, _ := strings.Cut(string(out), "\n")
	t.Logf("%s: %s", path, version)
	return path
}

// comparisons lists what is compared: every network of compared with -n, and
// every flag on some networks.
func comparisons(t *testing.T) []comparison {
	var all []comparison
	for _, name := range compared {
		for _, f := range families(load(t, name)) {
			flags := []string{"-n"}
			if hops, ok := lastHop[name]; ok {
				flags = append(flags, "-m", hops)
			}
			all = append(all, comparison{name, f, flags})
		}
	}
	for _, o := range withFlags {
		for _, f := range families(load(t, o.network)) {
			all = append(all, comparison{o.network, f, o.flags})
		}
	}
	// What takes long is begun first.
	slow := func(c comparison) int {
		if strings.Contains(c.network, "silent") || strings.Contains(c.network, "black-hole") || strings.Contains(c.network, "rate") {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(all, func(a, b comparison) int { return slow(a) - slow(b) })
	return all
}

// pair is what the two programs left behind.
type pair struct {
	theirs, ours output
	err          error
}

// runAll runs comparisons, not more than so many programs at the same time.
func runAll(all []comparison, installed string, slots int) []pair {
	pairs := make([]pair, len(all))
	errs := make([][2]error, len(all))
	free := make(chan struct{}, slots)
	var done sync.WaitGroup
	for i, c := range all {
		free <- struct{}{}
		done.Go(func() {
			defer func() { <-free }()
			pairs[i].theirs, errs[i][0] = runComparison(c, installed)
		})
		free <- struct{}{}
		done.Go(func() {
			defer func() { <-free }()
			pairs[i].ours, errs[i][1] = runComparison(c, tracepathPath())
		})
	}
	done.Wait()
	for i := range pairs {
		pairs[i].err = errors.Join(errs[i][:]...)
	}
	return pairs
}

// runComparison runs one program on a network of its own.
func runComparison(c comparison, program string) (output, error) {
	n, err := loadSlower(c.network)
	if err != nil {
		return output{}, err
	}
	ns, err := newWorld(n, simnet.TUNOptions{})
	if err != nil {
		return output{}, err
	}
	out, err := run(ns, program, slices.Concat(c.flags, []string{n.Target(c.family).String()})...)
	if closeErr := ns.Close(); err == nil {
		err = closeErr
	}
	return out, err
}

// loadSlower loads a network and moves its first router two milliseconds
// away. iputils prints the line of a hop that answers at once one, two or three
// times, as its process happens to be scheduled.
func loadSlower(name string) (*simnet.Network, error) {
	text, err := os.ReadFile(filepath.Join("../simnet/testdata/networks", name+".net"))
	if err != nil {
		return nil, err
	}
	if !bytes.Contains(text, []byte("hops 1\n")) {
		text = append(text, "hop 1 delay=2ms\n"...)
	}
	return simnet.Parse(name, text)
}

// sameButRepeats says whether text and exit code are the same but for lines that
// iputils printed more than once: it asks a hop again whose error comes between two of its looks,
// and nothing that a test could wait for keeps a machine from being that busy in every round.
func sameButRepeats(p pair) bool {
	return strings.Join(unrepeated(p.theirs.stdout), "") == strings.Join(unrepeated(p.ours.stdout), "") &&
		maskNames(p.theirs.stderr) == maskNames(p.ours.stderr) && p.theirs.code == p.ours.code
}

// unrepeated returns the lines of a text, times masked, each once where it is there several times in a row.
func unrepeated(text string) []string {
	return slices.Compact(slices.Collect(strings.Lines(maskTimes(text))))
}

// same says whether text and exit code are the same.
func same(p pair) bool {
	return maskTimes(p.theirs.stdout) == maskTimes(p.ours.stdout) &&
		maskNames(p.theirs.stderr) == maskNames(p.ours.stderr) && p.theirs.code == p.ours.code
}

// compare fails the test where ours is not as theirs.
func compare(t *testing.T, p pair) {
	t.Helper()
	if !same(p) && sameButRepeats(p) {
		t.Logf("the same but for lines that iputils repeats:\n%s", p.theirs.stdout)
		return
	}
	theirs, ours := p.theirs, p.ours
	if diff := cmp.Diff(maskTimes(theirs.stdout), maskTimes(ours.stdout)); diff != "" {
		t.Errorf("standard output (-iputils +pmtu):\n%s\niputils:\n%s\npmtu:\n%s%s", diff, theirs.stdout, ours.stdout, ours.stderr)
	}
	if diff := cmp.Diff(maskNames(theirs.stderr), maskNames(ours.stderr)); diff != "" {
		t.Errorf("standard error (-iputils +pmtu):\n%s", diff)
	}
	if theirs.code != ours.code {
		t.Errorf("exit code %d, iputils has %d", ours.code, theirs.code)
	}
}

var (
	times = regexp.MustCompile(`(?:[ 0-9]{2}[0-9]|[0-9]{4,})\.[0-9]{3}ms`)
	names = regexp.MustCompile(`(?m)^\S*tracepath: `)
)

// maskTimes replaces times and keeps their width, which iputils sets to 9.
func maskTimes(text string) string { return times.ReplaceAllString(text, "###.###ms") }

// maskNames replaces the path by which the program was called.
func maskNames(text string) string { return names.ReplaceAllString(text, "tracepath: ") }

func TestUnrepeated(t *testing.T) {
	const ours = " 1?: [LOCALHOST]  pmtu 1500\n 1:  10.77.0.1      0.123ms \n 2:  10.77.0.2      0.323ms \n"
	theirs := strings.Replace(ours, "0.323ms \n", "0.323ms \n 2:  10.77.0.2      1.234ms \n", 1)
	p := pair{theirs: output{stdout: theirs}, ours: output{stdout: ours}}
	if same(p) || !sameButRepeats(p) {
		t.Errorf("a line that is there twice: %q", unrepeated(theirs))
	}
	p.theirs.stdout = strings.Replace(theirs, "2:  10.77.0.2", "2:  10.77.0.3", 1)
	if sameButRepeats(p) {
		t.Error("another address passes for a line that is there twice")
	}
	p.theirs = output{stdout: theirs, code: 1}
	if sameButRepeats(p) {
		t.Error("another exit code passes")
	}
}

func TestMaskTimes(t *testing.T) {
	for text, want := range map[string]string{
		" 1:  10.77.0.1      0.123ms \n":          " 1:  10.77.0.1    ###.###ms \n",
		" 9:  10.77.99.9    32.125ms reached\n":   " 9:  10.77.99.9   ###.###ms reached\n",
		" 9:  10.77.99.9  1032.125ms reached\n":   " 9:  10.77.99.9  ###.###ms reached\n",
		"     Resume: pmtu 1400 hops 9 back 9 \n": "     Resume: pmtu 1400 hops 9 back 9 \n",
	} {
		if got := maskTimes(text); got != want {
			t.Errorf("masked %q is %q, want %q", text, got, want)
		}
	}
}
