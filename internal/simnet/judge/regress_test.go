package judge

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

var families = []pmtu.Family{pmtu.IPv4, pmtu.IPv6}

// TestRegressions runs the networks over which a trace once said what is not
// so, or had no answer that it should have had. Their first line says which,
// and begins with "open" where it still is so, with "by echo" or "by auto" where the run's
// probes are that, with "within" where it has less time, with "check" and a size where it is one of pmtu check, which "by echo"
// or "by auto" may follow, as it may "open". What is grave cannot be open.
func TestRegressions(t *testing.T) {
	files, err := filepath.Glob("testdata/regressions/*.net")
	if err != nil || len(files) == 0 {
		t.Fatalf("no networks: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		n, err := simnet.Parse(file, text)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range families {
			if n.Has(f) {
				name := strings.TrimSuffix(filepath.Base(file), ".net")
				t.Run(name+"/"+f.String(), func(t *testing.T) {
					trial := Try(n, Setup{Family: f, Seed: 1, Protocol: protocolOf(text), Within: withinOf(text), Require: requireOf(text)}, nil)
					hold(t, trial, bytes.HasPrefix(text, []byte("# open")))
				})
			}
		}
	}
}

// withinOf is how long the run may take, as in "# within 6s: ..."; 0: as long as all.
func withinOf(text []byte) time.Duration {
	if rest, ok := bytes.CutPrefix(text, []byte("# within ")); ok {
		word, _, _ := strings.Cut(string(rest), ":")
		d, _ := time.ParseDuration(word)
		return d
	}
	return 0
}

// requireOf is the size that a check asks for, as in "# check 1400: ..."; 0: it is a trace.
func requireOf(text []byte) (size pmtu.MTU) {
	fmt.Sscanf(string(text), "# check %d", &size)
	return size
}

// protocolOf is what the probes of a regression are made of.
func protocolOf(text []byte) pmtu.Protocol {
	if size := requireOf(text); size > 0 {
		text = append([]byte("#"), bytes.TrimPrefix(text, fmt.Appendf(nil, "# check %d", size))...)
	}
	if rest, ok := bytes.CutPrefix(text, []byte("# open by")); ok {
		text = append([]byte("# by"), rest...)
	}
	switch {
	case bytes.HasPrefix(text, []byte("# by echo")):
		return pmtu.ICMP
	case bytes.HasPrefix(text, []byte("# by auto")):
		return pmtu.Auto
	}
	return pmtu.UDP
}

// hold fails for what is wrong with a run. Where that is open, only what is grave fails.
func hold(t testing.TB, trial *Trial, open bool) {
	t.Helper()
	for _, f := range Judge(trial) {
		if open && Grave(f) {
			t.Errorf("open, but this cannot be: %s: %s", f.Rule, f.Text)
		}
	}
	if list := faults(trial); open && len(list) > 0 && !t.Failed() {
		t.Skip("open: ", list[0])
	}
	for _, s := range faults(trial) {
		t.Error(s)
	}
}

// faults are all that is wrong with a run, the want of an answer among it.
func faults(t *Trial) []string {
	var list []string
	for _, f := range Judge(t) {
		list = append(list, f.Rule+": "+f.Text)
	}
	if Fair(t) && Inconclusive(t) {
		list = append(list, "no answer, though there is nothing but "+Cause(t))
	}
	return list
}
