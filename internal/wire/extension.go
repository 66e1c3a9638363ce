package wire

import (
	"encoding/binary"
	"net/netip"
)

// Label is one MPLS label stack entry (RFC 4950, section 4).
type Label struct {
	Label  uint32 // 20 bits
	TC     uint8  // 3 bits: traffic class
	Bottom bool   // bottom of stack
	TTL    uint8
}

// Role says which interface an Interface object speaks of (RFC 5837, section 4.1).
type Role uint8

// The roles of interfaces.
const (
	RoleIncoming Role = 0 // the IP interface by which the packet came in
	RoleSubIP    Role = 1 // the component below that interface
	RoleOutgoing Role = 2 // the IP interface by which it would have left
	RoleNextHop  Role = 3 // the next hop to which it would have gone
)

// String returns "incoming", "sub-ip", "outgoing" or "next hop".
func (r Role) String() string {
	switch r {
	case RoleIncoming:
		return "incoming"
	case RoleSubIP:
		return "sub-ip"
	case RoleOutgoing:
		return "outgoing"
	case RoleNextHop:
		return "next hop"
	}
	return "unknown"
}

// Interface is an interface information object (RFC 5837, section 4).
type Interface struct {
	Role  Role
	Index uint32     // ifIndex; 0: absent
	Addr  netip.Addr // the zero Addr: absent
	Name  string     // "": absent
	MTU   uint32     // bytes; 0: absent
}

// Object is an extension object that is kept as it came (RFC 4884, section 8).
type Object struct {
	Class, Type uint8
	Data        []byte
}

// Extensions is the content of an RFC 4884 extension structure. The zero value
// has no objects.
type Extensions struct {
	// MPLS is the label stack, outermost first (RFC 4950).
	MPLS []Label
	// Interfaces is what the router says of its interfaces (RFC 5837).
	Interfaces []Interface
	// Unknown is every other object, and those of a known class that are not
	// well formed.
	Unknown []Object
}

// Empty is true where there is no object.
func (e Extensions) Empty() bool {
	return len(e.MPLS) == 0 && len(e.Interfaces) == 0 && len(e.Unknown) == 0
}

// Sizes and numbers of RFC 4884 (sections 7 and 8), RFC 4950 and RFC 5837.
const (
	extensionHeadLen = 4
	extensionVersion = 2
	objectHeadLen    = 4
	maxExtension     = 0xffff // no ICMP message is longer

	classMPLS      = 1
	typeMPLSStack  = 1
	labelLen       = 4
	classInterface = 2
)

// ParseExtensions parses the extension structure that b begins with and that
// goes to the end of b. Version, checksum (0 means that none was computed) and
// the lengths of the objects are checked. Where a length is wrong, the objects
// before it are returned along with the error. Nothing in the result refers to
// b.
func ParseExtensions(b []byte) (Extensions, error) {
	switch {
	case len(b) < extensionHeadLen:
		return Extensions{}, fail("icmp extension", ErrShort)
	case len(b) > maxExtension:
		return Extensions{}, fail("icmp extension", ErrLength)
	case b[0]>>4 != extensionVersion:
		return Extensions{}, fail("icmp extension", ErrVersion)
	case binary.BigEndian.Uint16(b[2:]) != 0 && Checksum(b) != 0:
		return Extensions{}, fail("icmp extension", ErrChecksum)
	}
	var e Extensions
	for b = b[extensionHeadLen:]; len(b) > 0; {
		o, rest, err := cutObject(b)
		if err != nil {
			return e, err
		}
		e.add(o)
		b = rest
	}
	return e, nil
}

// cutObject returns the object that b begins with and what is behind it.
func cutObject(b []byte) (Object, []byte, error) {
	if len(b) < objectHeadLen {
		return Object{}, nil, fail("icmp extension object", ErrShort)
	}
	n := int(binary.BigEndian.Uint16(b))
	if n < objectHeadLen || n > len(b) {
		return Object{}, nil, fail("icmp extension object", ErrLength)
	}
	return Object{Class: b[2], Type: b[3], Data: b[objectHeadLen:n]}, b[n:], nil
}

// add files an object, the data of which it does not keep.
func (e *Extensions) add(o Object) {
	switch {
	case o.Class == classMPLS && o.Type == typeMPLSStack && len(o.Data) > 0 && len(o.Data)%labelLen == 0:
		for b := o.Data; len(b) > 0; b = b[labelLen:] {
			e.MPLS = append(e.MPLS, parseLabel(binary.BigEndian.Uint32(b)))
		}
		return
	case o.Class == classInterface:
		if i, ok := parseInterface(o.Type, o.Data); ok {
			e.Interfaces = append(e.Interfaces, i)
			return
		}
	}
	o.Data = append([]byte(nil), o.Data...)
	e.Unknown = append(e.Unknown, o)
}

// FindLegacy looks for an extension structure that a router put behind 128
// bytes of quote without saying so in a length field, as routers did before RFC
// 4884 (section 5.5 there). data is the quote without some of its headers,
// offset is 128 less the bytes of these headers. As only the bytes themselves
// can tell, all of it must fit: the version, the checksum, and objects that
// fill data to its end.
func FindLegacy(data []byte, offset int) ([]byte, bool) {
	if offset < 0 || len(data) < offset+extensionHeadLen+objectHeadLen {
		return nil, false
	}
	b := data[offset:]
	if b[0]>>4 != extensionVersion || Checksum(b) != 0 {
		return nil, false
	}
	for rest := b[extensionHeadLen:]; len(rest) > 0; {
		var err error
		if _, rest, err = cutObject(rest); err != nil {
			return nil, false
		}
	}
	return b, true
}
