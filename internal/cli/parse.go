package cli

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/pathmtu/pmtu/internal/report"
)

const description = `Show the path to a host, the largest packet that it carries, and what limits it. ` +
	`Needs no privileges. "pmtu DEST" is short for "pmtu trace DEST".`

// newParser returns kong's parser of g. Its exit is called after help and
// version, and does not end the program.
func (e *env) newParser(g *grammar, exit func(int)) (*kong.Kong, error) {
	return kong.New(g,
		kong.Name("pmtu"),
		kong.Description(description),
		kong.Vars{"version": "pmtu " + versionLine()},
		kong.Writers(e.out, e.err),
		kong.Exit(exit),
		kong.KindMapper(reflect.Int, kong.MapperFunc(decodeInt)),
		kong.KindMapper(reflect.Uint32, kong.MapperFunc(decodeUint32)),
		kong.KindMapper(reflect.Float64, kong.MapperFunc(decodeRate)),
		kong.NamedMapper(outFile, kong.MapperFunc(decodeFile)),
		kong.NamedMapper("size", kong.MapperFunc(decodeSize)),
		kong.NamedMapper("span", kong.MapperFunc(decodeSpan)),
		kong.NamedMapper("word", kong.MapperFunc(decodeWord)),
		kong.Help(printHelp),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 80, NoExpandSubcommands: true}),
	)
}

// pmtu is pmtu's own command line.
func (e *env) pmtu(ctx context.Context, args []string) int {
	if len(args) == 0 {
		return e.usage()
	}
	var g grammar
	shown := false // help or version
	parser, err := e.newParser(&g, func(int) { shown = true })
	if err != nil {
		return e.fail(ctx, err)
	}
	parser.Model.HelpFlag.Help = "Print help and exit."
	stdout := &output{w: e.out, name: stdoutName}
	parser.Stdout = stdout
	parsed, err := parser.Parse(args)
	switch {
	case stdout.Err() != nil:
		return e.outputFailed(stdout.Err())
	case shown:
		return exitOK
	case err != nil:
		code := e.fail(ctx, usageOf(err, args))
		if isPlugin(args) {
			return report.NagiosUnknown
		}
		return code
	}
	switch parsed.Selected().Name {
	case "check":
		return e.checkCommand(ctx, &g.Check)
	case "calc":
		return e.calc(ctx, &g.Calc)
	case "doctor":
		return e.doctorCommand(ctx, &g.Doctor)
	case "help":
		return e.help(ctx, &g.Help)
	case "explain":
		return e.explain(ctx, &g.Explain)
	case "completion":
		return e.completion(parser.Model, g.Completion.Shell)
	case "replay":
		return e.replay(ctx, &g.Replay)
	case "tracepath":
		return e.fail(ctx, &usageError{"tracepath: it comes first, its options after it", "pmtu tracepath [OPTIONS] DEST"})
	}
	return e.traceCommand(ctx, &g.Trace)
}

// nagios is a flag with its value that makes check a plugin of Nagios.
var nagios = regexp.MustCompile(`^(-[0-9a-zA-Z]*F|--format)[ =]?nagios$`)

// isPlugin reports whether a command line that cannot be meant is that of a plugin, which
// has another code for it than pmtu: 2 would be a state of the path.
func isPlugin(args []string) bool {
	for i, a := range args {
		if i > 0 && (nagios.MatchString(a) || nagios.MatchString(args[i-1]+" "+a)) {
			return args[0] == "check"
		}
	}
	return false
}

// Complaints of kong, to be put in the words of this program.
var (
	missing   = regexp.MustCompile(`^expected "<(.*)>"`)
	exclusive = regexp.MustCompile(`^(--\S+) and (--\S+) can't be used together$`)
	argument  = regexp.MustCompile(`^<(\w+)>: `)
	noValue   = regexp.MustCompile(`^(--\S+): expected \w+ value but got "EOL"`)
	likeFlag  = regexp.MustCompile(`^(--\S+): expected \w+ value but got (".*") \((?:short |long )?flag`)
)

// usageOf turns what kong complains about into a usageError.
func usageOf(err error, args []string) error {
	text, _, _ := strings.Cut(err.Error(), ", did you mean one of") // a list of all letters
	try := "pmtu trace --help"
	var parse *kong.ParseError
	if errors.As(err, &parse) && parse.Context != nil {
		if n := parse.Context.Selected(); n != nil {
			try = "pmtu " + n.Name + " --help"
			if meant := misspelt(args); n.Name == "trace" && meant != nil {
				return meant
			}
		}
	}
	if m := missing.FindStringSubmatch(text); m != nil {
		text = m[1] + ": none given"
	} else if m := exclusive.FindStringSubmatch(text); m != nil {
		text = m[1] + ": conflicts with " + m[2]
	} else if m := noValue.FindStringSubmatch(text); m != nil {
		text = m[1] + ": needs a value"
	} else if m := likeFlag.FindStringSubmatch(text); m != nil {
		text = fmt.Sprintf("%s: needs a value, and %s is a flag", m[1], m[2])
	}
	text = argument.ReplaceAllString(text, "$1: ")
	return &usageError{strings.Replace(text, "dest: none given", "destination: none given", 1), try}
}
