package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// helpFlags are the arguments of pmtu help.
type helpFlags struct {
	Command string `arg:"" optional:"" name:"command" help:"A command. Without one, all are listed."`
}

// help prints what --help prints.
func (e *env) help(ctx context.Context, f *helpFlags) int {
	switch words := commandWords(); {
	case f.Command == "":
		return e.pmtu(ctx, []string{"--help"})
	case f.Command == "tracepath":
		return e.tracepath(ctx, 0, []string{"--help"})
	case slices.Contains(words, f.Command):
		return e.pmtu(ctx, []string{f.Command, "--help"})
	default:
		return e.fail(ctx, unknownWord("command", f.Command, "pmtu help", words))
	}
}

// unknownWord is a word that none of those stands for. What to try is command, with
// the word that was likely meant.
func unknownWord(what, word, command string, words []string) error {
	try := command
	if meant := nearest(word, words); meant != "" {
		try += " " + meant
	}
	return &usageError{fmt.Sprintf("%s %q: not known", what, printable(word)), try}
}

// usage is pmtu without any word: how it is called, in short.
func (e *env) usage() int {
	words := commandWords()
	half := len(words) / 2
	fmt.Fprintf(e.err, "usage: pmtu [OPTIONS] DEST[/PORT]\n       pmtu COMMAND ...\nwhere COMMAND is %s,\n  %s\ntry: pmtu --help\n",
		strings.Join(words[:half], ", "), strings.Join(words[half:], ", "))
	return exitUsage
}

// What kong says of the program as a whole does not know that a destination needs no command.
const (
	kongUsage = "Usage: pmtu <command> [flags]\n"
	ourUsage  = "Usage: pmtu <dest>[/<port>] [flags]\n       pmtu <command> ...\n"
	kongEnd   = "Run \"pmtu <command> --help\" for more information on a command.\n"
	ourEnd    = "\"pmtu <command> --help\" has the flags of a command, \"pmtu trace --help\" those of\n\"pmtu <dest>\". All of it is explained in pmtu(8).\n"
)

// printHelp prints kong's help, and in that of the program how it is called.
func printHelp(o kong.HelpOptions, ctx *kong.Context) error {
	var b bytes.Buffer
	out := ctx.Stdout
	ctx.Stdout = &b
	err := kong.DefaultHelpPrinter(o, ctx)
	ctx.Stdout = out
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, strings.NewReplacer(kongUsage, ourUsage, kongEnd, ourEnd).Replace(b.String()))
	return err
}
