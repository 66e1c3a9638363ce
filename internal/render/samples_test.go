package render

import (
	"net/netip"
	"time"

	"github.com/pathmtu/pmtu/asym"
	"github.com/pathmtu/pmtu/pmtu"
)

// sample is a run to render, with what only the command line knows.
type sample struct {
	name   string
	result *pmtu.Result
	o      Options
}

var names = map[string]string{
	"10.77.0.1":    "r1.example",
	"10.77.0.3":    "vpn.example",
	"198.51.100.9": "git.example",
	"2001:db8::1":  "r1.example",
	"2001:db8::9":  "git.example",
	"10.77.0.6":    "a-router-with-a-very-long-name.of-a-pop.of-a-network.example",
}

func nameOf(a netip.Addr) string { return names[a.String()] }

func ms(f float64) time.Duration { return time.Duration(f * float64(time.Millisecond)) }

// base is a run to an address that has not learned anything yet.
func base(target string) *pmtu.Result {
	r := &pmtu.Result{
		Target:   netip.AddrPortFrom(netip.MustParseAddr(target), pmtu.DefaultPort),
		Started:  time.Date(2026, 1, 2, 4, 4, 5, 678_900_000, time.FixedZone("", 3600)),
		Duration: ms(71.2),
		Outcome:  pmtu.OutcomeReached,
		LocalMTU: 1500,
		PathMTU:  pmtu.PathMTU{Status: pmtu.StatusUnknown},
	}
	src := "192.0.2.2"
	if r.Target.Addr().Is6() {
		src = "2001:db8:1::2"
	}
	r.Source = pmtu.Source{
		Addr: netip.MustParseAddr(src), Interface: "eth0", InterfaceMTU: 1500, RouteMTU: 1500,
	}
	return r
}

// hop is a hop that answered twice with a token.
func hop(n int, addr string, rtt float64, mtu pmtu.MTU) pmtu.Hop {
	return pmtu.Hop{Hop: n, MTU: mtu, Sent: 2, Received: 2, Answers: []pmtu.Answer{{
		Addr: netip.MustParseAddr(addr), RTTs: []time.Duration{ms(rtt + 0.02), ms(rtt)},
		ReturnHops: n, Asymmetric: asym.No, Auth: pmtu.AuthToken,
	}}}
}

func silentHop(n int) pmtu.Hop { return pmtu.Hop{Hop: n, Sent: 3} }

// reached marks the last hop as the destination.
func reached(r *pmtu.Result, mtu pmtu.MTU) {
	h := &r.Hops[len(r.Hops)-1]
	h.Reached = true
	r.HopCount, r.ReturnHops = h.Hop, h.Answers[0].ReturnHops
	r.PathMTU = pmtu.PathMTU{Status: pmtu.StatusProven, MTU: mtu, Direction: pmtu.DirectionForward}
}

func tooBig(after int, addr string, from, to pmtu.MTU, claimed uint32) pmtu.Limit {
	return pmtu.Limit{
		AfterHop: after, Addr: netip.MustParseAddr(addr), Kind: pmtu.LimitPacketTooBig,
		From: from, To: to, Claimed: claimed, Auth: pmtu.AuthToken,
	}
}

// finish makes the updates that an engine emits for what r holds, each limit
// behind its hop, and the statistics.
func finish(r *pmtu.Result) *pmtu.Result {
	if r.LocalMTU > 0 {
		r.Updates = append(r.Updates, pmtu.LocalUpdate{MTU: r.LocalMTU})
	}
	limits := func(hop int) {
		for _, l := range r.Limits {
			if l.AfterHop == hop {
				r.Updates = append(r.Updates, pmtu.LimitUpdate{Limit: l, HopCount: r.HopCount})
			}
		}
	}
	limits(0)
	for _, h := range r.Hops {
		r.Updates = append(r.Updates, pmtu.HopUpdate{Hop: h})
		limits(h.Hop)
		r.Stats.Sent += h.Sent
		r.Stats.Answered += h.Received
	}
	for _, f := range r.Findings {
		r.Updates = append(r.Updates, pmtu.FindingUpdate{Finding: f})
	}
	r.Stats.SentBytes = int64(r.Stats.Sent) * 64
	return r
}

// proven is a path of n hops to a target, without limits.
func proven(target string, addrs []string, mtu pmtu.MTU) *pmtu.Result {
	r := base(target)
	for i, a := range addrs {
		if a == "" {
			r.Hops = append(r.Hops, silentHop(i+1))
			continue
		}
		r.Hops = append(r.Hops, hop(i+1, a, 4.29+4*float64(i), mtu))
	}
	reached(r, mtu)
	return r
}

var path4 = []string{"10.77.0.1", "10.77.0.2", "10.77.0.3", "10.77.0.4", "198.51.100.9"}

func withPort(a netip.AddrPort, port uint16) netip.AddrPort {
	return netip.AddrPortFrom(a.Addr(), port)
}
