package host

// Interface is one network interface of this host. The zero value is none.
type Interface struct {
	// Index is the kernel's number of it; 0: there is no interface.
	Index int
	Name  string
	// Kind is what it is: "veth", "vxlan", "wireguard", "tun", "tap",
	// "bridge" and so on, as the kernel calls it, "loopback", or "device" for hardware.
	Kind string
	// MTU is the largest IP packet that it carries, bytes.
	MTU int
	// IPv6MTU is the MTU for IPv6, which a router advertisement or a setting
	// may have made smaller, bytes. 0: unknown, or the interface has no IPv6.
	IPv6MTU int
	// Up is true where it is switched on.
	Up bool
	// Master is the index of the bridge, bond or VRF that it is part of; 0: none.
	Master int
	// Lower is the index of the interface that it stands on or, for a veth,
	// of its other end; 0: none, or in another network namespace.
	Lower int
}

// FamilyMTU returns the MTU for packets of a family in bytes; 0: unknown.
func (i Interface) FamilyMTU(is4 bool) int {
	if !is4 && i.IPv6MTU > 0 {
		return i.IPv6MTU
	}
	return i.MTU
}
