package render

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/internal/golden"
	"github.com/pathmtu/pmtu/pmtu"
)

// TestPipe: the drawing of a path that gets narrower.
func TestPipe(t *testing.T) {
	five := []pmtu.Limit{
		tooBig(0, "10.77.0.1", 1500, 1499, 1499), tooBig(1, "10.77.0.1", 1499, 1492, 1492), tooBig(2, "10.77.0.2", 1492, 1480, 1480),
		tooBig(3, "10.77.0.3", 1480, 1400, 1400), tooBig(4, "10.77.0.4", 1400, 1280, 1280),
	}
	reached := proven("198.51.100.9", path4, 1280)
	silent := silentDestination()
	far := proven("198.51.100.9", path4, 1400)
	silentBehind := base("198.51.100.9")
	silentBehind.Hops = []pmtu.Hop{hop(1, "10.77.0.1", 4, 1500), silentHop(2)}
	unheard := base("198.51.100.9")
	unheard.LocalMTU = 0
	for _, tt := range []struct {
		name   string
		r      *pmtu.Result
		limits []pmtu.Limit
		want   string
	}{
		{"nothing narrows", reached, nil, ""},
		{"this host does", reached, []pmtu.Limit{{Kind: pmtu.LimitLocal, From: 1500, To: 1280}}, ""},
		{"nobody knows where", reached, []pmtu.Limit{{AfterHop: -1, Kind: pmtu.LimitBlackHole, From: 1500, To: 1280}}, ""},
		{"this host's number is not known", unheard, five[1:2], ""},
		{"one", reached, five[4:], "  this host ###### 1500 ###### hop 4 ====== 1280 ====== git.example\n\n"},
		{"at the first link", reached, five[:1], "  this host (MTU 1500) ====== 1499 ====== git.example\n\n"},
		{"four", reached, five[:3], "  this host (MTU 1500) == 1499 == hop 1 -- 1492 -- hop 2 .. 1480 .. git.example\n\n"},
		{"no room", reached, five, ""},
		{"two at one hop", reached, []pmtu.Limit{five[1], {AfterHop: 1, Kind: pmtu.LimitBlackHole, From: 1492, To: 1400}}, "  this host ###### 1500 ###### hop 1 ====== 1400 ====== git.example\n\n"},
		{"silent from a hop on", silent, silent.Limits, "  this host ###### 1500 ###### hop 1 ====== 1420 ====== hop 2 ... ?\n\n"},
		{"not proven", far, []pmtu.Limit{tooBig(3, "10.77.0.3", 1500, 0, 1420)}, "  this host ###### 1500 ###### hop 3 ====== >=1400 ====== git.example\n\n"},
		{"nothing behind it", silentBehind, []pmtu.Limit{tooBig(1, "10.77.0.1", 1500, 0, 1420)}, "  this host ###### 1500 ###### hop 1 ====== ? ====== ?\n\n"},
	} {
		var b bytes.Buffer
		tt.r.Limits = tt.limits
		newText(&b, HeadOf(tt.r), Options{Input: "git.example", ASCII: true}).pipe(tt.r)
		if diff := cmp.Diff(tt.want, b.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		golden.Fits(t, b.Bytes(), DefaultWidth)
	}
}

// TestPipeNarrows: each stretch has another wall, until there is none left.
func TestPipeNarrows(t *testing.T) {
	r := proven("198.51.100.9", path4, 1280)
	for i, to := range []pmtu.MTU{1492, 1480, 1400, 1280} {
		r.Limits = append(r.Limits, tooBig(i+1, path4[i], to+8, to, uint32(to)))
	}
	for ascii, want := range map[bool]string{
		false: "  this host ████ 1500 ████ hop 1 ▄▄▄▄ 1492 ▄▄▄▄ hop 2 ════ 1480 ════ hop 3 ──── 1400 ──── hop 4 ──── 1280 ──── a\n\n",
		true:  "  this host #### 1500 #### hop 1 ==== 1492 ==== hop 2 ---- 1480 ---- hop 3 .... 1400 .... hop 4 .... 1280 .... a\n\n",
	} {
		var b bytes.Buffer
		newText(&b, HeadOf(r), Options{Input: "a", ASCII: ascii, Width: 118}).pipe(r)
		if diff := cmp.Diff(want, b.String()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	r.Limits = r.Limits[:1]
	var b bytes.Buffer
	newText(&b, HeadOf(r), Options{Input: "a-name-that-is-too-long-for-a-drawing.example"}).pipe(r)
	if !bytes.HasSuffix(b.Bytes(), []byte(" destination\n\n")) {
		t.Errorf("%s", b.Bytes())
	}
}
