package tunnel

// Kind says how the numbers of a row come about.
type Kind uint8

// The kinds of rows.
const (
	// Plain: headers of fixed length around the packet.
	Plain Kind = iota + 1
	// Padded: headers around whole blocks of a cipher, see Row.Block.
	Padded
	// Capped: padded as well, but never beyond the MTU of the tunnel's interface.
	Capped
	// Setting: a number that somebody configures; nothing to compute.
	Setting
	// Stream: packets in a TCP connection. The MTU of the path does not limit
	// the MTU of the tunnel's interface.
	Stream
)

// Part is one header or trailer.
type Part struct {
	Bytes int    // negative: of what it replaces
	What  string // "UDP", in a formula: "8 UDP"
}

// Row is one entry of the catalogue. Rows are shared: do not change them.
type Row struct {
	// ID is the stable name in stacks: lower case letters, digits and hyphens.
	ID string
	// Aliases are other names that a stack may use.
	Aliases []string
	// Name is the name for people.
	Name string
	// Source is where the numbers are from: an RFC, a standard, a driver, a vendor.
	Source string
	// Kind says how the MTU inside is computed.
	Kind Kind
	// Outer is which families the outer IP header may have. The empty set: it
	// adds no IP header, it is a link layer.
	Outer Families
	// Carries is which families it carries inside; Both for Ethernet frames.
	Carries Families
	// Parts are the headers and trailers besides the outer IP header, from the
	// outside in. Trailer is not among them.
	Parts []Part
	// Block is the size of which the encrypted part is a multiple, in bytes:
	// the larger of the cipher's block and 4 for ESP (RFC 4303, section 2.4).
	// 0 for Plain rows.
	Block int
	// Trailer is what is padded together with the packet: ESP's pad length and
	// next header.
	Trailer Part
	// Options are what a stack may say after a colon.
	Options []Option
	// Position is where in a path it is typical; 0: anywhere.
	Position Position
	// Forms are the usual forms, with which [LooksLike] explains a number.
	Forms []Form
	// MTU is the number of a Setting in bytes, or the MTU that the interface of
	// another kind has by default, whatever is below; 0: none. MTUMax is set
	// where a Setting is a range from MTU to MTUMax.
	MTU, MTUMax int
	// Basis and Base say where a Setting comes from, if from arithmetic: the
	// MTU inside of the stack Basis over Base bytes.
	Basis string
	Base  int
	// Weight is how common a Setting is, as Form.Weight.
	Weight int
	// Note is one more sentence that the user should know; "": none.
	Note string
}

// Form is a usual form of a row.
type Form struct {
	// Spec is what follows the ID in a stack: "/ipv6:key".
	Spec string
	// Weight is how common it is among all that limit paths: 100 is what
	// everybody has, 5 is what hardly anybody has. It is a judgement from what
	// users report, no measurement: there is no published histogram.
	Weight int
}

// Effect is what an option does.
type Effect uint8

// The effects of options.
const (
	// Adds bytes. The zero value.
	Adds Effect = iota
	// Transport makes it a transport mode: no IP header is added, the packet's own one stays outside.
	Transport
	// InterfaceMTU states the MTU of the tunnel's interface.
	InterfaceMTU
)

// Option is something a stack may say about a row.
type Option struct {
	Name    string   // in stacks, behind the colon
	Aliases []string // other names for it there
	Effect  Effect   // besides the bytes
	// What names the bytes in a formula.
	What string
	// Bytes is what it adds; negative: what it leaves out.
	Bytes int
	// Per is what each unit adds to Bytes, for an option with a number n:
	// Bytes + Per*(n-Skip) where n is above Skip, nothing where not.
	Per, Skip int
	// Min, Max and Step bound the number: Min, Min+Step, ... Max. Max 0: a flag without a number.
	Min, Max, Step int
	// Default is the number where the stack does not say one.
	Default int
	// One and Many say it in a name, Many with %d for the number: "with key", "with %d labels".
	One, Many string
}

// number says whether the option has a number.
func (o *Option) number() bool { return o.Max > 0 }

// bytes returns what the option adds; n is ignored for a flag.
func (o *Option) bytes(n int) int {
	switch {
	case !o.number():
		return o.Bytes
	case n <= o.Skip:
		return 0
	}
	return o.Bytes + o.Per*(n-o.Skip)
}

// Catalogue returns all rows, in the order in which they are to be listed:
// links, tunnels, overlays, VPNs, settings. The slice is the caller's, the rows
// are shared.
func Catalogue() []*Row {
	c := catalogue()
	rows := make([]*Row, len(c.rows))
	copy(rows, c.rows)
	return rows
}

// Lookup returns the row of an ID or alias in any case. The error is an [*UnknownError].
func Lookup(name string) (*Row, error) {
	if r := catalogue().byName[fold(name)]; r != nil {
		return r, nil
	}
	return nil, &UnknownError{Name: name, Near: near(name), Hint: hints[fold(name)]}
}
