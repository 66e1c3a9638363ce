package cli

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// shortOption is an option of tracepath, which has but one-letter ones.
type shortOption struct {
	letter byte
	arg    string // what its argument is called; "": it takes none
	help   string
}

// tracepathOptions are those of iputils tracepath 20221126, in its order.
var tracepathOptions = []shortOption{
	{'4', "", "use IPv4"},
	{'6', "", "use IPv6"},
	{'b', "", "print both name and ip"},
	{'l', "length", "use packet <length>"},
	{'m', "hops", "use maximum <hops>"},
	{'n', "", "no dns name resolution"},
	{'p', "port", "use destination <port>"},
	{'V', "", "print version and exit"},
}

// tracepathLong are the options that tracepath does not have and pmtu adds.
var tracepathLong = []struct{ name, help string }{
	{"mtu", "diagnose the path MTU afterwards"},
	{"help", "print this text and exit"},
}

// errGetopt is a command line that getopt would not parse. Its text is what
// getopt prints; "" where it prints nothing, as for -h and -?, which
// tracepath has for its usage.
type errGetopt struct{ text string }

func (e *errGetopt) Error() string { return e.text }

// getopt calls short for every option, in order, and long for those that
// begin with two hyphens and are known. It returns what is no option.
// As in the GNU library options may follow operands, unless posix is true, and
// "--" ends them. The first error of a callback ends it.
func getopt(args []string, posix bool, short func(c byte, arg string) error, long func(name string) error) ([]string, error) {
	var operands []string
	for len(args) > 0 {
		word := args[0]
		args = args[1:]
		name, isLong := strings.CutPrefix(word, "--")
		var err error
		switch {
		case word == "--":
			return append(operands, args...), nil
		case isLong && isTracepathLong(name):
			err = long(name)
		case len(word) > 1 && word[0] == '-':
			args, err = cluster(word[1:], args, short)
		case posix:
			return append(append(operands, word), args...), nil
		default:
			operands = append(operands, word)
		}
		if err != nil {
			return nil, err
		}
	}
	return operands, nil
}

// cluster takes one word of options apart: "nb", "m5". It returns the words
// that are left.
func cluster(word string, rest []string, short func(c byte, arg string) error) ([]string, error) {
	for i := 0; i < len(word); i++ {
		if word[i] == 'h' || word[i] == '?' {
			return rest, &errGetopt{}
		}
		o, ok := findShort(word[i])
		if !ok {
			return rest, &errGetopt{fmt.Sprintf("invalid option -- '%s'", printable(word[i:i+1]))}
		}
		arg := word[i+1:]
		if o.arg == "" {
			if err := short(o.letter, ""); err != nil {
				return rest, err
			}
			continue
		}
		if arg == "" && len(rest) == 0 {
			return rest, &errGetopt{fmt.Sprintf("option requires an argument -- '%c'", o.letter)}
		}
		if arg == "" {
			arg, rest = rest[0], rest[1:]
		}
		return rest, short(o.letter, arg)
	}
	return rest, nil
}

func findShort(c byte) (shortOption, bool) {
	for _, o := range tracepathOptions {
		if o.letter == c {
			return o, true
		}
	}
	return shortOption{}, false
}

func isTracepathLong(name string) bool {
	for _, o := range tracepathLong {
		if o.name == name {
			return true
		}
	}
	return false
}

// strtol parses a decimal number as strtol(3) does and holds it against
// bounds. The texts of its errors are those of iputils.
func strtol(text string, limit int64) (int, error) {
	n, err := strconv.ParseInt(strings.TrimLeft(text, " \t\n\v\f\r"), 10, 64)
	quoted := "'" + printable(text) + "'"
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, fmt.Errorf("invalid argument: %s: Numerical result out of range", quoted)
	case err != nil:
		return 0, fmt.Errorf("invalid argument: %s", quoted)
	case n < 0 || n > min(limit, math.MaxInt32):
		return 0, fmt.Errorf("invalid argument: %s: out of range: 0 <= value <= %d", quoted, limit)
	}
	return int(n), nil
}
