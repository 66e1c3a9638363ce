package pmtu

import "slices"

// Explanation is the documentation of a code: what `pmtu explain` prints and
// what the man page has.
type Explanation struct {
	Code Code
	// Title is the code in a few words.
	Title string
	// Meaning is what was seen, and what it means.
	Meaning string
	// Example is a finding as it may be printed.
	Example string
	// Remedy is what to do, and whom to ask.
	Remedy string
}

// Explain returns the documentation of a code; false for one that is not known.
func Explain(c Code) (Explanation, bool) {
	i := slices.IndexFunc(explanations, func(e Explanation) bool { return e.Code == c })
	if i < 0 {
		return Explanation{}, false
	}
	return explanations[i], true
}

// Explanations returns the documentation of all codes, what limits the path first.
func Explanations() []Explanation { return slices.Clone(explanations) }

var explanations = slices.Concat(explainLimits, explainClaims, explainPath)

var explainLimits = []Explanation{
	{
		Code:    CodeBlackHole,
		Title:   "Larger packets vanish, and nobody says so",
		Meaning: "Every try of a large size was lost, while smaller packets of the same flow, sent in the same interval, were answered. No packet too big came. Connections open, and hang as soon as much is sent.",
		Example: "Packets over 1392 bytes vanish between hop 4 (10.77.0.4) and hop 5 (10.77.0.5): a black hole.",
		Remedy:  "Whoever runs the hop before, or a filter between it and this host (this host's own included), must let ICMP \"fragmentation needed\" (type 3, code 4), for IPv6 ICMPv6 \"packet too big\" (type 2), through (RFC 1191, RFC 8201, RFC 4890). On a link whose two ends differ in their MTU no router can say so: give both the same. Until then set a smaller MTU, or clamp the TCP MSS.",
	},
	{
		Code:    CodePTBLostOnThisHost,
		Title:   "Packets too big reached this host, but no socket",
		Meaning: "While packets vanished as in a black hole, the kernel counted packets too big that came in and that no socket was given: a filter, or connection tracking, on this host dropped them.",
		Example: "While packets over 1392 bytes vanished, 9 packets too big reached this host and no socket got them.",
		Remedy:  "Let ICMP type 3 code 4 and ICMPv6 type 2 in, in front of rules that drop what connection tracking calls invalid: nft list ruleset.",
	},
	{
		Code:    CodeReturnPathLimit,
		Title:   "Large packets get there, but not back",
		Meaning: "Packets of a size arrive at the destination, as small answers show, while echo replies of the same size do not come back, as small ones in the same time do, or come back in fragments.",
		Example: "The echo of 1500 bytes got to 198.51.100.9, and its reply came back in fragments, the largest of 1300 bytes: the way back carries those, and none of 1500.",
		Remedy:  "The limit is on the way back: trace from the other end, where the hops of that way can be seen. Where replies are lost, a filter that drops large echoes looks the same, and --protocol icmp measures how much comes back. For both ways set the lower MTU: here it limits what goes out, and by the TCP MSS that this host announces what TCP sends back; for UDP and the rest it has to be set at the other end, too.",
	},
	{
		Code:    CodeLocalMTU,
		Title:   "This host itself is the narrowest place",
		Meaning: "The path carries all that this host sends at once, and that is less than the 1500 bytes of Ethernet: the MTU of its interface or route. Or a filter of this host itself keeps larger packets back: then nothing is known of the path for them. Or a tunnel device of this host has a larger MTU than fits into its packets outside, and may not send these in fragments, as over IPv6 or with DF: the kernel drops what is larger, and notes what fits as the cached path MTU of the route. Or the route there has an MTU of its own that is less than the path carries.",
		Example: "This host itself sends no more than 1300 bytes at once by wg0, and the path carries all of them.",
		Remedy:  "For a tunnel whose MTU is what fits, that is as it should be; where it is more, ip link set dev DEVICE mtu BYTES. Else look at ip link and ip route get DESTINATION, and for a filter at nft list ruleset. An MTU of a route that is no longer needed: take it off, or delete the route.",
	},
	{
		Code:    CodeCachedMTU,
		Title:   "The kernel remembers a path MTU that is too small",
		Meaning: "A packet too big of earlier traffic made this host send smaller packets to the destination than the path carries now. It forgets that after ten minutes (net.ipv4.route.mtu_expires). Or this host's own tunnel noted what its packets have room for; more passes in fragments.",
		Example: "This host remembers a path MTU of 1400 for 198.51.100.9 from earlier traffic; the path carries 1500 now.",
		Remedy:  "ip route flush cache, for IPv6 ip -6 route flush cache. If it comes back, a router still says so now and then: trace while that traffic runs.",
	},
}

var explainClaims = []Explanation{
	{
		Code:    CodePTBZero,
		Title:   "A packet too big that names no size",
		Meaning: "A router refuses packets for their size and says 0 where the MTU of its next link belongs, as routers before RFC 1191 (1990) did. What passes was found by trying.",
		Example: "Hop 2 (10.77.0.2) says packet too big and names no size (0); 1400 bytes pass.",
		Remedy:  "Ask who runs the router to update it. Linux, told 0, sends packets of 552 bytes (net.ipv4.route.min_pmtu) and becomes slow: set the MTU here until then.",
	},
	{
		Code:    CodePTBBelowMinimum,
		Title:   "A packet too big that names less than the least MTU",
		Meaning: "A router names fewer than 68 bytes (IPv4) or 1280 (IPv6), which no link may have. It was not believed, and what passes was found by trying.",
		Example: "Hop 2 (10.77.0.2) claims 67 bytes, less than any IPv4 link may have (68); 1400 bytes pass.",
		Remedy:  "Ask who runs the router to set the MTU of its link or tunnel right. An IPv6 link that carries less than 1280 bytes must fragment below IP (RFC 8200, section 5).",
	},
	{
		Code:    CodePTBNotSmaller,
		Title:   "A packet too big that names the same size or more",
		Meaning: "A router refuses packets for their size and names one that is no smaller: who follows is refused again, for ever. What passes was found by trying.",
		Example: "Hop 2 (10.77.0.2) refuses 1500 bytes as too big and names 9000, which is no smaller; 1400 bytes pass.",
		Remedy:  "Ask who runs the router: its link or tunnel has another MTU than it believes. Set the MTU here until then.",
	},
	{
		Code:    CodePTBTooLow,
		Title:   "More passes than a router claims",
		Meaning: "A router named a size, and packets larger than that passed it. Senders that believe it waste some of every packet.",
		Example: "Hop 2 (10.77.0.2) claims 1400 bytes, but 1440 bytes pass.",
		Remedy:  "Ask who runs the router to set the MTU of its link or tunnel right.",
	},
	{
		Code:    CodePTBTooHigh,
		Title:   "Less passes than a router claims",
		Meaning: "A router named a size, and packets of that size did not pass it either: it forgets a header that it adds. What passes was found by trying.",
		Example: "Hop 2 (10.77.0.2) claims 1420 bytes, which do not pass; 1400 bytes pass.",
		Remedy:  "Ask who runs the router to lower the MTU of its link or tunnel by the header that is missing in the sum (pmtu calc does sums). Set the MTU here until then.",
	},
	{
		Code:    CodePTBUnstable,
		Title:   "A router names one size and then another",
		Meaning: "For packets of one flow the same address claimed different sizes. What passes was found by trying.",
		Example: "Hop 2 (10.77.0.2) names one size and then another: 1400 and 1300; 1280 bytes pass.",
		Remedy:  "Several links that share the load behind it should have the same MTU. Ask who runs the router.",
	},
	{
		Code:    CodePTBUnexpectedAddress,
		Title:   "A packet too big from an unexpected address",
		Meaning: "Probes with smaller hop limits show behind which hop packets are refused, and whoever says so answers under another address there, or is the destination by name. It may be another address of the same router, a router inside of a tunnel, or a translator.",
		Example: "10.77.0.222, which answers at no hop, says packet too big, and it came from behind hop 2 (10.77.0.2).",
		Remedy:  "Nothing, if it arrives. Filters must let packets too big in from any address.",
	},
	{
		Code:    CodePTBUnauthenticated,
		Title:   "A packet too big that quotes too little to be sure",
		Meaning: "Its quote ends before the random token of our packets, so that only addresses and ports say that it is an answer. It was tried, like every claim.",
		Example: "Hop 3 (10.77.0.3) quotes too little of our packets for their token: only addresses and ports vouch that it was asked.",
		Remedy:  "Nothing: RFC 792 asks for no more than 8 bytes. Newer routers quote more (RFC 1812, RFC 4884).",
	},
	{
		Code:    CodeForgedAnswers,
		Title:   "Answers to packets that were not sent",
		Meaning: "Answers came that name another token, destination or port than any packet of the run. They were counted and ignored.",
		Example: "11 answers, from 10.77.0.66, could not be matched with our packets: another token, destination or port came back. 11 of them said packet too big; what they claim does not count.",
		Remedy:  "If they come from a hop of the path, it alters what it quotes: ask who runs it. Else somebody guesses, perhaps to make this host send small packets: have a filter drop what comes from there.",
	},
}
