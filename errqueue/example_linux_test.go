package errqueue_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"log"
	"net"
	"net/netip"
	"syscall"
	"time"

	"github.com/pathmtu/pmtu/errqueue"
)

// A datagram to a closed port comes back as an error that quotes it.
func Example() {
	c, err := errqueue.Open(errqueue.Options{Network: "udp4"})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()

	// A port that nobody listens on.
	l, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		log.Fatal(err)
	}
	to := l.LocalAddr().(*net.UDPAddr).AddrPort()
	l.Close()

	token := binary.BigEndian.AppendUint64(nil, 0x0123456789abcdef)
	if err := c.Send(token, to, 64); err != nil {
		log.Fatal(err)
	}

	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	var m errqueue.Message
	if err := c.Recv(ctx, &m); err != nil {
		log.Fatal(err)
	}
	fmt.Println(syscall.Errno(m.Errno), "from", m.Offender)
	fmt.Printf("ICMP type %d code %d, %d hops left\n", m.Type, m.Code, m.HopLimit)
	fmt.Printf("quoted %x, to our target: %v\n", m.Payload, m.Peer == to)
	// Output:
	// connection refused from 127.0.0.1
	// ICMP type 3 code 3, 64 hops left
	// quoted 0123456789abcdef, to our target: true
}

// A datagram larger than the MTU of the interface is refused with that MTU.
func ExampleSizeError() {
	c, err := errqueue.Open(errqueue.Options{Network: "udp4"})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()

	err = c.Send(make([]byte, 65508), netip.MustParseAddrPort("127.0.0.1:9"), 64)
	if size, ok := err.(*errqueue.SizeError); ok {
		fmt.Println(size.Size, "bytes do not fit")
	}
	// Output:
	// 65536 bytes do not fit
}
