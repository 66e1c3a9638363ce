package asym

// The hop limits with which systems send: Linux, the BSDs and macOS 64, Windows
// 128, most routers and Solaris 255.
const (
	initialUnix    = 64
	initialWindows = 128
	initialRouter  = 255
)

// InitialHopLimit returns the hop limit with which a packet started that
// arrived with the given one: 64, 128 or 255, the least that is not below it.
//
// 32 and 60, which some systems of the 1990s used, are not among them: taking
// 32 in would not change what is said of any path of up to 32 hops, and 60
// would make the far more common 64 ambiguous. [Classify] does not believe what
// follows from an answer that probably started with 32.
func InitialHopLimit(received uint8) uint8 {
	switch {
	case received <= initialUnix:
		return initialUnix
	case received <= initialWindows:
		return initialWindows
	}
	return initialRouter
}

// ReturnHops returns how many hops a packet travelled that arrived with the
// given hop limit, if it started with [InitialHopLimit]: 1 from a neighbour or
// from this host itself, 127 at most. It is the number that iputils tracepath
// prints (tracepath.c, recverr): 65-t up to 64, 129-t up to 128, 256-t above.
func ReturnHops(received uint8) int {
	return int(InitialHopLimit(received)) + 1 - int(received)
}
