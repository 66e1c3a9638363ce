package simnet

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"testing"
)

// frames is a device with frames to be read, which keeps those written.
type frames struct {
	in  [][]byte
	out [][]byte
}

var errBroken = errors.New("broken")

func (f *frames) Read(b []byte) (int, error) {
	if len(f.in) == 0 {
		return 0, io.EOF
	}
	n := copy(b, f.in[0])
	f.in = f.in[1:]
	return n, nil
}

func (f *frames) Write(b []byte) (int, error) {
	f.out = append(f.out, bytes.Clone(b))
	if bytes.Contains(b, []byte("broken")) {
		return 0, errBroken
	}
	return len(b), nil
}

func (f *frames) Close() error { return nil }

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEthernet(t *testing.T) {
	const (
		request   = "ffffffffffff" + "0a0000000005" + "0806" + "0001080006040001" + "0a0000000005" + "0a4dfe02" + "000000000000" + "0a4d6309"
		reply     = "0a0000000005" + "020000000001" + "0806" + "0001080006040002" + "020000000001" + "0a4d6309" + "0a0000000005" + "0a4dfe02"
		probe     = "ffffffffffff" + "0a0000000005" + "0806" + "0001080006040001" + "0a0000000005" + "00000000" + "000000000000" + "0a4dfe02"
		announce  = "ffffffffffff" + "0a0000000005" + "0806" + "0001080006040001" + "0a0000000005" + "0a4dfe02" + "000000000000" + "0a4dfe02"
		answer    = "0a0000000005" + "0a0000000006" + "0806" + "0001080006040002" + "0a0000000005" + "0a4dfe02" + "0a0000000005" + "0a4d6309"
		packet    = "020000000001" + "0a0000000005" + "0800" + "4500"
		packet6   = "020000000001" + "0a0000000005" + "86dd" + "6000"
		discovery = "0180c200000e" + "0a0000000005" + "88cc" + "0207"
	)
	f := &frames{}
	for _, s := range []string{"00", request[:40], request, probe, announce, answer, discovery, packet, packet6} {
		f.in = append(f.in, unhex(t, s))
	}
	e := newEthernet(f)
	for _, want := range []string{"4500", "6000"} {
		b := make([]byte, 100)
		n, err := e.Read(b)
		if got := hex.EncodeToString(b[:n]); got != want || err != nil {
			t.Errorf("read %s, %v; want %s", got, err, want)
		}
	}
	if _, err := e.Read(make([]byte, 10)); !errors.Is(err, io.EOF) {
		t.Errorf("at the end: %v", err)
	}
	for _, s := range []string{"4501", "6001"} {
		if n, err := e.Write(unhex(t, s)); n != 2 || err != nil {
			t.Errorf("wrote %d, %v", n, err)
		}
	}
	want := []string{reply, "0a0000000005" + "020000000001" + "0800" + "4501", "0a0000000005" + "020000000001" + "86dd" + "6001"}
	if len(f.out) != len(want) {
		t.Fatalf("%d frames, want %d", len(f.out), len(want))
	}
	for i, w := range want {
		if got := hex.EncodeToString(f.out[i]); got != w {
			t.Errorf("frame %d: %s, want %s", i, got, w)
		}
	}
	if _, err := e.Write([]byte("broken")); !errors.Is(err, errBroken) {
		t.Errorf("a write that fails: %v", err)
	}
}
