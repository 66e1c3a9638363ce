package simnet

import "fmt"

// The kinds of paths that tests and comparisons of many targets are made of:
// 9 hops and 32 ms, the first four routers in common with all other targets, and everybody
// with the limits of Linux.
const (
	// KindPlain carries 1500 bytes.
	KindPlain = "title the path carries 1500 bytes\n" + kindBase
	// KindTooBig is narrower after hop 6, which says so.
	KindTooBig = "title a router says that 1400 bytes pass\n" + kindBase + "hop 6 mtu=1400\n"
	// KindBlackHole is narrower after hop 6, and nobody says so.
	KindBlackHole = "title packets over 1392 bytes vanish\n" + kindBase + "hop 6 mtu=1392 ptb=dropped\n"
	// KindDead has a destination that answers nothing.
	KindDead = "title the destination is dead\n" + kindBase + "dest udp=silent echo=silent tcp=silent\n"

	kindBase = "hops 9\nhop 1 delay=0ms\nhop 1-4 shared=yes\n"
)

// Kinds returns the networks of descriptions that have no errors, for NewWorld.
func Kinds(texts ...string) ([]*Network, error) {
	var kinds []*Network
	for i, text := range texts {
		n, err := Parse(fmt.Sprintf("kind-%d%s", i, suffix), []byte(text))
		if err != nil {
			return nil, err
		}
		kinds = append(kinds, n)
	}
	return kinds, nil
}
