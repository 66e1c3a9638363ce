package errqueue

import (
	"errors"

	"golang.org/x/sys/unix"
)

// option is one integer socket option.
type option struct {
	name              string
	level, opt, value int
	dispensable       bool // an older kernel may lack it
	hint              string
}

// ipv6FlowInfoSend is IPV6_FLOWINFO_SEND (linux/in6.h), which x/sys lacks.
const ipv6FlowInfoSend = 33

// Hints for what a sandbox or an old kernel refuses.
const (
	hintQueue = "the error queue is not available here (gVisor and some sandboxes lack it): run outside of the sandbox"
	hintProbe = "this kernel lets no program probe the path MTU (gVisor does not): run outside of the sandbox"
	hintMark  = "a firewall mark needs the capability CAP_NET_ADMIN"
)

// setOptions sets every option of a probe socket. Time stamps come first: the
// kernel turns them on with a delay, and until then gives the time of reading.
func setOptions(fd, version int, o Options) error {
	list := append(stampOptions(), familyOptions(version, o)...)
	list = append(list, fragmentOptions(version, o)...)
	list = append(list, bufferOptions(o)...)
	return applyOptions(fd, append(list, markOption(o)...), o.Interface)
}

// applyOptions sets options, then binds to the interface where one is named.
func applyOptions(fd int, list []option, iface string) error {
	for _, opt := range list {
		err := unix.SetsockoptInt(fd, opt.level, opt.opt, opt.value)
		if err == nil || opt.dispensable && isMissing(err) {
			continue
		}
		return &OpError{Op: "set", Object: opt.name, Err: err, Hint: opt.hint}
	}
	if iface == "" {
		return nil
	}
	if err := unix.BindToDevice(fd, iface); err != nil {
		return &OpError{Op: "bind", Object: "interface " + iface, Err: err, Hint: deviceHint(err)}
	}
	return nil
}

// stampOptions asks for receive times. On 32-bit systems the old form ends in
// 2038, and the new one is not there before Linux 5.1: the later wins.
func stampOptions() []option {
	list := []option{{name: "SO_TIMESTAMPNS", level: unix.SOL_SOCKET, opt: unix.SO_TIMESTAMPNS, value: 1, dispensable: true}}
	if nativeLayout == 4 {
		list = append(list, option{name: "SO_TIMESTAMPNS_NEW", level: unix.SOL_SOCKET, opt: unix.SO_TIMESTAMPNS_NEW, value: 1, dispensable: true})
	}
	return list
}

func familyOptions(version int, o Options) []option {
	if version == 4 {
		return []option{
			{name: "IP_RECVERR", level: unix.SOL_IP, opt: unix.IP_RECVERR, value: 1, hint: hintQueue},
			{name: "IP_MTU_DISCOVER", level: unix.SOL_IP, opt: unix.IP_MTU_DISCOVER, value: unix.IP_PMTUDISC_PROBE, hint: hintProbe},
			{name: "IP_RECVERR_RFC4884", level: unix.SOL_IP, opt: unix.IP_RECVERR_RFC4884, value: 1, dispensable: true},
			{name: "IP_RECVTTL", level: unix.SOL_IP, opt: unix.IP_RECVTTL, value: 1},
			{name: "IP_RECVTOS", level: unix.SOL_IP, opt: unix.IP_RECVTOS, value: 1, dispensable: true},
			{name: "IP_PKTINFO", level: unix.SOL_IP, opt: unix.IP_PKTINFO, value: 1, dispensable: true},
			{name: "IP_TOS", level: unix.SOL_IP, opt: unix.IP_TOS, value: int(o.TrafficClass), dispensable: o.TrafficClass == 0},
		}
	}
	return []option{
		{name: "IPV6_V6ONLY", level: unix.SOL_IPV6, opt: unix.IPV6_V6ONLY, value: 1},
		{name: "IPV6_RECVERR", level: unix.SOL_IPV6, opt: unix.IPV6_RECVERR, value: 1, hint: hintQueue},
		{name: "IPV6_MTU_DISCOVER", level: unix.SOL_IPV6, opt: unix.IPV6_MTU_DISCOVER, value: unix.IPV6_PMTUDISC_PROBE, hint: hintProbe},
		{name: "IPV6_RECVERR_RFC4884", level: unix.SOL_IPV6, opt: unix.IPV6_RECVERR_RFC4884, value: 1, dispensable: true},
		{name: "IPV6_RECVHOPLIMIT", level: unix.SOL_IPV6, opt: unix.IPV6_RECVHOPLIMIT, value: 1},
		{name: "IPV6_RECVTCLASS", level: unix.SOL_IPV6, opt: unix.IPV6_RECVTCLASS, value: 1, dispensable: true},
		{name: "IPV6_RECVPKTINFO", level: unix.SOL_IPV6, opt: unix.IPV6_RECVPKTINFO, value: 1, dispensable: true},
		{name: "IPV6_TCLASS", level: unix.SOL_IPV6, opt: unix.IPV6_TCLASS, value: int(o.TrafficClass), dispensable: o.TrafficClass == 0},
		// It sends our label, and makes the kernel say that of the quote.
		{name: "IPV6_FLOWINFO_SEND", level: unix.SOL_IPV6, opt: ipv6FlowInfoSend, value: 1, dispensable: o.FlowLabel == 0},
	}
}

// fragmentOptions has the kernel say of an echo reply in how large fragments it came.
func fragmentOptions(version int, o Options) []option {
	switch {
	case !o.ping():
		return nil
	case version == 4:
		return []option{{name: "IP_RECVFRAGSIZE", level: unix.SOL_IP, opt: unix.IP_RECVFRAGSIZE, value: 1, dispensable: true}}
	}
	return []option{{name: "IPV6_RECVFRAGSIZE", level: unix.SOL_IPV6, opt: unix.IPV6_RECVFRAGSIZE, value: 1, dispensable: true}}
}

func bufferOptions(o Options) []option {
	return []option{
		{name: "SO_RCVBUF", level: unix.SOL_SOCKET, opt: unix.SO_RCVBUF, value: orDefault(o.ReadBuffer)},
		{name: "SO_SNDBUF", level: unix.SOL_SOCKET, opt: unix.SO_SNDBUF, value: orDefault(o.WriteBuffer)},
	}
}

func markOption(o Options) []option {
	if o.Mark == 0 {
		return nil
	}
	return []option{{name: "SO_MARK", level: unix.SOL_SOCKET, opt: unix.SO_MARK, value: int(o.Mark), hint: hintMark}}
}

func orDefault(buffer int) int {
	if buffer == 0 {
		return defaultBuffer
	}
	return buffer
}

// isMissing reports whether err says that the kernel does not know an option.
func isMissing(err error) bool {
	return errors.Is(err, unix.ENOPROTOOPT) || errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.EINVAL)
}

func socketHint(err error, version int, ping bool) string {
	switch {
	case errors.Is(err, unix.EACCES) && ping:
		return "net.ipv4.ping_group_range does not include this group"
	case errors.Is(err, unix.EPROTONOSUPPORT) && ping:
		return "this kernel has no ping sockets"
	case errors.Is(err, unix.EAFNOSUPPORT) && version == 6:
		return "this system has no IPv6: use IPv4"
	case errors.Is(err, unix.EAFNOSUPPORT):
		return "this system has no IPv4: use IPv6"
	case errors.Is(err, unix.EPERM), errors.Is(err, unix.EACCES):
		return "a sandbox forbids the socket (seccomp, or RestrictAddressFamilies= of systemd): allow them"
	case errors.Is(err, unix.EMFILE), errors.Is(err, unix.ENFILE):
		return "too many files are open: raise the limit (ulimit -n)"
	}
	return ""
}

func bindHint(err error) string {
	switch {
	case errors.Is(err, unix.EADDRNOTAVAIL):
		return "the address is none of this host's"
	case errors.Is(err, unix.EADDRINUSE):
		return "the port is in use: choose another, or 0 for a free one"
	case errors.Is(err, unix.EACCES):
		return "ports below 1024 need the capability CAP_NET_BIND_SERVICE"
	case errors.Is(err, unix.EINVAL), errors.Is(err, unix.ENODEV):
		return "a link-local address needs its interface as zone, as in fe80::1%eth0"
	}
	return ""
}

func deviceHint(err error) string {
	switch {
	case errors.Is(err, unix.ENODEV):
		return "there is no interface of that name"
	case errors.Is(err, unix.EPERM):
		return "before Linux 5.7 this needs the capability CAP_NET_RAW"
	}
	return ""
}
