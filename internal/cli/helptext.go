package cli

// Help is what pmtu trace --help says under its first sentence.
func (traceFlags) Help() string {
	return `Examples:

  pmtu git.example                      the path, its MTU, what limits it
  pmtu -6 --require 1500 git.example    by exit status: does it carry 1500?
  pmtu --json git.example/443           for programs

An MTU is the size of a whole IP packet in bytes, IP header included.

Exit status: 0 path MTU proven, 1 --require not met, 2 usage, 3 black hole, 4 not conclusive, 5 unreachable, 6 this host could not do it, 130 and 143 signals.`
}

// Help is what pmtu calc --help says under its first sentence.
func (calcFlags) Help() string {
	return `Examples:

  pmtu calc wireguard+pppoe             MTU inside WireGuard on a PPPoE line
  pmtu calc vxlan --inner 1500          what the network below has to carry
  pmtu calc --looks-like 1412           what may have this MTU`
}

// Help is what pmtu doctor --help says under its first sentence.
func (doctorFlags) Help() string {
	return `It changes nothing, and sends to the loopback address only. A problem that it finds is an answer: the exit status is 0.`
}

// Help is what pmtu replay --help says under its first sentence.
func (replayFlags) Help() string {
	return `It sends nothing and looks nothing up. The exit status is that of the run.

Example:

  pmtu --record run.jsonl git.example; pmtu replay --json run.jsonl`
}

// Help is what pmtu completion --help says under its first sentence.
func (completionFlags) Help() string {
	return `For bash, in ~/.bashrc:

  eval "$(pmtu completion bash)"

For zsh, in a directory of $fpath:

  pmtu completion zsh > ~/.zfunc/_pmtu

For fish, in ~/.config/fish/config.fish:

  pmtu completion fish | source`
}
