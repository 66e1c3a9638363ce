#compdef pmtu
# zsh completion for pmtu: pmtu completion zsh > ~/.zfunc/_pmtu

_pmtu() {
	local -a commands=(
		'trace:Show the path to a destination and its MTU (the default).'
		'tracepath:Behave as tracepath of iputils does.'
		'completion:Print a completion script for a shell.'
	)
	local command=$words[2]
	if ((CURRENT == 2)) && [[ $words[2] != -* ]]; then
		_describe command commands
		_hosts
		return
	fi
	case $command in
	completion)
		shift words; ((CURRENT--))
		_arguments -s \
			'(-h --help)'{-h,--help}'[Print help and exit.]' \
			'--version[Print the version and exit.]' \
			'1:argument:(bash zsh fish)' ;;
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
	*)
		if [[ $command == trace ]]; then shift words; ((CURRENT--)); fi
		_arguments -s \
			'(-h --help)'{-h,--help}'[Print help and exit.]' \
			'--version[Print the version and exit.]' \
			'(-4 --ipv4)'{-4,--ipv4}'[Use IPv4.]' \
			'(-6 --ipv6)'{-6,--ipv6}'[Use IPv6.]' \
			'(-b --both)'{-b,--both}'[Print names and addresses.]' \
			'(-n --numeric)'{-n,--numeric}'[Print addresses only; look up no names.]' \
			'(-l --length)'{-l+,--length=}'[Size of the first large packet, IP header included (the largest that this host can send).]:bytes:' \
			'(-m --max-hops)'{-m+,--max-hops=}'[Look no further than this many hops (30).]:hops:' \
			'(-p --port)'{-p+,--port=}'[Destination port (33434).]:port:' \
			'(--mtu --no-mtu)'{--mtu,--no-mtu}'[Find the path MTU; --no-mtu shows the hops only.]' \
			'(-P --protocol)'{-P+,--protocol=}'[Protocol of the probes: auto or udp.]:name:(auto udp)' \
			'(-q --attempts)'{-q+,--attempts=}'[Ask this often before silence is an answer (3).]:n:' \
			'(-w --timeout)'{-w+,--timeout=}'[Wait at most this long for an answer (1).]:seconds:' \
			'(-W --deadline)'{-W+,--deadline=}'[End the run after this time (30).]:seconds:' \
			'(-f --first-hop)'{-f+,--first-hop=}'[Begin at this hop (1).]:hop:' \
			'(-s --source)'{-s+,--source=}'[Send from this address.]:address:' \
			'(-i --interface)'{-i+,--interface=}'[Send by this interface.]:name:' \
			'--mark=[Set this firewall mark on the probes (needs CAP_NET_ADMIN).]:n:' \
			'--dscp=[Differentiated services code point, 0 to 63 or a name such as ef.]:class:' \
			'--flow-label=[IPv6 flow label, 0 to 0xfffff.]:n:' \
			'--rate=[Send at most this many probes a second.]:n:' \
			'--require=[Exit with 0 if the path carries packets of this size, with 1 if not.]:bytes:' \
			'(-F --format)'{-F+,--format=}'[Output: text, json, jsonl or tracepath.]:name:(text json jsonl tracepath)' \
			'--json[The same as --format json.]' \
			'(-o --output)'{-o+,--output=}'[Write the output to a file.]:file:_files' \
			'--record=[Keep all that was seen in a file, to replay it.]:file:_files' \
			'--color=[Colour: auto, always or never.]:when:(auto always never)' \
			'(-v --verbose)'{-v,--verbose}'[Say more, on standard error too.]' \
			'1:destination:_hosts' ;;
	esac
}

if [[ $funcstack[1] == _pmtu ]]; then _pmtu "$@"; else compdef _pmtu pmtu; fi
