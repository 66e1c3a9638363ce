package wire

import "fmt"

// Mark returns the mark by which traceroute-like programs show an ICMP error:
//
//	!N  network unreachable, unknown or isolated; no route
//	!H  host or address unreachable or unknown; beyond the scope
//	!A  administratively prohibited, by policy or by a reject route
//	!P  protocol unreachable, parameter problem
//
// and "!<code>" for another destination unreachable, "!<type-code>" for all the
// rest. It is "" for what is an answer and no failure: time exceeded in
// transit, packet too big, port unreachable, echo and echo reply. It depends on
// type and code only, unlike TracepathMark.
func Mark(version int, typ, code uint8) string {
	if IsTimeExceeded(version, typ, code) || IsPacketTooBig(version, typ, code) || IsPortUnreachable(version, typ, code) {
		return ""
	}
	if version == 6 {
		return mark6(typ, code)
	}
	return mark4(typ, code)
}

func mark4(typ, code uint8) string {
	switch typ {
	case TypeEcho, TypeEchoReply:
		return ""
	case TypeParameterProblem:
		return "!P"
	case TypeUnreachable:
	default:
		return fmt.Sprintf("!<%d-%d>", typ, code)
	}
	switch code {
	case CodeNet, CodeNetUnknown, CodeHostIsolated, CodeNetTOS:
		return "!N"
	case CodeHost, CodeHostUnknown, CodeHostTOS:
		return "!H"
	case CodeNetProhibited, CodeHostProhibited, CodeProhibited:
		return "!A"
	case CodeProtocol:
		return "!P"
	}
	return fmt.Sprintf("!<%d>", code)
}

func mark6(typ, code uint8) string {
	switch typ {
	case TypeEcho6, TypeEchoReply6:
		return ""
	case TypeParameterProblem6:
		return "!P"
	case TypeUnreachable6:
	default:
		return fmt.Sprintf("!<%d-%d>", typ, code)
	}
	switch code {
	case CodeNoRoute6:
		return "!N"
	case CodeBeyondScope6, CodeAddress6:
		return "!H"
	case CodeProhibited6, CodePolicy6, CodeRejectRoute6:
		return "!A"
	}
	return fmt.Sprintf("!<%d>", code)
}

// The texts of Linux error numbers for which tracepath has no mark, as strerror
// gives them in the C locale.
const (
	textENOPROTOOPT = "Protocol not available"
	textEOPNOTSUPP  = "Operation not supported"
	textEHOSTDOWN   = "Host is down"
	textENONET      = "Machine is not on the network"
)

// TracepathMark returns what iputils tracepath prints for an ICMP error that
// arrives at its UDP socket: a mark, or for an error number that it has no mark
// for the text that it prints after "NET ERROR: " to standard error. Both are
// "" for time exceeded, packet too big, port unreachable, and what Linux does
// not deliver.
//
// tracepath goes by the error number, into which Linux folds type and code
// (net/ipv4/icmp.c, icmp_err_convert and icmp_unreach; net/ipv6/icmp.c,
// icmpv6_err_convert), so that an IPv4 "administratively prohibited" reads "!H"
// here.
func TracepathMark(version int, typ, code uint8) (mark, netError string) {
	if IsTimeExceeded(version, typ, code) || IsPacketTooBig(version, typ, code) || IsPortUnreachable(version, typ, code) {
		return "", ""
	}
	if version == 6 {
		return tracepathMark6(typ, code), ""
	}
	return tracepathMark4(typ, code)
}

func tracepathMark4(typ, code uint8) (mark, netError string) {
	switch {
	case typ == TypeParameterProblem: // EPROTO
		return "!P", ""
	case typ == TypeTimeExceeded && code != CodeReassembly: // EHOSTUNREACH
		return "!H", ""
	case typ != TypeUnreachable:
		return "", ""
	}
	switch code {
	case CodeNet, CodeNetUnknown, CodeNetProhibited, CodeNetTOS: // ENETUNREACH
		return "!N", ""
	case CodeHost, CodeHostProhibited, CodeHostTOS, CodeProhibited,
		CodePrecedenceViolation, CodePrecedenceCutoff: // EHOSTUNREACH
		return "!H", ""
	case CodeProtocol:
		return "", textENOPROTOOPT
	case CodeSourceRouteFailed:
		return "", textEOPNOTSUPP
	case CodeHostUnknown:
		return "", textEHOSTDOWN
	case CodeHostIsolated:
		return "", textENONET
	}
	return "", ""
}

func tracepathMark6(typ, code uint8) string {
	switch {
	case typ == TypeTimeExceeded6: // EHOSTUNREACH
		return "!H"
	case typ == 0 || typ >= TypeEcho6: // not an error message
		return ""
	case typ != TypeUnreachable6: // EPROTO
		return "!P"
	}
	switch code {
	case CodeNoRoute6: // ENETUNREACH
		return "!N"
	case CodeProhibited6, CodePolicy6, CodeRejectRoute6: // EACCES
		return "!A"
	case CodeBeyondScope6, CodeAddress6: // EHOSTUNREACH
		return "!H"
	}
	return "!P" // EPROTO
}
