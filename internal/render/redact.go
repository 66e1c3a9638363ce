package render

import (
	"net/netip"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/pathmtu/pmtu/pmtu"
)

// redactor replaces what tells whose networks a run went through: addresses
// that are not of private use, and the names that the user gave. An address
// has the same stand-in everywhere in a run. Stand-ins are addresses for
// documentation (RFC 5737, RFC 3849), so that every format stays what it is.
type redactor struct {
	known  map[netip.Addr]netip.Addr
	count4 int
	count6 int
	// names finds the user's words in sentences; nil: there are none.
	names  *regexp.Regexp
	target netip.Addr // what they become
}

// redacting is a stream in front of another one.
type redacting struct {
	Stream
	r *redactor
}

// redact returns a redactor for a run, and h and o without what it replaces.
func redact(h Head, o Options) (*redactor, Head, Options) {
	r := &redactor{known: make(map[netip.Addr]netip.Addr), names: namePattern(o.Input, o.TargetName)}
	r.target = r.addr(h.Target.Addr())
	h = redacted(r, h)
	o.Input, o.TargetName, o.Name, o.NameFailed = "", "", nil, nil
	return r, h, o
}

// RedactText replaces in a message about a run what its redacted output does
// not tell.
func RedactText(s string, h Head, o Options) string {
	r, _, _ := redact(h, o)
	return r.text(s)
}

// Update passes on what is left of an update.
func (s *redacting) Update(u pmtu.Update) error { return s.Stream.Update(redacted(s.r, u)) }

// Close passes on what is left of a result.
func (s *redacting) Close(r *pmtu.Result) error { return s.Stream.Close(redacted(s.r, r)) }

// redacted returns a deep copy with all addresses and sentences replaced. It
// walks over every field that there is, so that none is forgotten.
func redacted[T any](r *redactor, v T) T {
	var out T
	r.copy(reflect.ValueOf(&out).Elem(), reflect.ValueOf(&v).Elem())
	return out
}

// copy sets to, which is zero, to what is left of from.
func (r *redactor) copy(to, from reflect.Value) {
	switch v := from.Interface().(type) {
	case netip.Addr:
		to.Set(reflect.ValueOf(r.addr(v)))
		return
	case netip.AddrPort:
		to.Set(reflect.ValueOf(netip.AddrPortFrom(r.addr(v.Addr()), v.Port())))
		return
	case netip.Prefix:
		to.Set(reflect.ValueOf(netip.PrefixFrom(r.addr(v.Addr()), v.Bits())))
		return
	case time.Time:
		to.Set(from)
		return
	case string: // words of the program's own have types of their own
		to.SetString(r.text(v))
		return
	}
	switch from.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !from.IsNil() {
			r.copyPointed(to, from)
		}
	case reflect.Slice:
		if !from.IsNil() {
			to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
		}
		for i := range from.Len() {
			r.copy(to.Index(i), from.Index(i))
		}
	case reflect.Array:
		for i := range from.Len() {
			r.copy(to.Index(i), from.Index(i))
		}
	case reflect.Struct:
		for i := range from.NumField() {
			if from.Type().Field(i).IsExported() {
				r.copy(to.Field(i), from.Field(i))
			}
		}
	default:
		to.Set(from)
	}
}

// copyPointed copies what is behind a pointer or in an interface.
func (r *redactor) copyPointed(to, from reflect.Value) {
	c := reflect.New(from.Elem().Type())
	r.copy(c.Elem(), from.Elem())
	if from.Kind() == reflect.Interface {
		c = c.Elem()
	}
	to.Set(c)
}

// addr returns the stand-in of an address; itself if it is of private use.
func (r *redactor) addr(a netip.Addr) netip.Addr {
	plain := a.Unmap().WithZone("")
	if !a.IsValid() || plain.IsPrivate() || plain.IsLinkLocalUnicast() || plain.IsLoopback() || plain.IsUnspecified() {
		return a
	}
	s, ok := r.known[plain]
	if !ok {
		s = r.next(plain)
		r.known[plain] = s
	}
	return s
}

// next draws the stand-in for an address. None stands for itself.
func (r *redactor) next(a netip.Addr) netip.Addr {
	for {
		var s netip.Addr
		if a.Is4() {
			r.count4++
			s = standIn4(r.count4)
		} else {
			r.count6++
			s = standIn6(r.count6)
		}
		if s != a {
			return s
		}
	}
}

// nets4 are the blocks of IPv4 for documentation (RFC 5737).
var nets4 = [][3]byte{{192, 0, 2}, {198, 51, 100}, {203, 0, 113}}

// standIn4 is the nth stand-in, from 1. A run with more than there are
// documentation addresses gets those for benchmarks (RFC 2544).
func standIn4(n int) netip.Addr {
	const hosts = 254
	n--
	if net := n / hosts; net < len(nets4) {
		b := nets4[net]
		return netip.AddrFrom4([4]byte{b[0], b[1], b[2], byte(n%hosts + 1)})
	}
	n -= hosts * len(nets4)
	return netip.AddrFrom4([4]byte{198, 18 | byte(n>>16&1), byte(n >> 8), byte(n)})
}

func standIn6(n int) netip.Addr {
	return netip.AddrFrom16([16]byte{0x20, 0x01, 0x0d, 0xb8, 12: byte(n >> 24), 13: byte(n >> 16), 14: byte(n >> 8), 15: byte(n)})
}

// namePattern matches the words that are names; nil where none is.
func namePattern(words ...string) *regexp.Regexp {
	var names []string
	for _, w := range words {
		w = strings.TrimSuffix(w, ".")
		if _, err := netip.ParseAddr(w); w != "" && err != nil {
			names = append(names, regexp.QuoteMeta(w))
		}
	}
	if names == nil {
		return nil
	}
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) }) // the longer one where both match
	p, err := regexp.Compile("(?i)" + strings.Join(names, "|"))
	if err != nil { // words that are not UTF-8 are in no sentence
		return nil
	}
	return p
}

// addressChars matches what addresses are written with.
var addressChars = regexp.MustCompile(`[0-9A-Fa-f:.]{2,}`)

// text replaces names, where they are whole words, and addresses in a sentence.
func (r *redactor) text(s string) string {
	if r.names == nil {
		return r.addressesIn(s)
	}
	var out strings.Builder
	end := 0
	for _, at := range r.names.FindAllStringIndex(s, -1) {
		before, _ := utf8.DecodeLastRuneInString(s[:at[0]])
		after, _ := utf8.DecodeRuneInString(s[at[1]:])
		if inName(before) || inName(after) {
			continue
		}
		out.WriteString(r.addressesIn(s[end:at[0]]))
		out.WriteString(addrText(r.target))
		end = at[1]
	}
	out.WriteString(r.addressesIn(s[end:]))
	return out.String()
}

func (r *redactor) addressesIn(s string) string {
	return addressChars.ReplaceAllStringFunc(s, r.addresses)
}

func inName(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// addresses replaces the addresses in a run of addressChars, the longest
// that begins at each place.
func (r *redactor) addresses(run string) string {
	var out strings.Builder
	for len(run) > 0 {
		n, a := longestAddr(run)
		switch {
		case n == 0:
			n = 1
			out.WriteByte(run[0])
		case r.addr(a) == a: // in the user's spelling
			out.WriteString(run[:n])
		default:
			out.WriteString(addrText(r.addr(a)))
		}
		run = run[n:]
	}
	return out.String()
}

// maxAddrText is the longest text of an address: IPv6 with IPv4 in it.
const maxAddrText = 45

// longestAddr returns the longest address that s begins with; 0: none.
func longestAddr(s string) (int, netip.Addr) {
	for n := min(len(s), maxAddrText); n > 1; n-- {
		if a, err := netip.ParseAddr(s[:n]); err == nil {
			return n, a
		}
	}
	return 0, netip.Addr{}
}
