package render

import (
	"net/netip"
	"time"

	"github.com/pathmtu/pmtu/asym"
	"github.com/pathmtu/pmtu/pmtu"
)

// situations are the runs of the golden files.
func situations() []sample {
	named := Options{Input: "git.example", TargetName: "git.example", Name: nameOf, Version: "0.1.0"}
	numeric := Options{Input: "198.51.100.9", Name: nameOf, Numeric: true, Version: "0.1.0"}
	return []sample{
		{"plain4", finish(proven("198.51.100.9", path4, 1500)), named},
		{"plain6", finish(proven("2001:db8::9", []string{"2001:db8::1", "2001:db8:ffff:ffff:ffff:ffff:ffff:fff2", "2001:db8::9"}, 1500)), named},
		{"two_limits", twoLimits(), named},
		{"silent_hops", finish(proven("198.51.100.9", []string{"10.77.0.1", "", "", "10.77.0.6", "198.51.100.9"}, 1500)), named},
		{"asymmetric", asymmetricPath(), numeric},
		{"network_unreachable", failing(3, 0), named},
		{"host_unreachable", failing(3, 1), named},
		{"no_neighbour", noNeighbour(), numeric},
		{"prohibited", failing(3, 13), named},
		{"protocol_unreachable", failing(3, 2), named},
		{"silent_destination", silentDestination(), named},
		{"silent_no_echo", silentNoEcho(), numeric},
		{"unknown", unknown(), numeric},
		{"interrupted", interrupted(), named},
		{"deadline", ended(pmtu.OutcomeDeadline), numeric},
		{"budget", ended(pmtu.OutcomeBudget), numeric},
		{"too_many_hops", tooManyHops(), numeric},
		{"jumbo", jumbo(), numeric},
		{"mpls", mpls(), named},
		{"no_route", noRoute(), numeric},
		{"claims", claims(), numeric},
		{"local_limit", localLimit(), numeric},
		{"findings", findings(), named},
		{"two_routers", twoRouters(), Options{Input: "git.example", TargetName: "git.example", Name: nameOf, Verbose: true}},
		{"hostile_names", finish(proven("198.51.100.9", path4, 1500)), Options{
			Input: "bücher.example", TargetName: "xn--bcher-kva.example",
			Name: func(netip.Addr) string { return "a\x1b[31m b\n\u202egnp.example\xff" },
		}},
		{"refusing", refusing("198.51.100.9", path4, pmtu.ICMPError{Family: pmtu.IPv4, Type: 3, Code: 13}), named},
		{"refusing6", refusing("2001:db8::9", []string{"2001:db8::1", "2001:db8::9"}, pmtu.ICMPError{Family: pmtu.IPv6, Type: 1, Code: 1}), named},
		{"either_way", eitherWay(), named},
		{"unsent", unsent(), numeric},
		{"followed", followed(), named},
		{"followed_black_hole", followedHole(), named},
	}
}

func twoLimits() *pmtu.Result {
	r := proven("198.51.100.9", path4, 1380)
	r.Hops[0].MTU, r.Hops[1].MTU, r.Hops[2].MTU = 1500, 1500, 1420
	r.Limits = []pmtu.Limit{
		tooBig(2, "10.77.0.2", 1500, 1420, 1420),
		tooBig(3, "10.77.0.3", 1420, 1380, 1380),
	}
	r.Source.CachedMTU = 1400
	r.Advice = &pmtu.Advice{MTU: 1380, TCPMSS: 1340}
	r.PathMTU.Direction = pmtu.DirectionBoth
	return finish(r)
}

// followed is a run of a host whose route has the MTU that is advised.
func followed() *pmtu.Result {
	r := twoLimits()
	r.Source.RouteMTU, r.Source.CachedMTU = 1380, 0
	return r
}

func followedHole() *pmtu.Result {
	r := followed()
	r.Source.Gateway = netip.MustParseAddr("192.0.2.1")
	r.Limits[1] = pmtu.Limit{AfterHop: 3, Kind: pmtu.LimitBlackHole, From: 1420, To: 1380, Lost: 9, Controls: 9}
	r.Findings = []pmtu.Finding{{
		Code: pmtu.CodeBlackHole, Severity: pmtu.SeverityError, Hop: 3,
		Detail: "Packets over 1380 bytes vanish between hop 3 (10.77.0.3) and hop 4 (10.77.0.4): a black hole.",
		Remedy: "10.77.0.3 must let packets too big through.",
	}}
	r.Updates = nil
	return finish(r)
}

func asymmetricPath() *pmtu.Result {
	r := proven("198.51.100.9", path4, 1500)
	r.Hops[1].Answers[0].Asymmetric, r.Hops[1].Answers[0].ReturnHops = asym.Yes, 6
	r.Hops[2].Answers[0].Asymmetric, r.Hops[2].Answers[0].ReturnHops = asym.Maybe, 4
	r.Hops[4].Answers[0].Asymmetric, r.Hops[4].Answers[0].ReturnHops = asym.Yes, 12
	r.ReturnHops = 12
	return finish(r)
}

// failing ends at hop 3, which answers with an ICMP error.
func failing(typ, code uint8) *pmtu.Result {
	r := base("198.51.100.9")
	r.Hops = []pmtu.Hop{hop(1, "10.77.0.1", 4.3, 1500), hop(2, "10.77.0.2", 8.3, 1500), hop(3, "10.77.0.3", 12.3, 1500)}
	r.Hops[2].Answers[0].Error = &pmtu.ICMPError{Family: pmtu.IPv4, Type: typ, Code: code}
	r.Outcome = pmtu.OutcomeUnreachable
	r.PathMTU = pmtu.PathMTU{Status: pmtu.StatusAtLeast, MTU: 1500, Direction: pmtu.DirectionForward}
	return finish(r)
}

// refusing has a destination that is there, and refuses what it is sent.
func refusing(target string, path []string, e pmtu.ICMPError) *pmtu.Result {
	r := proven(target, path, 1500)
	r.Hops[len(path)-1].Answers[0].Error = &e
	return finish(r)
}

// eitherWay is a run by echoes, of which the large ones do not come back.
func eitherWay() *pmtu.Result {
	r := proven("198.51.100.9", path4, 1300)
	r.Protocol, r.PathMTU.Status = pmtu.ICMP, pmtu.StatusAtLeast
	return finish(r)
}

// unsent is a run by a device that drops what its link's other end does not take.
func unsent() *pmtu.Result {
	r := proven("198.51.100.9", path4, 1404)
	r.Limits = []pmtu.Limit{{Kind: pmtu.LimitBlackHole, From: 1500, To: 1404, Auth: pmtu.AuthToken, Unsent: 60}}
	r.Findings = pmtu.Diagnose(r)
	return finish(r)
}

// noNeighbour is a run in which this host itself says that it finds nobody to send to.
func noNeighbour() *pmtu.Result {
	r := base("198.51.100.9")
	r.Hops = []pmtu.Hop{hop(1, r.Source.Addr.String(), 3060, 0)}
	r.Hops[0].Answers[0].Error = &pmtu.ICMPError{Family: pmtu.IPv4, Type: 3, Code: 1}
	r.Outcome, r.PathMTU = pmtu.OutcomeUnreachable, pmtu.PathMTU{Status: pmtu.StatusUnknown}
	return finish(r)
}

func silentDestination() *pmtu.Result {
	r := base("198.51.100.9")
	r.Hops = []pmtu.Hop{hop(1, "10.77.0.1", 4.3, 1500), hop(2, "10.77.0.2", 8.3, 1420)}
	for n := 3; n <= pmtu.DefaultMaxHops; n++ {
		r.Hops = append(r.Hops, silentHop(n))
	}
	r.Limits = []pmtu.Limit{tooBig(1, "10.77.0.1", 1500, 1420, 1420)}
	r.Outcome = pmtu.OutcomeSilent
	r.Duration = ms(3120)
	r.PathMTU = pmtu.PathMTU{Status: pmtu.StatusAtLeast, MTU: 1420, Direction: pmtu.DirectionForward}
	return finish(r)
}

// silentNoEcho is a run of a user who may not ping.
func silentNoEcho() *pmtu.Result {
	r := silentDestination()
	r.NoEcho = "open IPv4 ping socket: permission denied (net.ipv4.ping_group_range does not include this group)"
	return r
}

func unknown() *pmtu.Result {
	r := base("198.51.100.9")
	r.Hops = []pmtu.Hop{silentHop(1), silentHop(2)}
	r.Outcome = pmtu.OutcomeSilent
	r.Duration = ms(12345)
	return finish(r)
}

// interrupted has a hop that was not settled, and a limit that nobody told.
func interrupted() *pmtu.Result {
	r := ended(pmtu.OutcomeInterrupted)
	r.Hops = append(r.Hops, hop(4, "10.77.0.4", 16.3, 0))
	r.Limits = append(r.Limits, tooBig(3, "10.77.0.3", 1420, 0, 1300))
	return r
}

// ended stops half-way.
func ended(o pmtu.Outcome) *pmtu.Result {
	r := base("198.51.100.9")
	r.Hops = []pmtu.Hop{hop(1, "10.77.0.1", 4.3, 1500), silentHop(2), hop(3, "10.77.0.3", 12.3, 1420)}
	r.Limits = []pmtu.Limit{tooBig(1, "10.77.0.1", 1500, 1420, 1420)}
	r.Outcome = o
	r.PathMTU = pmtu.PathMTU{Status: pmtu.StatusAtLeast, MTU: 1420, Direction: pmtu.DirectionForward}
	return finish(r)
}

func tooManyHops() *pmtu.Result {
	r := base("198.51.100.9")
	for i := range 30 {
		r.Hops = append(r.Hops, hop(i+1, path4[i%2], 4+float64(i), 1500))
	}
	r.Outcome = pmtu.OutcomeTooManyHops
	r.PathMTU = pmtu.PathMTU{Status: pmtu.StatusAtLeast, MTU: 1500, Direction: pmtu.DirectionForward}
	return finish(r)
}

func jumbo() *pmtu.Result {
	r := proven("198.51.100.9", path4[2:], 8986)
	r.Source.InterfaceMTU, r.Source.RouteMTU, r.LocalMTU = 65535, 9216, 65535
	r.Hops[0].MTU = 65535
	r.Hops[0].Answers[0].RTTs = []time.Duration{ms(1234.56)}
	r.Limits = []pmtu.Limit{tooBig(1, "10.77.0.3", 65535, 8986, 8986)}
	return finish(r)
}

func mpls() *pmtu.Result {
	r := proven("198.51.100.9", path4, 1500)
	r.Hops[1].Answers[0].MPLS = []pmtu.Label{{Label: 24001, TC: 0, TTL: 1}, {Label: 16, TC: 5, Bottom: true, TTL: 0}}
	return finish(r)
}

func noRoute() *pmtu.Result {
	r := base("198.51.100.9")
	r.Source, r.LocalMTU = pmtu.Source{}, 0
	r.Outcome = pmtu.OutcomeUnreachable
	r.Refusal = "network is unreachable"
	r.Duration = ms(0.2)
	return finish(r)
}

// claims has routers that do not say what is true.
func claims() *pmtu.Result {
	r := proven("198.51.100.9", path4, 1300)
	r.Limits = []pmtu.Limit{
		tooBig(1, "10.77.0.1", 1500, 1400, 0),
		tooBig(2, "10.77.0.2", 1400, 1350, 4294967295),
		{AfterHop: 3, Kind: pmtu.LimitBlackHole, From: 1350, To: 1320},
		{AfterHop: -1, Kind: pmtu.LimitBlackHole, From: 1320, To: 1300},
	}
	r.Limits[1].Auth = pmtu.AuthTuple
	for i := range r.Hops {
		r.Hops[i].MTU = []pmtu.MTU{1500, 1400, 1350, 1320, 1300}[i]
	}
	return finish(r)
}

func localLimit() *pmtu.Result {
	r := proven("198.51.100.9", path4, 1280)
	r.Source.RouteMTU, r.LocalMTU = 1280, 1280
	r.Source.RouteLocked, r.Source.CachedMTU, r.Source.CachedExpires = true, 1280, 582500*time.Millisecond
	r.Limits = []pmtu.Limit{{AfterHop: 0, Kind: pmtu.LimitLocal, From: 1500, To: 1280}}
	return finish(r)
}

func findings() *pmtu.Result {
	r := failing(3, 13)
	r.Findings = []pmtu.Finding{
		{
			Code: "prohibited", Severity: pmtu.SeverityError, Hop: 3, Addr: r.Hops[2].Answers[0].Addr,
			Detail: "10.77.0.3 says that the way to git.example is administratively prohibited.",
			Remedy: "Ask who runs 10.77.0.3 to let UDP to ports 33434 and up pass, or trace with another protocol.",
		},
		{
			Code: "cached_mtu", Severity: pmtu.SeverityWarning,
			Detail: "This host remembers a path MTU of 1400 for 198.51.100.9 from earlier traffic; the path carries 1500 now.",
		},
		{Code: "silent_hop", Severity: pmtu.SeverityInfo, Hop: 2, Detail: "Hop 2 does not answer."},
	}
	r.Advice, r.Source.RouteMTU = &pmtu.Advice{MTU: 1500}, 0
	for _, f := range r.Findings {
		r.Updates = append(r.Updates, pmtu.FindingUpdate{Finding: f})
	}
	return r
}

// twoRouters has a hop where two routers answered, one by a minimal quote.
func twoRouters() *pmtu.Result {
	r := proven("198.51.100.9", path4, 1500)
	second := r.Hops[1].Answers[0]
	second.Addr, second.Auth = netip.MustParseAddr("10.77.1.2"), pmtu.AuthTuple
	second.Interfaces = []pmtu.Interface{{Name: "ge-0/0/1", MTU: 1500}}
	r.Hops[1].Answers = append(r.Hops[1].Answers, second)
	r.Hops[2].Answers[0].Asymmetric, r.Hops[2].Answers[0].ReturnHops = asym.Maybe, 4
	r.Hops[3] = silentHop(4)
	return finish(r)
}
