package check

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/pathmtu/pmtu/pmtu"
)

// plainDest takes HOST[/PORT] and refuses what has a colon and is no address.
func plainDest(s string) (Dest, error) {
	host, port, ok := strings.Cut(s, "/")
	d := Dest{Host: host}
	if ok {
		n, err := number(port, 1, 65535)
		if err != nil {
			return d, fmt.Errorf("destination %q: port: %w", s, err)
		}
		d.Port = uint16(n)
	}
	literal := strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	a, err := netip.ParseAddr(literal)
	if err != nil && (strings.Contains(host, ":") || host == "") {
		return d, fmt.Errorf("destination %q: not a name", s)
	}
	if err == nil {
		d.Host, d.Addr = literal, a
	}
	return d, nil
}

var compareSpecs = cmp.Options{cmpopts.EquateEmpty(), cmp.Comparer(func(a, b netip.Addr) bool { return a == b })}

var lists = []struct {
	name, file, text string
	want             []Spec
}{
	{"lines", "t", "\ufeff# nodes\n\ngit.example\n  10.0.0.1/443\trequire=1420 protocol=icmp # a comment\r\n[::1]/53 family=6 name=\"core site\"\nh#1 name=a#b\n", []Spec{
		{Input: "git.example", Dest: Dest{Host: "git.example"}, Where: "t:3"},
		{Input: "10.0.0.1/443", Dest: Dest{"10.0.0.1", netip.MustParseAddr("10.0.0.1"), 443}, Require: 1420, Protocol: new(pmtu.ICMP), Where: "t:4"},
		{Input: "[::1]/53", Dest: Dest{"::1", netip.IPv6Loopback(), 53}, Family: pmtu.IPv6, Label: "core site", Where: "t:5"},
		{Input: "h#1", Dest: Dest{Host: "h#1"}, Label: "a#b", Where: "t:6"},
	}},
	{"lines, brackets first", "-", "[::1] require=1280", []Spec{{Input: "[::1]", Dest: Dest{Host: "::1", Addr: netip.IPv6Loopback()}, Require: 1280, Where: "-:1"}}},
	{"yaml", "t", "# c\n- dest: git.example\n  port: 443\n  require: 1420\n- dest: h\n  protocol: auto\n  family: 4\n  name: 'a b'\n- h2/7 require=68\n", []Spec{
		{Input: "git.example", Dest: Dest{Host: "git.example", Port: 443}, Require: 1420, Where: "t:2"},
		{Input: "h", Dest: Dest{Host: "h"}, Protocol: new(pmtu.Auto), Family: pmtu.IPv4, Label: "a b", Where: "t:5"},
		{Input: "h2/7", Dest: Dest{Host: "h2", Port: 7}, Require: 68, Where: "t:9"},
	}},
	{"yaml by name", "t.yml", "[{port: 443, dest: h}]", []Spec{{Input: "h", Dest: Dest{Host: "h", Port: 443}, Where: "t.yml:1"}}},
	{"yaml with references", "t", "---\n- &a\n  dest: h\n  name: &n x\n- dest: h2\n  name: *n\n", []Spec{
		{Input: "h", Dest: Dest{Host: "h"}, Label: "x", Where: "t:3"},
		{Input: "h2", Dest: Dest{Host: "h2"}, Label: "x", Where: "t:5"},
	}},
	{"json", "t", "[\n\t{\"dest\": \"h\", \"require\": 1420,\n\t \"family\": 6},\n\n\t{\"require\": \"1421\", \"dest\": \"h2/7\"}, \"h3 require=1422\"]\n", []Spec{
		{Input: "h", Dest: Dest{Host: "h"}, Require: 1420, Family: pmtu.IPv6, Where: "t:2"},
		{Input: "h2/7", Dest: Dest{Host: "h2", Port: 7}, Require: 1421, Where: "t:5"},
		{Input: "h3", Dest: Dest{Host: "h3"}, Require: 1422, Where: "t:5"},
	}},
}

func TestParse(t *testing.T) {
	for _, tt := range lists {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Parse(tt.file, strings.NewReader(tt.text), plainDest)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got, compareSpecs); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

var badLists = []struct{ name, file, text, want string }{
	{"empty", "t", "", "t: no targets in it"},
	{"comments only", "t", "# nothing\n\n", "t: no targets in it"},
	{"all bad lines", "t", "h require=x\ngood\na::b::c\nh/0\n", `t:1: require: "x" is not a whole number
t:3: destination "a::b::c": not a name
t:4: destination "h/0": port: 0 is not between 1 and 65535`},
	{"all bad fields", "t", "h require=67 protocol=tcp family=5 color=red port=65536 name=", `t:1: require: 67 is not between 68 and 65575
t:1: protocol: "tcp" is none of auto, udp, icmp
t:1: family: "5" is none of 4, 6
t:1: "color": not known, there are dest, port, require, protocol, family and name
t:1: port: 65536 is not between 1 and 65535
t:1: name: it is empty`},
	{"twice", "t", "h require=1400 require=1400", "t:1: require: given twice"},
	{"two ports", "t", "h/7 port=7", "t:1: port: given twice"},
	{"two ports, the other way", "t.json", `[{"port": 7, "dest": "h/7"}]`, "t.json:1: port: given twice"},
	{"two destinations", "t", "h1 h2", `t:1: "h2": neither a field nor a comment, as in require=1400 or # text`},
	{"open quotes", "t", `h name="a b`, "t:1: name: the quotes are not closed, or what is in them is not understood"},
	{"open quotes of a whole word", "t", "h\n\"10.0.0.1 require=1400\n", "t:2: \"10.0.0.1: a quote that is not closed, or not behind KEY="},
	{"a quote that only closes", "t", "h name=a\"", "t:1: name=a\": a quote that is not closed, or not behind KEY="},
	{"open single quotes", "t", "h name='core site'", "t:1: name='core: blanks go in double quotes, as in name=\"a b\""},
	{"no destination", "t", "h\nrequire=1400\n", "t:2: dest: none given, only require=1400: the destination comes first, as in git.example require=1400"},
	{"a family that contradicts", "t", "10.0.0.1 family=6\nh require=x\n", "t:1: family: 10.0.0.1 is an IPv4 address, and 6 was asked for\nt:2: require: \"x\" is not a whole number"},
	{"a family before its address", "t.json", `[{"family": 4, "dest": "::1"}]`, "t.json:1: family: ::1 is an IPv6 address, and 4 was asked for"},
	{"a family on another line", "t.yaml", "- dest: 10.0.0.1\n  family: 6\n  name: x\n", "t.yaml:2: family: 10.0.0.1 is an IPv4 address, and 6 was asked for"},
	{"quotes go on", "t", `h name="a"b`, "t:1: name: a blank must follow the quotes"},
	{"control character", "t", `h name="\x1b[2J"`, `t:1: name: "\x1b[2J" contains a control character, or is not UTF-8`},
	{"negative", "t", "h require=-1", `t:1: require: "-1" is not a whole number`},
	{"huge", "t", "h require=99999999999999999999", "t:1: require: 99999999999999999999 is not between 68 and 65575"},
	{"yaml mapping", "t.yaml", "dest: h\n", "t.yaml:1: a list of targets is wanted, as in - dest: git.example"},
	{"yaml syntax", "t.yaml", "- dest: h\n- {dest: x\n", "t.yaml:2: YAML: could not find flow mapping end token '}'"},
	{"yaml without dest", "t", "- require: 1400\n- dest: [a]\n- [a]\n- dest: h\n  require: ~\n", `t:1: dest: none given
t:2: dest: a text or a number is wanted
t:3: a target is a mapping or a text
t:5: require: a text or a number is wanted`},
	{"yaml, two documents", "t", "---\n- h\n---\n- h\n", "t:4: a second document: there can be only one"},
	{"yaml, empty", "t.yaml", "# nothing\n", "t.yaml: no targets in it"},
	{"json object", "t", `{"dest": "h"}`, `t:1: a list of targets is wanted, as in [{"dest": "git.example", "require": 1400}]`},
	{"json syntax", "t", "[\n{\"dest\": \"h\",}]", "t:2: JSON: invalid character '}' looking for beginning of object key string"},
	{"json ends", "t", "[\n{\"dest\": \"h\"},\n", "t:2: JSON: it ends too early"},
	{"json goes on", "t", "[\"h\"]\n[]", "t:2: something follows the list"},
	{"json bad fields", "t", "[{\"dest\": \"h\",\n\"require\": null,\n\"name\": [1]}, 7,\n{\"dest\": \"h\", \"dest\": \"h\"}]", `t:2: require: a text or a number is wanted
t:3: name: a text or a number is wanted
t:3: a target is an object or a text
t:4: dest: given twice`},
	{"json empty", "t.json", "[]", "t.json: no targets in it"},
	{"json, nothing", "t.json", "", "t.json:1: JSON: it ends too early"},
}

func TestParseBad(t *testing.T) {
	for _, tt := range badLists {
		t.Run(tt.name, func(t *testing.T) {
			specs, err := Parse(tt.file, strings.NewReader(tt.text), plainDest)
			var bad *ListError
			if !errors.As(err, &bad) || specs != nil {
				t.Fatalf("%v, %v", specs, err)
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestParseDeep: the YAML parser takes the square of the depth, a list is to be refused at once.
func TestParseDeep(t *testing.T) {
	_, err := Parse("deep.yaml", strings.NewReader("- dest: a\n"+strings.Repeat("[", 30000)), plainDest)
	if err == nil || !strings.Contains(err.Error(), "deep.yaml:2: YAML: brackets in brackets") {
		t.Errorf("error %v, want the line and the depth", err)
	}
}

func TestParseTooLarge(t *testing.T) {
	_, err := Parse("t", strings.NewReader(strings.Repeat("# \n", maxFile/3+1)), plainDest)
	if err == nil || err.Error() != "t: more than 16 MiB" {
		t.Error(err)
	}
	_, err = Parse("t", iotestErr{}, plainDest)
	if err == nil || err.Error() != "read t: broken" {
		t.Error(err)
	}
}

type iotestErr struct{}

func (iotestErr) Read([]byte) (int, error) { return 0, errors.New("broken") }

// FuzzParse: a list gives targets or problems, never neither, and every
// target and problem names a place in the file.
func FuzzParse(f *testing.F) {
	for _, l := range lists {
		f.Add(l.file, l.text)
	}
	for _, l := range badLists {
		f.Add(l.file, l.text)
	}
	f.Fuzz(func(t *testing.T, file, text string) {
		specs, err := Parse(file, strings.NewReader(text), plainDest)
		var bad *ListError
		if err != nil && (!errors.As(err, &bad) || len(bad.Problems) == 0) || (err == nil) != (len(specs) > 0) {
			t.Fatalf("%d targets, %v", len(specs), err)
		}
		last := strings.Count(text, "\n") + strings.Count(text, "\r") + 1 // YAML breaks lines at both
		if bad != nil {
			for _, p := range bad.Problems {
				checkPlace(t, file, p.Where, last)
			}
		}
		for _, s := range specs {
			checkPlace(t, file, s.Where, last)
			if s.Dest.Host == "" || s.Require != 0 && (s.Require < minRequire || s.Require > maxRequire) {
				t.Errorf("%+v", s)
			}
		}
	})
}

func checkPlace(t *testing.T, file, where string, last int) {
	t.Helper()
	if where == file {
		return
	}
	n := 0
	if _, err := fmt.Sscanf(strings.TrimPrefix(where, file), ":%d", &n); err != nil || n < 1 || n > last+1 {
		t.Errorf("%q is no place in %q of %d lines", where, file, last)
	}
}
