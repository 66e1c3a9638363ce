package cli

import (
	"fmt"
	"reflect"
	"strings"
)

// commandWords are the names of all commands, as the grammar has them.
func commandWords() (words []string) {
	t := reflect.TypeFor[grammar]()
	for i := range t.NumField() {
		if _, ok := t.Field(i).Tag.Lookup("cmd"); ok {
			words = append(words, strings.ToLower(t.Field(i).Name))
		}
	}
	return words
}

// nearest returns the word that was likely meant; "" where none is near.
func nearest(word string, words []string) string {
	best, found := min(2, len(word)/3), ""
	for _, w := range words {
		if d := distance(strings.ToLower(word), w); d <= best && d > 0 {
			best, found = d-1, w
		}
	}
	return found
}

// distance is how many letters are missing, too many, wrong or swapped with
// their neighbour (the optimal string alignment).
func distance(a, b string) int {
	row := func() []int { return make([]int, len(b)+1) }
	before, last, this := row(), row(), row()
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		this[0] = i
		for j := 1; j <= len(b); j++ {
			wrong := 1
			if a[i-1] == b[j-1] {
				wrong = 0
			}
			this[j] = min(last[j]+1, this[j-1]+1, last[j-1]+wrong)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				this[j] = min(this[j], before[j-2]+1)
			}
		}
		before, last, this = last, this, before
	}
	return last[len(b)]
}

// misspelt says which command was likely meant, where what stands in its place cannot
// be a destination; nil for other words.
func misspelt(args []string) error {
	if len(args) < 2 {
		return nil
	}
	if meant := nearest(args[0], commandWords()); meant != "" {
		return &usageError{fmt.Sprintf("command %q: not known", printable(args[0])), strings.TrimSpace("pmtu " + meant + helpOf(meant))}
	}
	return nil
}

// helpOf is what behind a command says how to use it; doctor needs nothing.
func helpOf(command string) string {
	if command == "doctor" || command == "help" {
		return ""
	}
	return " --help"
}
