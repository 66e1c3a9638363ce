package errqueue_test

import (
	"errors"
	"net/netip"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/pathmtu/pmtu/errqueue"
)

func TestOpenOptions(t *testing.T) {
	if runtime.GOOS != "linux" {
		_, err := errqueue.Open(errqueue.Options{Network: "udp4"})
		if !errors.Is(err, errors.ErrUnsupported) || !strings.Contains(err.Error(), "needs Linux") {
			t.Errorf("%v, want errors.ErrUnsupported", err)
		}
		return
	}
	v6 := netip.MustParseAddrPort("[::1]:0")
	for _, tt := range []struct {
		name string
		o    errqueue.Options
		want []string // parts of the text
	}{
		{"no family", errqueue.Options{}, []string{"open socket: network: is not set"}},
		{"network", errqueue.Options{Network: "tcp"}, []string{`network "tcp": is none of udp4, udp6, ping4, ping6`}},
		{"source", errqueue.Options{Network: "udp4", Source: v6}, []string{"source ::1: is not of network udp4"}},
		{"label", errqueue.Options{Network: "udp6", FlowLabel: 1 << 20}, []string{"flow label 0x100000: has more than 20 bits"}},
		{
			"label and buffer",
			errqueue.Options{Network: "udp4", FlowLabel: 1, ReadBuffer: -1},
			[]string{"flow label 0x1: IPv4 has none", "buffer -1: is negative"},
		},
	} {
		_, err := errqueue.Open(tt.o)
		var op *errqueue.OpError
		if !errors.As(err, &op) {
			t.Errorf("%s: %v, want an OpError", tt.name, err)
			continue
		}
		for _, part := range tt.want {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: %v, want %q in it", tt.name, err, part)
			}
		}
	}
}

func TestErrorText(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&errqueue.SizeError{Size: 1501, MTU: 1500}, "send packet of 1501 bytes: local MTU is 1500"},
		{&errqueue.SizeError{Size: 1501}, "send packet of 1501 bytes: larger than the local MTU"},
		{&errqueue.OpError{Op: "set", Object: "SO_MARK", Err: syscall.EPERM}, "set SO_MARK: operation not permitted"},
	} {
		if tt.err.Error() != tt.want {
			t.Errorf("%q, want %q", tt.err, tt.want)
		}
	}
	if !errors.Is(&errqueue.SizeError{}, syscall.EMSGSIZE) || !errors.Is(&errqueue.OpError{Err: syscall.EPERM}, syscall.EPERM) {
		t.Error("the errno is not seen")
	}
}
