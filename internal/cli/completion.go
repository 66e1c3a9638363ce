package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// completion prints the script of a shell.
func (e *env) completion(model *kong.Application, shell string) int {
	out := &output{w: e.out, name: stdoutName}
	completers[shell](out, describe(model))
	if err := out.Err(); err != nil {
		return e.outputFailed(err)
	}
	return exitOK
}

// completers write the scripts, by shell.
var completers = map[string]func(io.Writer, commandLine){
	"bash": completeBash,
	"zsh":  completeZsh,
	"fish": completeFish,
}

// commandLine is what a completion script has to know.
type commandLine struct {
	name     string
	commands []command
}

// command is one command of it. The first is the default one.
type command struct {
	name, help string
	flags      []flagSpec
	words      []string // what its argument may be; nil: a host, or a file
	files      bool     // its argument is a file
}

// flagSpec is one flag of a command.
type flagSpec struct {
	names []string // with hyphens, the short ones first
	help  string
	arg   string   // what its value is called; "": it takes none
	words []string // what the value may be, as far as that can be listed; nil: anything
	file  bool     // the value is a file
}

// describe reads kong's model; tracepath's options, which kong does not
// parse, come from their own table.
func describe(model *kong.Application) commandLine {
	line := commandLine{name: model.Name}
	for _, n := range model.Children {
		if n.Hidden {
			continue
		}
		c := command{name: n.Name, help: n.Help}
		for _, group := range n.AllFlags(true) {
			for _, f := range group {
				c.flags = append(c.flags, describeFlag(f))
			}
		}
		for _, p := range n.Positional {
			c.words = append(c.words, wordsOf(p)...)
		}
		switch n.Name {
		case "trace":
			c.give("--outer", tunnelNames())
		case "tracepath":
			c.flags = describeTracepath()
		case "calc":
			c.words = stackNames()
		case "explain":
			c.words = findingCodes()
		case "doctor":
			c.words = []string{} // nothing, and no host either
		case "replay":
			c.files = true
		case "help":
			c.words = commandWords()
		}
		line.commands = append(line.commands, c)
	}
	return line
}

// give sets the words of a flag that can be listed, but are not all.
func (c *command) give(name string, words []string) {
	for i := range c.flags {
		if slices.Contains(c.flags[i].names, name) {
			c.flags[i].words = words
		}
	}
}

func describeFlag(f *kong.Flag) flagSpec {
	d := flagSpec{help: f.Help, words: wordsOf(f.Value), file: f.Tag.Type == outFile || f.Tag.Get("reads") == "file"}
	if f.Short != 0 {
		d.names = append(d.names, "-"+string(f.Short))
	}
	d.names = append(d.names, "--"+f.Name)
	if f.Tag.Negatable != "" {
		d.names = append(d.names, "--no-"+f.Name)
	}
	if !f.IsBool() {
		d.arg = strings.ToLower(f.FormatPlaceHolder())
	}
	return d
}

func describeTracepath() (flags []flagSpec) {
	for _, o := range tracepathOptions {
		flags = append(flags, flagSpec{names: []string{"-" + string(o.letter)}, help: o.help, arg: o.arg})
	}
	for _, o := range tracepathLong {
		flags = append(flags, flagSpec{names: []string{"--" + o.name}, help: o.help})
	}
	return flags
}

func wordsOf(v *kong.Value) []string {
	words := v.Tag.Get("words")
	if words == "" {
		return nil
	}
	return strings.Split(words, ",")
}

// all returns every name of every flag that keep accepts.
func (c command) all(keep func(flagSpec) bool) (names []string) {
	for _, f := range c.flags {
		if keep(f) {
			names = append(names, f.names...)
		}
	}
	return names
}

func anyFlag(flagSpec) bool { return true }

// commandNames returns the names of all commands.
func (l commandLine) commandNames() (names []string) {
	for _, c := range l.commands {
		names = append(names, c.name)
	}
	return names
}

// completeBash writes a function for bash's complete. Hosts come from
// bash's own list (HOSTFILE).
func completeBash(w io.Writer, l commandLine) {
	fmt.Fprintf(w, "# bash completion for %[1]s: eval \"$(%[1]s completion bash)\"\n_%[1]s() {\n", l.name)
	fmt.Fprint(w, "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} cmd= first=\n")
	fmt.Fprint(w, "\tCOMPREPLY=()\n\t((COMP_CWORD > 1)) && first=${COMP_WORDS[1]}\n")
	// Bash takes --format=json apart at the equals sign.
	fmt.Fprint(w, "\tif [[ $cur == '=' ]]; then cur=; elif [[ $prev == '=' ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi\n")
	fmt.Fprintf(w, "\tcase $first in\n\t%s) cmd=$first ;;\n\tesac\n", strings.Join(l.commandNames(), "|"))
	fmt.Fprint(w, "\tcase ${cmd:-"+l.commands[0].name+"} in\n")
	for _, c := range l.commands {
		fmt.Fprintf(w, "\t%s)\n\t\tcase $prev in\n", c.name)
		for _, f := range c.flags {
			if f.file || f.arg != "" && f.words != nil {
				fmt.Fprintf(w, "\t\t%s) COMPREPLY=($(compgen %s -- \"$cur\")); return ;;\n", strings.Join(f.names, "|"), bashValue(f))
			}
		}
		if free := c.all(func(f flagSpec) bool { return f.arg != "" && !f.file && f.words == nil }); len(free) > 0 {
			fmt.Fprintf(w, "\t\t%s) return ;;\n", strings.Join(free, "|"))
		}
		fmt.Fprintf(w, "\t\tesac\n\t\tif [[ $cur == -* ]]; then\n\t\t\tCOMPREPLY=($(compgen -W '%s' -- \"$cur\"))\n\t\t\treturn\n\t\tfi\n",
			strings.Join(c.all(anyFlag), " "))
		fmt.Fprintf(w, "\t\tCOMPREPLY=($(compgen %s -- \"$cur\")) ;;\n", bashArgument(c))
	}
	fmt.Fprintf(w, "\tesac\n\tif ((COMP_CWORD == 1)); then\n\t\tCOMPREPLY+=($(compgen -W '%s' -- \"$cur\"))\n\tfi\n}\n", strings.Join(l.commandNames(), " "))
	fmt.Fprintf(w, "complete -F _%[1]s %[1]s\n", l.name)
}

func bashValue(f flagSpec) string {
	if f.file {
		return "-f"
	}
	return "-W '" + strings.Join(f.words, " ") + "'"
}

func bashArgument(c command) string {
	switch {
	case c.files:
		return "-f"
	case c.words != nil:
		return "-W '" + strings.Join(c.words, " ") + "'"
	}
	return "-A hostname"
}
