package wire

import "fmt"

// Describe returns an ICMP message in words, lower case, e.g. "host
// unreachable". A type or code that has no name is given by its numbers.
func Describe(version int, typ, code uint8) string {
	kinds := kinds4
	if version == 6 {
		kinds = kinds6
	}
	k, known := kinds[typ]
	switch {
	case !known:
		return fmt.Sprintf("icmp type %d code %d", typ, code)
	case int(code) < len(k.codes):
		return k.codes[code]
	case len(k.codes) == 0 && code == 0:
		return k.name
	}
	return fmt.Sprintf("%s, code %d", k.name, code)
}

// kind is a type of ICMP message; codes has the words of its codes from 0.
type kind struct {
	name  string
	codes []string
}

// The words follow the RFCs that icmptype.go names, with "network" and "host"
// spelled alike throughout.
var kinds4 = map[uint8]kind{
	TypeEchoReply: {name: "echo reply"},
	TypeUnreachable: {"destination unreachable", []string{
		"network unreachable",
		"host unreachable",
		"protocol unreachable",
		"port unreachable",
		"fragmentation needed",
		"source route failed",
		"network unknown",
		"host unknown",
		"source host isolated",
		"network administratively prohibited",
		"host administratively prohibited",
		"network unreachable for this type of service",
		"host unreachable for this type of service",
		"administratively prohibited",
		"host precedence violation",
		"precedence cutoff in effect",
	}},
	TypeSourceQuench: {name: "source quench"},
	TypeRedirect: {"redirect", []string{
		"redirect for the network",
		"redirect for the host",
		"redirect for the type of service and network",
		"redirect for the type of service and host",
	}},
	TypeEcho: {name: "echo"},
	TypeTimeExceeded: {"time exceeded", []string{
		"time to live exceeded in transit",
		"fragment reassembly time exceeded",
	}},
	TypeParameterProblem: {"parameter problem", []string{
		"parameter problem",
		"required option missing",
		"bad length",
	}},
}

var kinds6 = map[uint8]kind{
	TypeUnreachable6: {"destination unreachable", []string{
		"no route to destination",
		"administratively prohibited",
		"beyond scope of source address",
		"address unreachable",
		"port unreachable",
		"source address failed ingress or egress policy",
		"reject route to destination",
		"error in source routing header",
		"headers too long",
	}},
	TypePacketTooBig6: {name: "packet too big"},
	TypeTimeExceeded6: {"time exceeded", []string{
		"hop limit exceeded in transit",
		"fragment reassembly time exceeded",
	}},
	TypeParameterProblem6: {"parameter problem", []string{
		"erroneous header field",
		"unrecognized next header",
		"unrecognized ipv6 option",
		"first fragment has incomplete header chain", // RFC 7112
		"segment routing upper-layer header error",   // RFC 8754
		"unrecognized next header at intermediate node",
		"extension header too big",
		"extension header chain too long",
		"too many extension headers",
		"too many options in extension header",
		"option too big", // RFC 8883
	}},
	TypeEcho6:      {name: "echo request"},
	TypeEchoReply6: {name: "echo reply"},
}
