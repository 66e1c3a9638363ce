package host

import (
	"errors"
	"io/fs"
	"os"
)

// ReadCounters reads the counters of the calling thread's network namespace.
// It does not block. Without IPv6, those of IPv6 are missing. The error is
// *Error where nothing at all could be read.
func ReadCounters() (Counters, error) {
	snmp, err4 := readNet("snmp")
	snmp6, err6 := readNet("snmp6")
	netstat, _ := readNet("netstat") // it has the lesser ones
	if err4 != nil && err6 != nil {
		return Counters{}, &Error{Op: "read", Object: "counters", Err: err4}
	}
	return parseCounters(snmp, snmp6, netstat), nil
}

// readNet reads a file of /proc/net, which is the namespace of the process;
// that of the thread, which a test may have moved, is elsewhere (since Linux 3.17).
func readNet(name string) (string, error) {
	text, err := os.ReadFile("/proc/thread-self/net/" + name)
	if errors.Is(err, fs.ErrNotExist) {
		text, err = os.ReadFile("/proc/net/" + name)
	}
	return string(text), err
}
