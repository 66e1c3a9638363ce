package cli

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// maxSpan is the longest time that a flag takes: an hour.
const maxSpan = time.Hour

// span is a time on the command line: seconds ("1.5") or with a unit ("300ms").
type span time.Duration

// UnmarshalText parses a positive time of at most an hour.
func (s *span) UnmarshalText(b []byte) (err error) {
	*s, err = parseSpan(string(b), maxSpan)
	return err
}

// decodeSpan reads a time of at most as many seconds as the tag "most" has.
func decodeSpan(ctx *kong.DecodeContext, target reflect.Value) error {
	var text string
	if err := ctx.Scan.PopValueInto("time", &text); err != nil {
		return err
	}
	most, err := strconv.Atoi(ctx.Value.Tag.Get("most"))
	if err != nil {
		return err
	}
	s, err := parseSpan(text, time.Duration(most)*time.Second)
	target.SetInt(int64(s))
	return err
}

func parseSpan(text string, most time.Duration) (span, error) {
	d, err := time.ParseDuration(text)
	if f, ferr := strconv.ParseFloat(text, 64); ferr == nil {
		d, err = time.Duration(f*float64(time.Second)), nil
		if math.IsNaN(f) || math.Abs(f) > maxSpan.Seconds() {
			d = -1
		}
	}
	switch {
	case err != nil:
		return 0, fmt.Errorf("%q is no time in seconds, as 0.3, nor one with a unit, as 300ms", text)
	case d <= 0 || d > most:
		return 0, fmt.Errorf("%s is not above 0 and at most %.0f seconds", text, most.Seconds())
	}
	return span(d), nil
}

// dscp is a differentiated services code point, 0 to 63 (RFC 2474).
type dscp uint8

// dscpNames are the names of the IANA registry of code points. Class
// selectors and assured forwarding follow from their formulas (RFC 2474,
// section 4.2.2.2, and RFC 2597, section 6).
var dscpNames = map[string]dscp{"be": 0, "df": 0, "default": 0, "le": 1, "va": 44, "ef": 46}

// UnmarshalText parses a number or a name.
func (d *dscp) UnmarshalText(b []byte) error {
	text := strings.ToLower(string(b))
	if v, ok := dscpNames[text]; ok {
		*d = v
		return nil
	}
	if len(text) == 3 && text[:2] == "cs" && text[2] >= '0' && text[2] <= '7' {
		*d = dscp(text[2]-'0') << 3
		return nil
	}
	if len(text) == 4 && text[:2] == "af" && text[2] >= '1' && text[2] <= '4' && text[3] >= '1' && text[3] <= '3' {
		*d = dscp(text[2]-'0')<<3 | dscp(text[3]-'0')<<1
		return nil
	}
	n, err := strconv.ParseUint(text, 0, 8)
	if err != nil || n > 63 {
		return fmt.Errorf("%q is neither a number from 0 to 63 nor a class such as ef, af41 or cs6", string(b))
	}
	*d = dscp(n)
	return nil
}

// label is an IPv6 flow label, 20 bits (RFC 8200, section 3).
type label uint32

// UnmarshalText parses a number of at most 20 bits, also in hexadecimal.
func (l *label) UnmarshalText(b []byte) error {
	n, err := strconv.ParseUint(string(b), 0, 32)
	if err != nil || n > 0xfffff {
		return fmt.Errorf("%q is not a number from 0 to 0xfffff", string(b))
	}
	*l = label(n)
	return nil
}

// decodeInt reads a whole number and holds it against the flag's range.
func decodeInt(ctx *kong.DecodeContext, target reflect.Value) error {
	var text string
	if err := ctx.Scan.PopValueInto("number", &text); err != nil {
		return err
	}
	n, err := parseInt(text, ctx.Value.Tag.Get("range"))
	if err != nil {
		return err
	}
	target.SetInt(int64(n))
	return nil
}

// decodeSize reads a number of bytes. One out of the flag's range is held against that of
// its family when this is known (checkSizes); 0 is of none.
func decodeSize(ctx *kong.DecodeContext, target reflect.Value) error {
	var text string
	if err := ctx.Scan.PopValueInto("number", &text); err != nil {
		return err
	}
	n, err := strconv.Atoi(text)
	if err != nil || n <= 0 {
		_, err = parseInt(text, ctx.Value.Tag.Get("range"))
		return err
	}
	target.SetInt(int64(n))
	return nil
}

// decodeUint32 reads a number of 32 bits, also in hexadecimal.
func decodeUint32(ctx *kong.DecodeContext, target reflect.Value) error {
	var text string
	if err := ctx.Scan.PopValueInto("number", &text); err != nil {
		return err
	}
	n, err := strconv.ParseUint(text, 0, 32)
	if err != nil {
		return fmt.Errorf("%q is not a number from 0 to 0xffffffff", text)
	}
	target.SetUint(n)
	return nil
}

// decodeRate reads how many probes a second are allowed: more than 0.
func decodeRate(ctx *kong.DecodeContext, target reflect.Value) error {
	var text string
	if err := ctx.Scan.PopValueInto("number", &text); err != nil {
		return err
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) || f <= 0 {
		return fmt.Errorf("%q is not a number above 0", text)
	}
	target.SetFloat(f)
	return nil
}

// parseInt parses a decimal number within bounds of the form "1-255".
func parseInt(text, bounds string) (int, error) {
	lo, hi, err := splitRange(bounds)
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(text)
	if errors.Is(err, strconv.ErrSyntax) {
		return 0, fmt.Errorf("%q is not a whole number", text)
	}
	if err != nil || n < lo || n > hi {
		return 0, fmt.Errorf("%s is not between %d and %d", text, lo, hi)
	}
	return n, nil
}

func splitRange(bounds string) (lo, hi int, err error) {
	if _, err := fmt.Sscanf(bounds, "%d-%d", &lo, &hi); err != nil {
		return 0, 0, fmt.Errorf("range %q: %w", bounds, err)
	}
	return lo, hi, nil
}

// outFile is the kong type of flags that name a file to write.
const outFile = "outfile"

// decodeFile reads the name of a file to write; - for standard output is the
// same as none.
func decodeFile(ctx *kong.DecodeContext, target reflect.Value) error {
	var text string
	if err := ctx.Scan.PopValueInto("file", &text); err != nil {
		return err
	}
	if text == "" {
		return errors.New("the name of the file is empty")
	}
	if text == "-" {
		if ctx.Value.Name == "record" {
			return errors.New("- is standard output, which has the output; name a file")
		}
		text = ""
	}
	target.SetString(text)
	return nil
}

// decodeWord reads one of the words in the tag "words".
func decodeWord(ctx *kong.DecodeContext, target reflect.Value) error {
	var text string
	if err := ctx.Scan.PopValueInto("word", &text); err != nil {
		return err
	}
	words := strings.Split(ctx.Value.Tag.Get("words"), ",")
	if !slices.Contains(words, text) {
		return fmt.Errorf("%q is none of %s", text, strings.Join(words, ", "))
	}
	target.SetString(text)
	return nil
}
