package wire

// Types of ICMPv4 (RFC 792; IANA ICMP Parameters).
const (
	TypeEchoReply        uint8 = 0
	TypeUnreachable      uint8 = 3
	TypeSourceQuench     uint8 = 4
	TypeRedirect         uint8 = 5
	TypeEcho             uint8 = 8
	TypeTimeExceeded     uint8 = 11
	TypeParameterProblem uint8 = 12
)

// Codes of ICMPv4 destination unreachable, type 3 (RFC 792; RFC 1122, section
// 3.2.2.1; RFC 1812, section 5.2.7.1).
const (
	CodeNet                 uint8 = 0
	CodeHost                uint8 = 1
	CodeProtocol            uint8 = 2
	CodePort                uint8 = 3
	CodeFragmentationNeeded uint8 = 4
	CodeSourceRouteFailed   uint8 = 5
	CodeNetUnknown          uint8 = 6
	CodeHostUnknown         uint8 = 7
	CodeHostIsolated        uint8 = 8
	CodeNetProhibited       uint8 = 9
	CodeHostProhibited      uint8 = 10
	CodeNetTOS              uint8 = 11
	CodeHostTOS             uint8 = 12
	CodeProhibited          uint8 = 13
	CodePrecedenceViolation uint8 = 14
	CodePrecedenceCutoff    uint8 = 15
)

// Codes of time exceeded, ICMPv4 type 11 and ICMPv6 type 3.
const (
	CodeHopLimit   uint8 = 0
	CodeReassembly uint8 = 1
)

// Types of ICMPv6 (RFC 4443; IANA ICMPv6 Parameters).
const (
	TypeUnreachable6      uint8 = 1
	TypePacketTooBig6     uint8 = 2
	TypeTimeExceeded6     uint8 = 3
	TypeParameterProblem6 uint8 = 4
	TypeEcho6             uint8 = 128
	TypeEchoReply6        uint8 = 129
)

// Codes of ICMPv6 destination unreachable, type 1 (RFC 4443, section 3.1; 7:
// RFC 6550; 8: RFC 8883).
const (
	CodeNoRoute6        uint8 = 0
	CodeProhibited6     uint8 = 1
	CodeBeyondScope6    uint8 = 2
	CodeAddress6        uint8 = 3
	CodePort6           uint8 = 4
	CodePolicy6         uint8 = 5
	CodeRejectRoute6    uint8 = 6
	CodeSourceRouting6  uint8 = 7
	CodeHeadersTooLong6 uint8 = 8
)
