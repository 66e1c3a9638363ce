package cli

import (
	"fmt"
	"io"
	"strings"
)

// completeZsh writes a function for zsh's compsys.
func completeZsh(w io.Writer, l commandLine) {
	fmt.Fprintf(w, "#compdef %[1]s\n# zsh completion for %[1]s: %[1]s completion zsh > ~/.zfunc/_%[1]s\n\n_%[1]s() {\n", l.name)
	fmt.Fprint(w, "\tlocal -a commands=(\n")
	for _, c := range l.commands {
		fmt.Fprintf(w, "\t\t%s\n", zshQuote(zshColon(c.name)+":"+c.help))
	}
	fmt.Fprint(w, "\t)\n\tlocal command=$words[2]\n")
	fmt.Fprintf(w, "\tif ((CURRENT == 2)) && [[ $words[2] != -* ]]; then\n\t\t_describe command commands\n\t\t_hosts\n\t\treturn\n\tfi\n")
	fmt.Fprint(w, "\tcase $command in\n")
	for i := len(l.commands) - 1; i >= 0; i-- {
		c := l.commands[i]
		pattern := c.name
		if i == 0 {
			pattern = "*" // the default command: it comes last
		} else {
			fmt.Fprintf(w, "\t%s)\n\t\tshift words; ((CURRENT--))\n", pattern)
		}
		if i == 0 {
			fmt.Fprintf(w, "\t*)\n\t\tif [[ $command == %s ]]; then shift words; ((CURRENT--)); fi\n", c.name)
		}
		fmt.Fprint(w, "\t\t_arguments -s")
		for _, f := range c.flags {
			fmt.Fprintf(w, " \\\n\t\t\t%s", zshFlag(f))
		}
		rest := "1:destination:_hosts"
		switch {
		case c.files:
			rest = "1:file:_files"
		case c.words != nil:
			rest = "1:argument:(" + strings.Join(c.words, " ") + ")"
		}
		fmt.Fprintf(w, " \\\n\t\t\t%s ;;\n", zshQuote(rest))
	}
	fmt.Fprintf(w, "\tesac\n}\n\nif [[ $funcstack[1] == _%[1]s ]]; then _%[1]s \"$@\"; else compdef _%[1]s %[1]s; fi\n", l.name)
}

// zshFlag returns one specification of _arguments: all names of a flag
// exclude each other.
func zshFlag(f flagSpec) string {
	spec := "[" + strings.NewReplacer("[", `\[`, "]", `\]`).Replace(f.help) + "]"
	if f.arg != "" {
		spec += ":" + zshColon(f.arg) + ":"
		switch {
		case f.file:
			spec += "_files"
		case f.words != nil:
			spec += "(" + strings.Join(f.words, " ") + ")"
		}
	}
	if len(f.names) == 1 {
		return zshQuote(zshTakes(f, f.names[0]) + spec)
	}
	names := make([]string, len(f.names))
	for i, n := range f.names {
		names[i] = zshTakes(f, n)
	}
	return fmt.Sprintf("'(%s)'{%s}%s", strings.Join(f.names, " "), strings.Join(names, ","), zshQuote(spec))
}

// zshTakes marks how a value may be joined to a name: -m5, --max-hops=5.
func zshTakes(f flagSpec, name string) string {
	switch {
	case f.arg == "":
		return name
	case strings.HasPrefix(name, "--"):
		return name + "="
	}
	return name + "+"
}

func zshColon(s string) string { return strings.ReplaceAll(s, ":", `\:`) }

func zshQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// completeFish writes commands for fish's complete.
func completeFish(w io.Writer, l commandLine) {
	fmt.Fprintf(w, "# fish completion for %[1]s: %[1]s completion fish | source\ncomplete -c %[1]s -f\n", l.name)
	var others []string
	for i, c := range l.commands {
		fmt.Fprintf(w, "complete -c %s -n __fish_use_subcommand -a %s -d %s\n", l.name, c.name, fishQuote(c.help))
		if i > 0 {
			others = append(others, c.name)
		}
	}
	for i, c := range l.commands {
		when := "__fish_seen_subcommand_from " + c.name
		if i == 0 { // its flags hold unless another command was named
			when = "not __fish_seen_subcommand_from " + strings.Join(others, " ")
		}
		for _, f := range c.flags {
			for _, spec := range fishFlag(f) {
				fmt.Fprintf(w, "complete -c %s -n %s %s -d %s\n", l.name, fishQuote(when), spec, fishQuote(f.help))
			}
		}
		arguments := "-a " + fishQuote("(__fish_print_hostnames)")
		switch {
		case c.files:
			arguments = "-F"
		case c.words != nil:
			arguments = "-a " + fishQuote(strings.Join(c.words, " "))
		}
		fmt.Fprintf(w, "complete -c %s -n %s %s\n", l.name, fishQuote(when), arguments)
	}
}

// fishFlag returns the options of complete for a flag: one specification for
// its short and long name, and one for its negation.
func fishFlag(f flagSpec) (specs []string) {
	value := ""
	switch {
	case f.file:
		value = " -r -F"
	case f.words != nil:
		value = " -x -a " + fishQuote(strings.Join(f.words, " "))
	case f.arg != "":
		value = " -x"
	}
	for i, n := range f.names {
		long, isLong := strings.CutPrefix(n, "--")
		switch {
		case !isLong:
			specs = append(specs, "-s "+n[1:]+value)
		case i == 1 && !strings.HasPrefix(f.names[0], "--"):
			specs[0] = "-s " + f.names[0][1:] + " -l " + long + value
		default:
			specs = append(specs, "-l "+long+value)
		}
	}
	return specs
}

func fishQuote(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(s) + "'"
}
