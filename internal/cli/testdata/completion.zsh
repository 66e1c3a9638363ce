#compdef pmtu
# zsh completion for pmtu: pmtu completion zsh > ~/.zfunc/_pmtu

_pmtu() {
	local -a commands=(
		'trace:Show the path to a destination and its MTU (the default).'
		'check:Check that paths carry packets of a size: for CI and monitoring.'
		'tracepath:Behave as tracepath of iputils does.'
		'calc:Compute the MTU inside of tunnels, and what an MTU looks like.'
		'doctor:Show what this host can do and how its MTUs are set.'
		'explain:Explain a finding by its code, or list all.'
		'replay:Show a run again that --record kept.'
		'completion:Print a completion script for a shell.'
		'help:Print help for a command.'
	)
	local command=$words[2]
	if ((CURRENT == 2)) && [[ $words[2] != -* ]]; then
		_describe command commands
		_hosts
		return
	fi
	case $command in
	help)
		shift words; ((CURRENT--))
		_arguments -s \
			'(-h --help)'{-h,--help}'[Print help and exit.]' \
			'--version[Print the version and exit.]' \
			'1:argument:(trace check tracepath calc doctor explain replay completion help)' ;;
	completion)
		shift words; ((CURRENT--))
		_arguments -s \
			'(-h --help)'{-h,--help}'[Print help and exit.]' \
			'--version[Print the version and exit.]' \
			'1:argument:(bash zsh fish)' ;;
	replay)
		shift words; ((CURRENT--))
		_arguments -s \
			'(-h --help)'{-h,--help}'[Print help and exit.]' \
			'--version[Print the version and exit.]' \
			'(-b --both)'{-b,--both}'[Print names and addresses.]' \
			'(-n --numeric)'{-n,--numeric}'[Print addresses only.]' \
			'(-F --format)'{-F+,--format=}'[Output: text, json, jsonl, tracepath or traceroute.]:name:(text json jsonl tracepath traceroute)' \
			'--json[The same as --format json.]' \
			'(-o --output)'{-o+,--output=}'[Write the output to a file, all at once.]:file:_files' \
			'--redact[Leave out names and public addresses: for output that others are to see.]' \
			'--color=[Colour: auto, always or never.]:when:(auto always never)' \
			'(-v --verbose)'{-v,--verbose}'[Say more: every round-trip time, lesser findings, commands that set what is advised.]' \
			'1:file:_files' ;;
	explain)
		shift words; ((CURRENT--))
		_arguments -s \
			'(-h --help)'{-h,--help}'[Print help and exit.]' \
			'--version[Print the version and exit.]' \
			'1:argument:(black_hole ptb_lost_on_this_host return_path_limit local_mtu cached_mtu ptb_zero ptb_below_minimum ptb_not_smaller ptb_too_low ptb_too_high ptb_unstable ptb_unexpected_address ptb_unauthenticated forged_answers unreachable prohibited routing_loop silent_destination silent_hop rate_limited lossy asymmetric slow_replies destination_rewritten nat flows_differ)' ;;
	doctor)
		shift words; ((CURRENT--))
		_arguments -s \
			'(-h --help)'{-h,--help}'[Print help and exit.]' \
			'--version[Print the version and exit.]' \
			'--json[Print JSON.]' \
			'--redact[Put stand-ins in the place of public addresses: for output that others are to see.]' \
			'--color=[Colour: auto, always or never.]:when:(auto always never)' \
			'(-v --verbose)'{-v,--verbose}'[Explain what is as it should be, too.]' \
			'1:argument:()' ;;
	calc)
		shift words; ((CURRENT--))
		_arguments -s \
			'(-h --help)'{-h,--help}'[Print help and exit.]' \
			'--version[Print the version and exit.]' \
			'--outer=[The MTU outside (1500): what is the MTU inside?]:bytes:' \
			'--inner=[The packets inside: which MTU do they need outside?]:bytes:' \
			'--outer-family=[Family of the outer IP header where the stack leaves it open: 4 or 6.]:family:(4 6)' \
			'--looks-like=[Say what an MTU may come from.]:bytes:' \
			'--from=[The MTU before the limit.]:bytes:' \
			'--after-hop=[The limit is after this hop; 0 is this host.]:hop:' \
			'--hops=[The path has this many hops.]:hops:' \
			'--family=[The limit is one of IPv4 or of IPv6 packets: 4 or 6.]:family:(4 6)' \
			'--other-family-mtu=[The path MTU of the other family.]:bytes:' \
			'--list[List the encapsulations and settings that are known.]' \
			'--json[Print JSON.]' \
			'--color=[Colour: auto, always or never.]:when:(auto always never)' \
			'1:argument:(pppoe mpls vlan qinq llc-snap macsec ipip 6in4 6to4 6rd isatap teredo dslite map-e 4in6 ip6ip6 ip6tnl l2tp pptp l2tpv3 gre gretap nvgre eoip etherip 464xlat map-t nat64 vxlan geneve vxlan-gpe lisp fou gue gtpu srv6 srv6-reduced wireguard nebula tailscale netbird openvpn openvpn-cbc-sha1 openvpn-cbc-sha256 esp-gcm esp-gcm12 esp-gcm8 esp-cbc-sha1 esp-cbc-sha256 esp-cbc-sha384 esp-cbc-sha512 esp-3des-sha1 esp-null-sha1)' ;;
	tracepath)
		shift words; ((CURRENT--))
		_arguments -s \
			'-4[use IPv4]' \
			'-6[use IPv6]' \
			'-b[print both name and ip]' \
			'-l+[use packet <length>]:length:' \
			'-m+[use maximum <hops>]:hops:' \
			'-n[no dns name resolution]' \
			'-p+[use destination <port>]:port:' \
			'-V[print version and exit]' \
			'--mtu[diagnose the path MTU afterwards]' \
			'--help[print this text and exit]' \
			'1:destination:_hosts' ;;
	check)
		shift words; ((CURRENT--))
		_arguments -s \
			'(-h --help)'{-h,--help}'[Print help and exit.]' \
			'--version[Print the version and exit.]' \
			'--require=[The size that every path must carry, for targets that do not say another.]:bytes:' \
			'--targets=[Read targets from a file, one a line, or YAML or JSON; - is standard input.]:file:_files' \
			'--both-families[Check names over IPv4 and over IPv6.]' \
			'--all-addresses[Check every address of a name, not only the first.]' \
			'--baseline=[Compare with the JSON of an earlier run; less MTU than then counts as failed.]:file:_files' \
			'--full[Trace every path to its last byte, not only those where something is wrong.]' \
			'(-4 --ipv4)'{-4,--ipv4}'[Use IPv4.]' \
			'(-6 --ipv6)'{-6,--ipv6}'[Use IPv6.]' \
			'(-n --numeric)'{-n,--numeric}'[Look up no names of routers.]' \
			'(-p --port)'{-p+,--port=}'[Destination port, for targets that do not say another (default 33434).]:port:' \
			'(-P --protocol)'{-P+,--protocol=}'[Protocol of the probes: udp, icmp (echo requests), or auto: UDP, and ICMP where only that is answered (default auto).]:name:(auto udp icmp)' \
			'(-q --attempts)'{-q+,--attempts=}'[Ask this often before silence is an answer (default 3).]:n:' \
			'(-w --timeout)'{-w+,--timeout=}'[Wait at most this long for one answer (default 1, more where the path is slower).]:seconds:' \
			'(-W --deadline)'{-W+,--deadline=}'[Give each target at most this time (default 30).]:seconds:' \
			'(-s --source)'{-s+,--source=}'[Send from this address of this host.]:address:' \
			'(-i --interface)'{-i+,--interface=}'[Send by this interface.]:name:' \
			'--mark=[Set this firewall mark on the probes; it needs CAP_NET_ADMIN.]:n:' \
			'--dscp=[Set this differentiated services code point, 0 to 63 or a name such as ef.]:class:' \
			'--flow-label=[Set this IPv6 flow label, 0 to 0xfffff.]:n:' \
			'--rate=[Send at most this many probes a second, over all targets (default 1000).]:n:' \
			'(-F --format)'{-F+,--format=}'[Report: text, json, jsonl, junit, tap, tap13, github, prometheus or nagios.]:name:(text json jsonl junit tap tap13 github prometheus nagios)' \
			'--json[The same as --format json.]' \
			'(-o --output)'{-o+,--output=}'[Write the report to a file.]:file:_files' \
			'--redact[Leave out names and public addresses: for reports that others are to see.]' \
			'--color=[Colour: auto, always or never.]:when:(auto always never)' \
			'(-v --verbose)'{-v,--verbose}'[Say more: why targets pass, too.]' \
			'1:destination:_hosts' ;;
	*)
		if [[ $command == trace ]]; then shift words; ((CURRENT--)); fi
		_arguments -s \
			'(-h --help)'{-h,--help}'[Print help and exit.]' \
			'--version[Print the version and exit.]' \
			'(-4 --ipv4)'{-4,--ipv4}'[Use IPv4.]' \
			'(-6 --ipv6)'{-6,--ipv6}'[Use IPv6.]' \
			'(-b --both)'{-b,--both}'[Print names and addresses.]' \
			'(-n --numeric)'{-n,--numeric}'[Print addresses only; look up no names.]' \
			'(-l --length)'{-l+,--length=}'[Size of the largest packet to try, IP header included (default: the largest that this host can send).]:bytes:' \
			'(-m --max-hops)'{-m+,--max-hops=}'[Look no further than this many hops (default 30).]:hops:' \
			'(-p --port)'{-p+,--port=}'[Destination port, best one that answers: mostly one at which nothing listens (default 33434).]:port:' \
			'(--mtu --no-mtu)'{--mtu,--no-mtu}'[Find the path MTU; --no-mtu shows the hops only.]' \
			'(-P --protocol)'{-P+,--protocol=}'[Protocol of the probes: udp, icmp (echo requests), or auto: UDP, and ICMP where only that is answered (default auto).]:name:(auto udp icmp)' \
			'(-q --attempts)'{-q+,--attempts=}'[Ask this often before silence is an answer (default 3).]:n:' \
			'(-w --timeout)'{-w+,--timeout=}'[Wait at most this long for one answer (default 1, more where the path is slower).]:seconds:' \
			'(-W --deadline)'{-W+,--deadline=}'[End the run after this time, with what is known by then (default 30).]:seconds:' \
			'(-f --first-hop)'{-f+,--first-hop=}'[Begin at this hop (default 1).]:hop:' \
			'(-s --source)'{-s+,--source=}'[Send from this address of this host.]:address:' \
			'(-i --interface)'{-i+,--interface=}'[Send by this interface.]:name:' \
			'--mark=[Set this firewall mark on the probes; it needs CAP_NET_ADMIN.]:n:' \
			'--dscp=[Set this differentiated services code point, 0 to 63 or a name such as ef.]:class:' \
			'--flow-label=[Set this IPv6 flow label, 0 to 0xfffff.]:n:' \
			'--rate=[Send at most this many probes a second.]:n:' \
			'--require=[Exit with 0 if the path carries packets of this size, with 1 if it is proven not to.]:bytes:' \
			'--outer=[DEST is the other end of this tunnel: say what the MTU inside of it must be.]:stack:(ipip 6in4 6to4 6rd isatap teredo dslite map-e 4in6 ip6ip6 ip6tnl l2tp pptp l2tpv3 gre gretap nvgre eoip etherip 464xlat map-t nat64 vxlan geneve vxlan-gpe lisp fou gue gtpu srv6 srv6-reduced wireguard nebula tailscale netbird openvpn openvpn-cbc-sha1 openvpn-cbc-sha256 esp-gcm esp-gcm12 esp-gcm8 esp-cbc-sha1 esp-cbc-sha256 esp-cbc-sha384 esp-cbc-sha512 esp-3des-sha1 esp-null-sha1)' \
			'(-F --format)'{-F+,--format=}'[Output: text, json, jsonl, tracepath or traceroute.]:name:(text json jsonl tracepath traceroute)' \
			'--json[The same as --format json.]' \
			'(-o --output)'{-o+,--output=}'[Write the output to a file, all at once when the run has ended.]:file:_files' \
			'--redact[Leave out names and public addresses: for output that others are to see.]' \
			'--record=[Keep all that was sent and seen in a file, for pmtu replay.]:file:_files' \
			'--color=[Colour: auto, always or never.]:when:(auto always never)' \
			'(-v --verbose)'{-v,--verbose}'[Say more: every round-trip time, lesser findings, commands that set what is advised.]' \
			'1:destination:_hosts' ;;
	esac
}

if [[ $funcstack[1] == _pmtu ]]; then _pmtu "$@"; else compdef _pmtu pmtu; fi
