package wire

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestPcapWriter(t *testing.T) {
	var out bytes.Buffer
	p, err := NewPcapWriter(&out)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Unix(1767323045, 678000009)
	for _, b := range [][]byte{{0x45, 1, 2}, {0x60}} {
		if err := p.WritePacket(at, b); err != nil {
			t.Fatal(err)
		}
	}
	want := packet(t, `
		a1b23c4d 0002 0004 00000000 00000000 00040000 00000065 // nanoseconds, 2.4, LINKTYPE_RAW
		695735a5 28697589 00000003 00000003 450102
		695735a5 28697589 00000001 00000001 60`)
	if diff := cmp.Diff(want, out.Bytes()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// limited fails when it is written to more often than it allows.
type limited struct{ writes int }

func (l *limited) Write(b []byte) (int, error) {
	if l.writes--; l.writes < 0 {
		return 0, io.ErrClosedPipe
	}
	return len(b), nil
}

func TestPcapWriterFails(t *testing.T) {
	if _, err := NewPcapWriter(&limited{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("header: %v", err)
	}
	p, err := NewPcapWriter(&limited{writes: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.WritePacket(time.Unix(0, 0), []byte{0x45}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("packet: %v", err)
	}
}
