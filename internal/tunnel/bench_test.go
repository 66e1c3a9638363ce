package tunnel

import "testing"

func BenchmarkParseStack(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseStack("wireguard/ipv6+pppoe", 0); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkInner(b *testing.B) {
	s := mustStack(b, "gre+esp-cbc-sha1:transport+pppoe")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Inner(1500, s); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCalc(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Calc(Request{Stack: "wireguard/ipv6+pppoe", OuterMTU: 1500}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLooksLike(b *testing.B) {
	for name, h := range map[string]Hints{"plain": {}, "hints": {Before: 1492, Position: Middle, Family: IPv4, OtherMTU: 1438}} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				LooksLike(1406, h)
			}
		})
	}
}

func BenchmarkLooksLikeNothing(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		LooksLike(1499, Hints{Before: 1500})
	}
}
