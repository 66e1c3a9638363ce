package errqueue_test

import (
	"fmt"
	"log"
	"net/netip"

	"github.com/pathmtu/pmtu/errqueue"
	"github.com/pathmtu/pmtu/errqueue/errqueuetest"
)

// Parse decodes what recvmsg(2) with MSG_ERRQUEUE returned.
func ExampleParse() {
	// The bytes that the kernel would have written: a router's next link
	// takes 1420 bytes.
	var oob errqueuetest.Control
	oob.HopLimit4(61).Error4(errqueuetest.Error{
		Errno: 90, Origin: errqueue.OriginICMP, Type: 3, Code: 4, Info: 1420,
		Offender: netip.MustParseAddr("10.77.0.3"),
	})

	var m errqueue.Message
	if err := errqueue.Parse(oob.Bytes(), &m); err != nil {
		log.Fatal(err)
	}
	fmt.Println(m.Offender, "claims", m.Info, "bytes; its message had", m.HopLimit, "hops left")
	// Output:
	// 10.77.0.3 claims 1420 bytes; its message had 61 hops left
}
