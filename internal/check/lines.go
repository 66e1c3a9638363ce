package check

import (
	"fmt"
	"strconv"
	"strings"
)

// lines parses the format of one target a line: DEST[/PORT] and fields of the
// form KEY=VALUE. A value with blanks stands in double quotes. A # at the
// beginning of a word begins a comment.
func (l *list) lines(text string) {
	n := 0
	for line := range strings.Lines(text) {
		n++
		l.line(n, line)
	}
}

// line parses one line; an empty one says nothing.
func (l *list) line(n int, line string) {
	words, err := split(line)
	if err != nil {
		l.complain(n, "%v", err)
		return
	}
	if len(words) == 0 {
		return
	}
	if key, _, ok := strings.Cut(words[0], "="); ok && (setters[key] != nil || key == fieldDest) {
		l.complain(n, "dest: none given, only %s: the destination comes first, as in git.example require=1400", words[0])
		return
	}
	fields := []field{{fieldDest, words[0], n}}
	for _, w := range words[1:] {
		key, value, ok := strings.Cut(w, "=")
		if !ok {
			l.complain(n, "%q: neither a field nor a comment, as in require=1400 or # text", w)
			return
		}
		fields = append(fields, field{key, value, n})
	}
	l.add(n, fields)
}

// split splits a line into words.
func split(line string) (words []string, err error) {
	for {
		line = strings.TrimLeft(line, " \t\r\n")
		if line == "" || line[0] == '#' {
			return words, nil
		}
		end := strings.IndexAny(line, " \t\r\n")
		if end < 0 {
			end = len(line)
		}
		word := line[:end]
		// A value in quotes may have blanks in it.
		if at := strings.Index(word, `="`); at >= 0 {
			quoted, err := strconv.QuotedPrefix(line[at+1:])
			if err != nil {
				return nil, fmt.Errorf("%s: the quotes are not closed, or what is in them is not understood", word[:at])
			}
			value, err := strconv.Unquote(quoted)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", word[:at], err)
			}
			end = at + 1 + len(quoted)
			if rest := line[end:]; rest != "" && !strings.ContainsRune(" \t\r\n", rune(rest[0])) {
				return nil, fmt.Errorf("%s: a blank must follow the quotes", word[:at])
			}
			word = line[:at+1] + value
		} else if err := strayQuote(word); err != nil {
			return nil, err
		}
		words = append(words, word)
		line = line[end:]
	}
}

// strayQuote finds a quote that does not stand around a value. In a name, as in
// O'Brien, a single one may stand.
func strayQuote(word string) error {
	_, value, ok := strings.Cut(word, "=")
	switch {
	case strings.Contains(word, `"`):
		return fmt.Errorf("%s: a quote that is not closed, or not behind KEY=", word)
	case ok && strings.HasPrefix(value, "'"), strings.HasPrefix(word, "'"):
		return fmt.Errorf("%s: blanks go in double quotes, as in name=\"a b\"", word)
	}
	return nil
}
