package render

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/internal/golden"
	"github.com/pathmtu/pmtu/pmtu"
)

// arriving is a path to the destination, its last hop, of which is known what arrives at each hop.
func arriving(mtus ...pmtu.MTU) *pmtu.Result {
	r := proven("198.51.100.9", path4, mtus[len(mtus)-1])
	for i, mtu := range mtus {
		r.Hops[i].MTU = mtu
	}
	return r
}

// holeAt is a black hole behind a hop; -1: somewhere.
func holeAt(after int, from, to pmtu.MTU) pmtu.Limit {
	return pmtu.Limit{AfterHop: after, Kind: pmtu.LimitBlackHole, From: from, To: to}
}

// atLeast makes the path MTU one that is not proven to be no more, as far as a hop.
func atLeast(r *pmtu.Result, mtu pmtu.MTU, hops ...pmtu.Hop) *pmtu.Result {
	r.PathMTU.Status, r.PathMTU.MTU, r.HopCount = pmtu.StatusAtLeast, mtu, 0
	if len(hops) > 0 {
		r.Outcome, r.Hops = pmtu.OutcomeSilent, append(r.Hops[:3:3], hops...)
	}
	return r
}

// lonely are the first hops of a run that knows the path MTU, but not how far the destination is.
func lonely(r *pmtu.Result, hops int) *pmtu.Result {
	r.Hops, r.HopCount = r.Hops[:hops], 0
	return r
}

// unheard is a run that does not know this host's own MTU.
func unheard(r *pmtu.Result) *pmtu.Result {
	r.LocalMTU = 0
	return r
}

// The limits of which several rows have some.
var (
	first  = tooBig(0, "10.77.0.1", 1500, 1499, 1499)
	second = tooBig(1, "10.77.0.1", 1499, 1492, 1492)
	third  = tooBig(2, "10.77.0.2", 1492, 1480, 1480)
)

// pipes are paths, and how they are drawn; "": they are not.
var pipes = []struct {
	name   string
	r      *pmtu.Result
	limits []pmtu.Limit
	want   string
}{
	{"nothing narrows", arriving(1500, 1500, 1500, 1500, 1500), nil, ""},
	{"this host does", arriving(1280, 1280, 1280, 1280, 1280), []pmtu.Limit{{Kind: pmtu.LimitLocal, From: 1500, To: 1280}}, ""},
	{"nobody knows where", arriving(1500, 1280, 1280, 1280, 1280), []pmtu.Limit{holeAt(-1, 1500, 1280)}, ""},
	{"this host's number is not known", unheard(arriving(1492, 1492, 1492, 1492, 1492)), []pmtu.Limit{second}, ""},
	{
		"one", arriving(1500, 1500, 1500, 1500, 1280),
		[]pmtu.Limit{tooBig(4, "10.77.0.4", 1500, 1280, 1280)},
		"this host ###### 1500 ###### hop 4 ====== 1280 ====== git.example",
	},
	{
		"at the first link", arriving(1499, 1499, 1499, 1499, 1499),
		[]pmtu.Limit{first},
		"this host (MTU 1500) ====== 1499 ====== git.example",
	},
	{
		"three", arriving(1499, 1492, 1480, 1480, 1480),
		[]pmtu.Limit{first, second, third},
		"this host (MTU 1500) == 1499 == hop 1 -- 1492 -- hop 2 .. 1480 .. git.example",
	},
	{
		"no room", arriving(1499, 1492, 1480, 1400, 1280),
		[]pmtu.Limit{first, second, third, tooBig(3, "10.77.0.3", 1480, 1400, 1400), tooBig(4, "10.77.0.4", 1400, 1280, 1280)},
		"",
	},
	{
		"two at one hop", arriving(1500, 1400, 1400, 1400, 1400),
		[]pmtu.Limit{tooBig(1, "10.77.0.1", 1500, 1492, 1492), holeAt(1, 1492, 1400)},
		"this host ###### 1500 ###### hop 1 ====== 1400 ====== git.example",
	},
	{
		"silent from a hop on", atLeast(arriving(1500, 1500, 1400, 0, 0), 1400, silentHop(4), silentHop(5)),
		[]pmtu.Limit{tooBig(2, "10.77.0.2", 1500, 1400, 1400)},
		"this host ###### 1500 ###### hop 2 ====== 1400 ====== hop 3 ... ?",
	},
	{
		"proven as far as a hop in front of the last", atLeast(arriving(1500, 1500, 1400, 0, 0), 1400, hop(4, "10.77.0.4", 4, 60)),
		[]pmtu.Limit{tooBig(2, "10.77.0.2", 1500, 1400, 1400)},
		"this host ###### 1500 ###### hop 2 ====== 1400 ====== hop 3 ... ?",
	},
	{
		"nothing behind it", atLeast(arriving(1500, 1500, 1500, 0, 0), 1500, silentHop(4)),
		[]pmtu.Limit{tooBig(3, "10.77.0.3", 1500, 0, 1420)},
		"this host ###### 1500 ###### hop 3 ====== ? ====== ?",
	},
	{
		"not proven", atLeast(arriving(1500, 1500, 1500, 1400, 1400), 1400),
		[]pmtu.Limit{tooBig(3, "10.77.0.3", 1500, 0, 1420)},
		"this host ###### 1500 ###### hop 3 ====== >=1400 ====== git.example",
	},
	{
		"what gets to the destination need not be all", atLeast(arriving(1500, 1500, 1500, 1400, 1400), 1399),
		[]pmtu.Limit{tooBig(3, "10.77.0.3", 1500, 1400, 1400)},
		"this host ###### 1500 ###### hop 3 ====== >=1399 ====== git.example",
	},
	{
		"less got there than is said of the path", atLeast(arriving(1500, 1500, 1500, 1400, 1390), 1400),
		[]pmtu.Limit{tooBig(3, "10.77.0.3", 1500, 1400, 1400)},
		"this host ###### 1500 ###### hop 3 ====== >=1390 ====== git.example",
	},
	{
		"less gets to the first", arriving(1500, 1480, 1480, 1400, 1400),
		[]pmtu.Limit{tooBig(3, "10.77.0.3", 1480, 1400, 1400)},
		"this host ###### >=1480 ###### hop 3 ====== 1400 ====== git.example",
	},
	{
		"less gets to the second", arriving(1499, 1480, 1480, 1400, 1400),
		[]pmtu.Limit{first, tooBig(3, "10.77.0.3", 1480, 1400, 1400)},
		"this host (MTU 1500) ====== >=1480 ====== hop 3 ------ 1400 ------ git.example",
	},
	{
		"what passes the first is not known", arriving(1500, 1480, 1480, 1400, 1400),
		[]pmtu.Limit{tooBig(1, "10.77.0.1", 1500, 0, 1499), tooBig(3, "10.77.0.3", 1480, 1400, 1400)},
		"this host ### 1500 ### hop 1 === >=1480 === hop 3 --- 1400 --- git.example",
	},
	{
		"one without a place in front", arriving(1500, 1334, 1334, 1334, 1300),
		[]pmtu.Limit{holeAt(-1, 1500, 1334), tooBig(4, "10.77.0.4", 1334, 1300, 1300)},
		"this host ### 1500 ### somewhere === 1334 === hop 4 --- 1300 --- git.example",
	},
	{
		"and less is proven to get behind it", arriving(1500, 1334, 1334, 1334, 1300),
		[]pmtu.Limit{holeAt(-1, 1500, 1400), tooBig(4, "10.77.0.4", 1334, 1300, 1300)},
		"this host ### 1500 ### somewhere === >=1334 === hop 4 --- 1300 --- git.example",
	},
	{
		"one without a place behind", arriving(1500, 1500, 1420, 1420, 1328),
		[]pmtu.Limit{tooBig(2, "10.77.0.2", 1500, 1420, 1420), holeAt(-1, 1420, 1328)},
		"this host ### 1500 ### hop 2 === 1420 === somewhere --- 1328 --- git.example",
	},
	{
		"nobody tells of one behind", arriving(1429, 1429, 1353, 1353, 1353),
		[]pmtu.Limit{tooBig(0, "10.77.0.1", 1500, 1429, 1429)},
		"this host (MTU 1500) ===== 1429 ===== somewhere ----- 1353 ----- git.example",
	},
	{
		"what passes in front of one without a place is not known", arriving(1500, 1353, 1353, 1353, 1353),
		[]pmtu.Limit{tooBig(1, "10.77.0.1", 1500, 0, 1429), holeAt(-1, 1429, 1353)},
		"this host ###### 1500 ###### hop 1 ====== 1353 ====== git.example",
	},
	{
		"nobody knows how far it is", lonely(arriving(1500, 1500, 1300, 1300, 1300), 2),
		[]pmtu.Limit{tooBig(2, "10.77.0.2", 1500, 1300, 1300)},
		"this host ###### 1500 ###### hop 2 ====== 1300 ====== git.example",
	},
	{
		"nor what gets there", lonely(arriving(1500, 1300, 1300, 1300, 1300), 1),
		[]pmtu.Limit{tooBig(2, "10.77.0.2", 1500, 1300, 1300)},
		"this host ###### >=1300 ###### hop 2 ====== 1300 ====== git.example",
	},
	{"only small probes got there", atLeast(arriving(60, 60, 60, 0, 0), 60), []pmtu.Limit{tooBig(2, "10.77.0.2", 1500, 0, 1400)}, ""},
	{"more passes than there can", arriving(1500, 1500, 1480, 1480, 1480), []pmtu.Limit{tooBig(2, "10.77.0.2", 1500, 1400, 1400)}, ""},
	{"more gets behind one", arriving(1500, 1500, 1480, 1480, 1300), []pmtu.Limit{tooBig(1, "10.77.0.1", 1500, 1400, 1400), tooBig(4, "10.77.0.4", 1480, 1300, 1300)}, ""},
}

// TestPipe: the drawing of a path that gets narrower.
func TestPipe(t *testing.T) {
	for _, tt := range pipes {
		var b bytes.Buffer
		tt.r.Limits = tt.limits
		newText(&b, HeadOf(tt.r), Options{Input: "git.example", ASCII: true}).pipe(tt.r)
		if tt.want != "" {
			tt.want = "  " + tt.want + "\n\n"
		}
		if diff := cmp.Diff(tt.want, b.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		golden.Fits(t, b.Bytes(), DefaultWidth)
	}
}

// TestPipeNarrows: each stretch has another wall, until there is none left.
func TestPipeNarrows(t *testing.T) {
	r := arriving(1500, 1492, 1480, 1400, 1280)
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
	r = arriving(1500, 1280, 1280, 1280, 1280)
	r.Limits = []pmtu.Limit{tooBig(1, "10.77.0.1", 1500, 1280, 1280)}
	var b bytes.Buffer
	newText(&b, HeadOf(r), Options{Input: "a-name-that-is-too-long-for-a-drawing.example"}).pipe(r)
	if !bytes.HasSuffix(b.Bytes(), []byte(" destination\n\n")) {
		t.Errorf("%s", b.Bytes())
	}
}
