package simnet

import (
	"math"

	"github.com/pathmtu/pmtu/internal/wire"
)

// Error numbers of Linux (asm-generic/errno.h); those of package syscall are
// the building system's.
const (
	ePERM        = 1
	eACCES       = 13
	eINVAL       = 22
	eNONET       = 64
	ePROTO       = 71
	eMSGSIZE     = 90
	eNOPROTOOPT  = 92
	eOPNOTSUPP   = 95
	eNETUNREACH  = 101
	eCONNREFUSED = 111
	eHOSTDOWN    = 112
	eHOSTUNREACH = 113
	eREMOTEIO    = 121
)

// unreachable4 is icmp_err_convert of net/ipv4/icmp.c, by code.
var unreachable4 = [...]uint32{
	eNETUNREACH, eHOSTUNREACH, eNOPROTOOPT, eCONNREFUSED, eMSGSIZE, eOPNOTSUPP, eNETUNREACH, eHOSTDOWN,
	eNONET, eNETUNREACH, eHOSTUNREACH, eNETUNREACH, eHOSTUNREACH, eHOSTUNREACH, eHOSTUNREACH, eHOSTUNREACH,
}

// unreachable6 is tab_unreach of net/ipv6/icmp.c, by code.
var unreachable6 = [...]uint32{
	eNETUNREACH, eACCES, eHOSTUNREACH, eHOSTUNREACH, eCONNREFUSED, eACCES, eACCES,
}

// errnoOf returns the error number and the information that Linux puts on the
// error queue of a socket for an ICMP message; false where it puts nothing.
func errnoOf(version int, m wire.ICMP, s socket) (errno, info uint32, ok bool) {
	if version == 6 {
		return errno6(m), m.Rest, true
	}
	switch {
	case m.Type == wire.TypeUnreachable && int(m.Code) < len(unreachable4):
		if m.Code == wire.CodeFragmentationNeeded {
			info = m.Rest & math.MaxUint16
		}
		return unreachable4[m.Code], info, true
	case m.Type == wire.TypeTimeExceeded && m.Code != wire.CodeReassembly:
		return eHOSTUNREACH, 0, true
	case m.Type == wire.TypeParameterProblem:
		return ePROTO, m.Rest >> 24, true
	case s == pingSocket && m.Type == wire.TypeSourceQuench: // net/ipv4/ping.c, ping_err
		return eREMOTEIO, 0, true
	case s == pingSocket && m.Type == wire.TypeRedirect:
		return eREMOTEIO, m.Rest, true
	}
	return 0, 0, false
}

func errno6(m wire.ICMP) uint32 {
	switch {
	case m.Type == wire.TypeUnreachable6 && int(m.Code) < len(unreachable6):
		return unreachable6[m.Code]
	case m.Type == wire.TypePacketTooBig6:
		return eMSGSIZE
	case m.Type == wire.TypeTimeExceeded6:
		return eHOSTUNREACH
	}
	return ePROTO
}
