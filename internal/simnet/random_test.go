package simnet

import (
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// Random makes the same network of the same seed, and others of others.
func TestRandom(t *testing.T) {
	texts := make(map[string]bool)
	for seed := range uint64(200) {
		text := RandomText(seed)
		if text != RandomText(seed) {
			t.Fatalf("seed %d: two texts", seed)
		}
		texts[text] = true
		if n := Random(seed); n.Name() == "" || !n.Has(pmtu.IPv4) {
			t.Errorf("seed %d: %q", seed, n.Name())
		}
	}
	if len(texts) != 200 {
		t.Errorf("%d texts of 200 seeds", len(texts))
	}
}

// Everything that may keep a tool from the truth occurs, and is parsed.
func TestRandomVariety(t *testing.T) {
	words := map[string]int{
		" loss=": 0, "back-loss=": 0, "silent=yes": 0, "ptb=dropped": 0, "ptb=mtu": 0, "ptb=size": 0, "ptb-from=": 0, "ptb-limit=": 0,
		"limit=1/1s": 0, "limit=none": 0, "return=": 0, "quote=": 0, "damage=": 0, "rewrite=": 0, "rewrite-port=": 0, "forge ": 0, "copies=": 0,
		"pick=packet": 0, "pick=flow": 0, "mpls=": 0, "udp=silent": 0, "udp=echo": 0, "back-mtu=": 0, "unreachable4=": 0, "loop ": 0,
		"families ipv4": 0, "local mtu=": 0, "local link=": 0, "slow=": 0, "hops 1\n": 0, "hops 25\n": 0, "...": 0,
	}
	for seed := range uint64(3000) {
		text := RandomText(seed)
		if _, err := Parse("random", []byte(text)); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for w := range words {
			if strings.Contains(text, w) {
				words[w]++
			}
		}
	}
	for w, n := range words {
		if n < 10 {
			t.Errorf("%q in %d of 3000 networks", w, n)
		}
	}
}

// What Truth says of random networks is what happens in them.
func TestTruthOfRandomNetworks(t *testing.T) {
	for seed := range uint64(1000) {
		for _, f := range families {
			n := Random(seed)
			if n.Has(f) {
				t.Run(n.Name()+"/"+f.String(), func(t *testing.T) { checkTruth(t, n, f) })
			}
		}
	}
}

func TestTruthOfLoop(t *testing.T) {
	n := parse(t, "hops 9\nhop 4 mtu=1400\nloop 3-5")
	truth := n.Truth(n.testFlow(pmtu.IPv4))
	if truth.LoopTo != 3 || len(truth.Hops) != 5 || truth.PathMTU != 1400 {
		t.Fatalf("%+v", truth)
	}
	for hop, want := range map[int]struct{ router, mtu int }{1: {1, 1500}, 4: {4, 1500}, 5: {5, 1400}, 6: {3, 1400}, 7: {4, 1400}, 9: {3, 1400}, 30: {3, 1400}} {
		h, ok := truth.At(hop)
		if !ok || h.MTU != pmtu.MTU(want.mtu) || h.Addrs[0] != hostAddr(pmtu.IPv4, want.router, false) {
			t.Errorf("hop %d: %+v, want router %d, MTU %d", hop, h, want.router, want.mtu)
		}
		a := one(t, bare(n), 0, udp(n, pmtu.IPv4, hop, 60))
		if !ok || a.from != h.Addrs[0] {
			t.Errorf("hop %d: %v answers, truth says %v", hop, a.from, h.Addrs)
		}
	}
	plain := parse(t, "hops 3").Truth(n.testFlow(pmtu.IPv4))
	if _, ok := plain.At(4); ok {
		t.Error("something is behind the destination")
	}
	if _, ok := plain.At(0); ok {
		t.Error("there is a hop 0")
	}
}

func TestFirstLink(t *testing.T) {
	eachFamily(t, "hops 3\nlocal mtu=9000 link=1492\nhop all mtu=9000", func(t *testing.T, n *Network, f pmtu.Family) {
		one(t, n, 0, udp(n, f, 1, 1492))
		none(t, n, 0, udp(n, f, 1, 1493))
		truth := n.Truth(n.testFlow(f))
		if want := (TruthLimit{From: 9000, To: 1492, Silent: true}); len(truth.Limits) != 1 || truth.Limits[0] != want {
			t.Errorf("limits %+v, want %+v", truth.Limits, want)
		}
	})
	if truth := parse(t, "hops 2\nlocal link=2000").Truth(Flow{Dst: probe(parse(t, "hops 2"), pmtu.IPv4, 1, 1).Target}); len(truth.Limits) != 0 || truth.PathMTU != 1500 {
		t.Errorf("a link that is wider than its device: %+v", truth)
	}
}

// testFlow is the flow of the probes of tests.
func (n *Network) testFlow(f pmtu.Family) Flow { return Flow{Dst: probe(n, f, 1, 1).Target} }

func TestTraits(t *testing.T) {
	for text, want := range map[string]Traits{
		"hops 3":                                                    {},
		"hops 3\nhop 2 loss=1%":                                     {Loss: true},
		"hops 3\ndest back-loss=1%":                                 {Loss: true},
		"hops 3\nhop 1 limit=1/1s":                                  {Limited: true},
		"hops 3\nhop 1 limit=none":                                  {},
		"hops 3\nhop 1 ptb-limit=1/1s":                              {Limited: true},
		"hops 3\nhop 1 mtu=1400 ptb=dropped":                        {},
		"hops 3\nhop 1 mtu=1400 ptb=mtu,dropped":                    {Lies: true},
		"hops 3\nhop 1 mtu=1400 ptb=0":                              {Lies: true},
		"hops 3\nhop 1 mtu=1400 ptb-from=66":                        {Lies: true},
		"hops 3\nhop 1 quote=minimal":                               {ShortQuotes: true},
		"hops 3\nhop 1 quote=16":                                    {},
		"hops 3\nhop 1 damage=zeroed":                               {ShortQuotes: true},
		"hops 3\nhop 1 rewrite=198":                                 {Rewritten: true},
		"hops 3\ndest udp=4":                                        {Data: true},
		"hops 3\ndest udp=echo back-mtu=1300":                       {Data: true, Mirror: true, BackLimit: true},
		"hops 3\ndest back-mtu=1300":                                {BackLimit: true},
		"hops 3\nforge token":                                       {Forged: true},
		"hops 3\ndest udp=echo back-mtu=1300 back-large=fragmented": {Data: true, Mirror: true},
	} {
		if got := parse(t, text).Traits(pmtu.IPv4); got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}

// Only reports that got back, and that can be believed, are counted.
func TestTooBigSent(t *testing.T) {
	for text, want := range map[string]int{
		"hops 3\nhop 1 mtu=1400":                 3,
		"hops 3\nhop 1 mtu=1400 ptb=dropped,mtu": 2,
		"hops 3\nhop 1 mtu=1400 ptb-limit=1/1s":  1,
		"hops 3\nhop 1 mtu=1400 damage=short":    0,
		"hops 3\nhop 1 mtu=1400 back-loss=100%":  0,
	} {
		eachFamily(t, text, func(t *testing.T, n *Network, f pmtu.Family) {
			for range 3 {
				send(t, n, 0, udp(n, f, 64, 1500))
			}
			if got := n.TooBigSent(f, 1); got != want {
				t.Errorf("%q: %d, want %d", text, got, want)
			}
		})
	}
}
