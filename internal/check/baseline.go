package check

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"strings"

	"github.com/pathmtu/pmtu/internal/resolve"
	"github.com/pathmtu/pmtu/pmtu"
)

// maxBaseline bounds an earlier report, in bytes: some 100,000 targets.
const maxBaseline = 512 << 20

// earlier is what an earlier run knew of a path: what is compared of its
// document (doc/schema).
type earlier struct {
	Event  string `json:"event"`
	Target struct {
		Input   string `json:"input"`
		Name    string `json:"name"`
		Address string `json:"address"`
		Port    uint16 `json:"port"`
	} `json:"target"`
	Redacted bool   `json:"redacted"`
	Family   string `json:"family"`
	Protocol string `json:"protocol"`
	Outcome  string `json:"outcome"`
	PathMTU  struct {
		Status string   `json:"status"`
		Bytes  pmtu.MTU `json:"bytes"`
	} `json:"path_mtu"`
	HopCount int `json:"hop_count"`
	Limits   []struct {
		AfterHop *int     `json:"after_hop"`
		Address  string   `json:"address"`
		Kind     string   `json:"kind"`
		To       pmtu.MTU `json:"to_bytes"`
	} `json:"limits"`
	Check struct {
		Name string `json:"name"`
	} `json:"check"`
}

// Baseline is an earlier report, to compare with. A nil Baseline is empty.
type Baseline struct {
	paths map[string][]*earlier // by host and family
	known map[string][]*earlier // the same with those that had no run
	all   []*earlier            // these as they were read
}

// ReadBaseline reads the JSON or the JSON lines of pmtu check or of pmtu
// trace, also several one behind the other. It returns an error where there is nothing to
// compare with.
func ReadBaseline(in io.Reader) (*Baseline, error) {
	b := &Baseline{paths: make(map[string][]*earlier), known: make(map[string][]*earlier)}
	bounded := &io.LimitedReader{R: in, N: maxBaseline + 1}
	d := json.NewDecoder(bounded)
	n := 0
	for {
		var v struct {
			Schema int `json:"schema"`
			earlier
			Results []*earlier `json:"results"`
		}
		err := d.Decode(&v)
		switch {
		case bounded.N <= 0:
			return nil, fmt.Errorf("more than %d MiB", maxBaseline>>20)
		case errors.Is(err, io.EOF) && n == 0:
			return nil, errors.New("no result in it")
		case errors.Is(err, io.EOF):
			return b, nil
		case err != nil:
			return nil, fmt.Errorf("not the JSON of pmtu check or pmtu trace: %w", err)
		case v.Redacted:
			return nil, errors.New("it is redacted: its addresses are not the real ones")
		}
		for _, e := range append(v.Results, &v.earlier) {
			if e == nil {
				continue
			}
			b.remember(e)
			if b.add(e) {
				n++
			}
		}
	}
}

// add keeps a result that there was a run for.
func (b *Baseline) add(e *earlier) bool {
	if e.Target.Input == "" || e.Event != "" && e.Event != "result" || e.Outcome == "" {
		return false
	}
	k := pathKey(e.Target.Input, e.Family)
	b.paths[k] = append(b.paths[k], e)
	return true
}

// pathKey is the host without its port, and the family.
func pathKey(input, family string) string {
	host, _, _ := strings.Cut(input, "/")
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if a, err := netip.ParseAddr(host); err == nil {
		host = a.Unmap().String()
	}
	return strings.ToLower(host) + " " + family
}

// find returns what was known of a path: of all with the same host and family
// the one that is most like it. A name may have another address by now, and a run
// another protocol; the port must be the same where both have one.
func (b *Baseline) find(r *Result) *earlier {
	if b == nil || r.Trace == nil {
		return nil
	}
	addr := r.Trace.Target.Addr().Unmap()
	var best *earlier
	most := -1
	for _, e := range b.paths[pathKey(r.Target.Input, resolve.FamilyOf(addr).String())] {
		if port := r.Trace.Target.Port(); e.Target.Port != 0 && r.Trace.Protocol != pmtu.ICMP && e.Target.Port != port {
			continue
		}
		like := 0
		if e.Target.Address == addr.String() {
			like += 4
		}
		if e.Protocol == r.Trace.Protocol.String() {
			like += 2
		}
		if e.Check.Name == r.Target.Label {
			like++
		}
		if like >= most { // the last of equals is the latest
			best, most = e, like
		}
	}
	return best
}
