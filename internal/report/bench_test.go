package report

import (
	"fmt"
	"io"
	"runtime"
	"testing"
)

// BenchmarkResult measures what a result costs in each format.
func BenchmarkResult(b *testing.B) {
	r := fails()
	for _, format := range Names() {
		b.Run(format, func(b *testing.B) {
			rep, err := Open(format, io.Discard, newRun(r).head, Options{})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if err := rep.Result(r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestMemory: memory does not grow with what is finished; prometheus keeps a
// row a target.
func TestMemory(t *testing.T) {
	const targets = 5000
	for _, format := range Names() {
		rep, err := Open(format, io.Discard, newRun().head, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		for i := range targets {
			r := fails()
			r.Target.Label = fmt.Sprint(i)
			if err := rep.Result(r); err != nil {
				t.Fatal(err)
			}
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		each := (int64(after.HeapAlloc) - int64(before.HeapAlloc)) / targets
		most := int64(64)
		if format == "prometheus" {
			most = 1024
		}
		if each > most {
			t.Errorf("%s keeps %d bytes a target", format, each)
		}
		runtime.KeepAlive(rep)
	}
}
