package wire

import "errors"

// What can be wrong with a packet. An error that a parser returns is an *Error
// that wraps one of these.
var (
	// ErrShort means that the bytes end inside of a header.
	ErrShort = errors.New("too short")
	// ErrVersion means that the version field is none that the parser knows.
	ErrVersion = errors.New("unknown version")
	// ErrLength means that a length field contradicts the bytes or itself.
	ErrLength = errors.New("wrong length")
	// ErrChecksum means that a checksum is present and wrong.
	ErrChecksum = errors.New("wrong checksum")
	// ErrNotFirst means that a fragment is not the first one, so that it has no
	// transport header.
	ErrNotFirst = errors.New("not the first fragment")
	// ErrNoQuote means that an ICMP message is not one that quotes a packet.
	ErrNoQuote = errors.New("message quotes no packet")
)

// Error says what could not be parsed and why.
type Error struct {
	// Object is the header at fault, e.g. "ipv4 header".
	Object string
	// Err is one of the package's Err variables.
	Err error
}

// Error returns "parse object: cause".
func (e *Error) Error() string { return "parse " + e.Object + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

func fail(object string, cause error) error { return &Error{object, cause} }
