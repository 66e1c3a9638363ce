package render

import (
	"io"
	"testing"
)

// BenchmarkRender renders a path of five hops with two limits, and the lines
// of tracepath for such a path.
func BenchmarkRender(b *testing.B) {
	for _, format := range Names() {
		s := sample{result: twoLimits(), o: Options{Name: nameOf}}
		if format == "tracepath" {
			s = traceSituations()[1]
		}
		b.Run(format, func(b *testing.B) {
			f, err := Get(format)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if err := f(io.Discard, s.result, s.o); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkEscape(b *testing.B) {
	for name, s := range map[string]string{"clean": "r1.example", "hostile": "a\x1b[31m\u202e.example"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				EscapeName(s)
			}
		})
	}
}
