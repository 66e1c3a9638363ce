package pmtu

import "fmt"

// Command returns the command that traces what the run asked: its destination, at its port where that is none of
// the usual ones, else by echoes where those were answered.
func (r *Result) Command() string {
	target, port := r.Target.Addr().String(), r.Target.Port()
	switch {
	case given(port):
		return fmt.Sprintf("pmtu %s/%d", target, port)
	case r.Protocol == ICMP:
		return "pmtu --protocol icmp " + target
	}
	return "pmtu " + target
}

// given reports whether a port is one that somebody chose.
func given(port uint16) bool { return port != 0 && port != DefaultPort && port != TracepathPort }
