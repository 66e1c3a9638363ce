package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/pathmtu/pmtu/internal/render"
	"github.com/pathmtu/pmtu/internal/tunnel"
)

// calcFlags are the arguments of pmtu calc. There are three forms: a stack, a
// number that is to be explained, the list.
type calcFlags struct {
	Stack []string `arg:"" optional:"" name:"stack" help:"Encapsulations, the innermost first, as wireguard pppoe or wireguard+pppoe."`

	Outer       int    `name:"outer" xor:"size" placeholder:"BYTES" range:"68-65535" help:"The MTU outside (1500): what is the MTU inside?"`
	Inner       int    `name:"inner" xor:"size" placeholder:"BYTES" range:"68-65535" help:"The packets inside: which MTU do they need outside?"`
	OuterFamily string `name:"outer-family" type:"word" words:"4,6" placeholder:"FAMILY" help:"Family of the outer IP header where the stack leaves it open: 4 or 6."`

	LooksLike int    `name:"looks-like" placeholder:"BYTES" range:"68-65535" help:"Say what an MTU may come from."`
	From      int    `name:"from" placeholder:"BYTES" range:"68-65535" help:"The MTU before the limit."`
	AfterHop  *int   `name:"after-hop" placeholder:"HOP" range:"0-255" help:"The limit is after this hop; 0 is this host."`
	Hops      int    `name:"hops" placeholder:"HOPS" range:"1-255" help:"The path has this many hops."`
	Family    string `name:"family" type:"word" words:"4,6" placeholder:"FAMILY" help:"The limit is one of IPv4 or of IPv6 packets: 4 or 6."`
	OtherMTU  int    `name:"other-family-mtu" placeholder:"BYTES" range:"68-65535" help:"The path MTU of the other family."`

	List  bool   `name:"list" help:"List the encapsulations and settings that are known."`
	JSON  bool   `name:"json" help:"Print JSON."`
	Color string `name:"color" type:"word" words:"auto,always,never" default:"auto" placeholder:"WHEN" help:"Colour: auto, always or never."`
}

// calc is pmtu calc.
func (e *env) calc(ctx context.Context, f *calcFlags) int {
	if err := f.conflicts(); err != nil {
		return e.fail(ctx, err)
	}
	w := &output{w: e.out, name: stdoutName}
	answer := f.stack
	switch {
	case f.List:
		answer = f.list
	case f.LooksLike != 0:
		answer = f.looksLike
	}
	err := answer(w, e.display("", f.Color))
	if code, failed := e.outputCode(err); failed {
		return code
	}
	if err != nil {
		return e.fail(ctx, err)
	}
	return exitOK
}

// conflicts finds flags that belong to another form.
func (f *calcFlags) conflicts() error {
	forms := 0
	for _, given := range []bool{len(f.Stack) > 0, f.LooksLike != 0, f.List} {
		if given {
			forms++
		}
	}
	switch {
	case forms == 0:
		return &usageError{"stack: none given", "pmtu calc wireguard; pmtu calc --looks-like 1412; pmtu calc --list"}
	case forms > 1:
		return &usageError{"calc: a stack, --looks-like and --list exclude each other", "pmtu calc --help"}
	}
	for _, c := range []struct {
		flag  string
		given bool
		of    bool
		form  string
	}{
		{"--outer", f.Outer != 0, len(f.Stack) > 0, "a stack"},
		{"--inner", f.Inner != 0, len(f.Stack) > 0, "a stack"},
		{"--outer-family", f.OuterFamily != "", len(f.Stack) > 0, "a stack"},
		{"--from", f.From != 0, f.LooksLike != 0, "--looks-like"},
		{"--after-hop", f.AfterHop != nil, f.LooksLike != 0, "--looks-like"},
		{"--hops", f.Hops != 0, f.LooksLike != 0, "--looks-like"},
		{"--family", f.Family != "", f.LooksLike != 0, "--looks-like"},
		{"--other-family-mtu", f.OtherMTU != 0, f.LooksLike != 0, "--looks-like"},
	} {
		if c.given && !c.of {
			return &usageError{text: fmt.Sprintf("%s: needs %s", c.flag, c.form)}
		}
	}
	return f.hintConflicts()
}

// hintConflicts finds hints that contradict each other.
func (f *calcFlags) hintConflicts() error {
	switch {
	case f.From != 0 && f.From <= f.LooksLike:
		return &usageError{text: fmt.Sprintf("--from %d: not more than the MTU behind the limit, %d", f.From, f.LooksLike)}
	case f.Hops != 0 && f.AfterHop == nil:
		return &usageError{text: "--hops: needs --after-hop"}
	case f.AfterHop != nil && *f.AfterHop > 0 && f.Hops == 0:
		return &usageError{text: "--after-hop: needs --hops"}
	case f.AfterHop != nil && f.Hops != 0 && *f.AfterHop >= f.Hops:
		return &usageError{text: fmt.Sprintf("--after-hop %d: not before the last hop, %d", *f.AfterHop, f.Hops)}
	}
	return nil
}

// stack answers what a stack takes.
func (f *calcFlags) stack(w io.Writer, o render.Options) error {
	r, err := tunnel.Calc(tunnel.Request{
		Stack:       strings.Join(f.Stack, " "),
		OuterMTU:    f.Outer,
		InnerMTU:    f.Inner,
		OuterFamily: familyFlag(f.OuterFamily),
	})
	switch {
	case err != nil:
		return calcError(err)
	case f.JSON:
		return render.CalcJSON(w, r, o)
	}
	return render.Calc(w, r, o)
}

// looksLike answers what a number may come from.
func (f *calcFlags) looksLike(w io.Writer, o render.Options) error {
	h := tunnel.Hints{Before: f.From, Family: familyFlag(f.Family), OtherMTU: f.OtherMTU}
	if f.AfterHop != nil {
		h.Position = tunnel.PositionOf(*f.AfterHop, f.Hops)
	}
	e, err := tunnel.Explain(f.LooksLike, h)
	switch {
	case err != nil:
		return calcError(err)
	case f.JSON:
		return render.LooksLikeJSON(w, e, o)
	}
	return render.LooksLike(w, e, o)
}

// list answers what is known.
func (f *calcFlags) list(w io.Writer, o render.Options) error {
	if f.JSON {
		return render.CatalogueJSON(w, tunnel.Catalogue(), o)
	}
	return render.Catalogue(w, tunnel.Catalogue(), o)
}

// familyFlag reads the words 4 and 6; "" is neither.
func familyFlag(s string) tunnel.Family {
	switch s {
	case "4":
		return tunnel.IPv4
	case "6":
		return tunnel.IPv6
	}
	return 0
}

// calcError makes what tunnel refuses a matter of usage: nothing but the
// words of the command line can be at fault.
func calcError(err error) *usageError {
	var unknown *tunnel.UnknownError
	u := &usageError{text: strings.TrimPrefix(err.Error(), "calc: ")}
	if errors.As(err, &unknown) {
		u.try = "pmtu calc --list"
	}
	return u
}

// stackNames are the names that a stack may have, for completion.
func stackNames() (names []string) {
	for _, r := range tunnel.Catalogue() {
		if r.Kind != tunnel.Setting && r.Kind != tunnel.Stream {
			names = append(names, r.ID)
		}
	}
	return names
}
