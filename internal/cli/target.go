package cli

import (
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// target is a destination as it was typed.
type target struct {
	input string     // all of it
	host  string     // without the port and without brackets
	addr  netip.Addr // of an address; the zero Addr for a name
	port  uint16     // 0: none was given
}

// parseTarget parses DEST/PORT. It looks nothing up.
func parseTarget(s string) (target, error) {
	if err := urlError(s); err != nil {
		return target{input: s}, err
	}
	host, port, hasPort := strings.Cut(s, "/")
	t := target{input: s, host: host}
	switch {
	case host == "" && hasPort:
		return t, badTarget(s, "no name or address before the port")
	case host == "":
		return t, &usageError{"destination: it is empty", "pmtu --help"}
	case strings.ContainsFunc(s, isBlank):
		return t, badTarget(s, "it contains a space or a control character")
	}
	if hasPort {
		n, err := parseInt(port, "1-65535")
		if err != nil {
			return t, badTarget(s, fmt.Sprintf("port: %v", err))
		}
		t.port = uint16(n)
	}
	return t, t.parseAddr()
}

// parseAddr recognizes a literal address, and words that can be neither an
// address nor a name.
func (t *target) parseAddr() error {
	literal, inBrackets := unbracket(t.host)
	addr, err := netip.ParseAddr(literal)
	switch {
	case err == nil && inBrackets && !addr.Is6():
		return badTarget(t.input, "brackets are for IPv6 addresses")
	case err == nil:
		t.host, t.addr = literal, unmap(addr)
		return nil
	case strings.HasPrefix(t.host, "["):
		if _, port, ok := strings.Cut(t.host, "]:"); ok {
			return &usageError{
				fmt.Sprintf("destination %q: the port comes after a slash", t.input),
				fmt.Sprintf("pmtu %s]/%s", printable(t.host[:strings.Index(t.host, "]")]), printable(port)),
			}
		}
		return badTarget(t.input, "not an IPv6 address in brackets")
	case strings.Contains(t.host, ":"):
		return t.colonError()
	case strings.Contains(t.host, "%"):
		return badTarget(t.input, "only an IPv6 address has a zone")
	case isDotted(t.host):
		return badTarget(t.input, "not an IPv4 address")
	case strings.ContainsAny(t.host, "[]"):
		return badTarget(t.input, "not a name")
	case strings.HasPrefix(t.host, "-"):
		return badTarget(t.input, "a name does not begin with a hyphen")
	case len(t.host) > 253:
		return badTarget(printable(t.host[:20])+"...", "longer than a name can be (253 bytes)")
	}
	return nil
}

// colonError explains "host:port" and broken IPv6 addresses.
func (t *target) colonError() error {
	host, port, _ := strings.Cut(t.host, ":")
	if _, err := strconv.ParseUint(port, 10, 16); err == nil && host != "" && !strings.Contains(port, ":") {
		return &usageError{
			fmt.Sprintf("destination %q: the port comes after a slash", t.input),
			fmt.Sprintf("pmtu %s/%s", printable(host), port),
		}
	}
	return badTarget(t.input, "not an IPv6 address")
}

// urlError says what to write in place of a URL, as copied from a browser; nil: it is none. Of that no more is repeated than scheme and
// host, as the rest may be secret, and in the line to enter nothing that a shell would run.
func urlError(s string) error {
	const letters, digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
	scheme, _, ok := strings.Cut(s, "://")
	if !ok || scheme == "" || strings.Trim(scheme, letters+digits+"+-.") != "" {
		return nil
	}
	u, err := url.Parse(s)
	if err != nil {
		return &usageError{text: "destination: a URL; only its host is meant"}
	}
	e := &usageError{text: fmt.Sprintf("destination %q: a URL; only its host is meant", u.Scheme+"://"+u.Host)}
	host := u.Hostname()
	if p := u.Port(); p != "" {
		host += "/" + p
	}
	if _, err := parseTarget(host); err == nil && strings.Trim(host, letters+digits+".:-_/") == "" {
		e.try = "pmtu " + host
	}
	return e
}

// unbracket takes the brackets off [::1].
func unbracket(s string) (string, bool) {
	if len(s) > 2 && s[0] == '[' && s[len(s)-1] == ']' {
		return s[1 : len(s)-1], true
	}
	return s, false
}

// unmap turns ::ffff:192.0.2.1 into 192.0.2.1, which is what the kernel sends to.
func unmap(a netip.Addr) netip.Addr { return a.Unmap() }

// isDotted says whether a word ends in a number, as only IPv4 addresses may
// (WHATWG URL, section 3.5): such a name cannot be in the DNS.
func isDotted(s string) bool {
	last := s[strings.LastIndexByte(strings.TrimSuffix(s, "."), '.')+1:]
	return strings.Trim(last, "0123456789.") == ""
}

func isBlank(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || r == unicode.ReplacementChar
}

func badTarget(s, why string) error {
	return &usageError{text: fmt.Sprintf("destination %q: %s", s, why)}
}

// printable makes text from outside safe for a terminal: what is not
// printable is escaped as in Go.
func printable(s string) string {
	q := strconv.Quote(s)
	return strings.ReplaceAll(strings.ReplaceAll(q[1:len(q)-1], `\"`, `"`), `\\`, `\`)
}
