# bash completion for pmtu: eval "$(pmtu completion bash)"
_pmtu() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} cmd= first=
	COMPREPLY=()
	((COMP_CWORD > 1)) && first=${COMP_WORDS[1]}
	if [[ $cur == '=' ]]; then cur=; elif [[ $prev == '=' ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi
	case $first in
	trace|check|tracepath|calc|doctor|explain|replay|completion|help) cmd=$first ;;
	esac
	case ${cmd:-trace} in
	trace)
		case $prev in
		-P|--protocol) COMPREPLY=($(compgen -W 'auto udp icmp' -- "$cur")); return ;;
		--outer) COMPREPLY=($(compgen -W 'ipip 6in4 6to4 6rd isatap teredo dslite map-e 4in6 ip6ip6 ip6tnl l2tp pptp l2tpv3 gre gretap nvgre eoip etherip 464xlat map-t nat64 vxlan geneve vxlan-gpe lisp fou gue gtpu srv6 srv6-reduced wireguard nebula tailscale netbird openvpn openvpn-cbc-sha1 openvpn-cbc-sha256 esp-gcm esp-gcm12 esp-gcm8 esp-cbc-sha1 esp-cbc-sha256 esp-cbc-sha384 esp-cbc-sha512 esp-3des-sha1 esp-null-sha1' -- "$cur")); return ;;
		-F|--format) COMPREPLY=($(compgen -W 'text json jsonl tracepath traceroute' -- "$cur")); return ;;
		-o|--output) COMPREPLY=($(compgen -f -- "$cur")); return ;;
		--record) COMPREPLY=($(compgen -f -- "$cur")); return ;;
		--color) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); return ;;
		-l|--length|-m|--max-hops|-p|--port|-q|--attempts|-w|--timeout|-W|--deadline|-f|--first-hop|-s|--source|-i|--interface|--mark|--dscp|--flow-label|--rate|--require) return ;;
		esac
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W '-h --help --version -4 --ipv4 -6 --ipv6 -b --both -n --numeric -l --length -m --max-hops -p --port --mtu --no-mtu -P --protocol -q --attempts -w --timeout -W --deadline -f --first-hop -s --source -i --interface --mark --dscp --flow-label --rate --require --outer -F --format --json -o --output --redact --record --color -v --verbose' -- "$cur"))
			return
		fi
		COMPREPLY=($(compgen -A hostname -- "$cur")) ;;
	check)
		case $prev in
		--targets) COMPREPLY=($(compgen -f -- "$cur")); return ;;
		--baseline) COMPREPLY=($(compgen -f -- "$cur")); return ;;
		-P|--protocol) COMPREPLY=($(compgen -W 'auto udp icmp' -- "$cur")); return ;;
		-F|--format) COMPREPLY=($(compgen -W 'text json jsonl junit tap tap13 github prometheus nagios' -- "$cur")); return ;;
		-o|--output) COMPREPLY=($(compgen -f -- "$cur")); return ;;
		--color) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); return ;;
		--require|-p|--port|-q|--attempts|-w|--timeout|-W|--deadline|-s|--source|-i|--interface|--mark|--dscp|--flow-label|--rate) return ;;
		esac
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W '-h --help --version --require --targets --both-families --all-addresses --baseline --full -4 --ipv4 -6 --ipv6 -n --numeric -p --port -P --protocol -q --attempts -w --timeout -W --deadline -s --source -i --interface --mark --dscp --flow-label --rate -F --format --json -o --output --redact --color -v --verbose' -- "$cur"))
			return
		fi
		COMPREPLY=($(compgen -A hostname -- "$cur")) ;;
	tracepath)
		case $prev in
		-l|-m|-p) return ;;
		esac
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W '-4 -6 -b -l -m -n -p -V --mtu --help' -- "$cur"))
			return
		fi
		COMPREPLY=($(compgen -A hostname -- "$cur")) ;;
	calc)
		case $prev in
		--outer-family) COMPREPLY=($(compgen -W '4 6' -- "$cur")); return ;;
		--family) COMPREPLY=($(compgen -W '4 6' -- "$cur")); return ;;
		--color) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); return ;;
		--outer|--inner|--looks-like|--from|--after-hop|--hops|--other-family-mtu) return ;;
		esac
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W '-h --help --version --outer --inner --outer-family --looks-like --from --after-hop --hops --family --other-family-mtu --list --json --color' -- "$cur"))
			return
		fi
		COMPREPLY=($(compgen -W 'pppoe mpls vlan qinq llc-snap macsec ipip 6in4 6to4 6rd isatap teredo dslite map-e 4in6 ip6ip6 ip6tnl l2tp pptp l2tpv3 gre gretap nvgre eoip etherip 464xlat map-t nat64 vxlan geneve vxlan-gpe lisp fou gue gtpu srv6 srv6-reduced wireguard nebula tailscale netbird openvpn openvpn-cbc-sha1 openvpn-cbc-sha256 esp-gcm esp-gcm12 esp-gcm8 esp-cbc-sha1 esp-cbc-sha256 esp-cbc-sha384 esp-cbc-sha512 esp-3des-sha1 esp-null-sha1' -- "$cur")) ;;
	doctor)
		case $prev in
		--color) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); return ;;
		esac
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W '-h --help --version --json --redact --color -v --verbose' -- "$cur"))
			return
		fi
		COMPREPLY=($(compgen -W '' -- "$cur")) ;;
	explain)
		case $prev in
		esac
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W '-h --help --version' -- "$cur"))
			return
		fi
		COMPREPLY=($(compgen -W 'black_hole ptb_lost_on_this_host return_path_limit local_mtu cached_mtu ptb_zero ptb_below_minimum ptb_not_smaller ptb_too_low ptb_too_high ptb_unstable ptb_unexpected_address ptb_unauthenticated forged_answers unreachable prohibited routing_loop silent_destination silent_hop rate_limited lossy asymmetric slow_replies destination_rewritten nat flows_differ' -- "$cur")) ;;
	replay)
		case $prev in
		-F|--format) COMPREPLY=($(compgen -W 'text json jsonl tracepath traceroute' -- "$cur")); return ;;
		-o|--output) COMPREPLY=($(compgen -f -- "$cur")); return ;;
		--color) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); return ;;
		esac
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W '-h --help --version -b --both -n --numeric -F --format --json -o --output --redact --color -v --verbose' -- "$cur"))
			return
		fi
		COMPREPLY=($(compgen -f -- "$cur")) ;;
	completion)
		case $prev in
		esac
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W '-h --help --version' -- "$cur"))
			return
		fi
		COMPREPLY=($(compgen -W 'bash zsh fish' -- "$cur")) ;;
	help)
		case $prev in
		esac
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W '-h --help --version' -- "$cur"))
			return
		fi
		COMPREPLY=($(compgen -W 'trace check tracepath calc doctor explain replay completion help' -- "$cur")) ;;
	esac
	if ((COMP_CWORD == 1)); then
		COMPREPLY+=($(compgen -W 'trace check tracepath calc doctor explain replay completion help' -- "$cur"))
	fi
}
complete -F _pmtu pmtu
