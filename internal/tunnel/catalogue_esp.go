package tunnel

// esp describes one choice of algorithms of ESP.
type esp struct {
	id      string
	aliases []string
	name    string
	source  string
	block   int // the larger of the cipher's block and 4 (RFC 4303, section 2.4)
	iv, icv int
	tunnel  [4]int // weights of its forms: IPv4, IPv4 with NAT-T, IPv6, IPv6 with NAT-T
	transit [2]int // weights of transport mode: IPv4, IPv4 with NAT-T
}

// espRows are ESP by algorithms. One formula serves all: what is left of the
// MTU after the outer headers, the IV and the ICV holds whole blocks, which
// hold the packet and two bytes of trailer (RFC 4303, sections 2 and 3.1).
func espRows() []Row {
	var rows []Row
	for _, e := range []esp{
		{
			"esp-gcm",
			[]string{"esp-gcm16", "esp-gcm-16", "esp-chacha20-poly1305", "esp-chacha", "esp-ccm", "ipsec-gcm", "aes-gcm"},
			"ESP AES-GCM-16 or ChaCha20-Poly1305", "RFC 4106; RFC 7634; RFC 4309", 4, 8, 16,
			[4]int{70, 58, 30, 15},
			[2]int{24, 12},
		},
		{
			"esp-gcm12",
			[]string{"esp-gcm-12", "ipsec-gcm12"},
			"ESP AES-GCM-12", "RFC 4106", 4, 8, 12,
			[4]int{10, 6, 6, 3},
			[2]int{3, 2},
		},
		{
			"esp-gcm8",
			[]string{"esp-gcm-8", "ipsec-gcm8"},
			"ESP AES-GCM-8", "RFC 4106", 4, 8, 8,
			[4]int{8, 5, 4, 2},
			[2]int{3, 2},
		},
		{
			"esp-cbc-sha1",
			[]string{"esp-cbc", "ipsec-cbc-sha1", "esp-aes-sha1"},
			"ESP AES-CBC with SHA1-96", "RFC 3602; RFC 2404", 16, 16, 12,
			[4]int{50, 42, 25, 16},
			[2]int{20, 12},
		},
		{
			"esp-cbc-sha256",
			[]string{"ipsec-cbc-sha256", "esp-aes-sha256"},
			"ESP AES-CBC with SHA256-128", "RFC 3602; RFC 4868", 16, 16, 16,
			[4]int{55, 45, 26, 18},
			[2]int{20, 12},
		},
		{
			"esp-cbc-sha384",
			[]string{"ipsec-cbc-sha384", "esp-aes-sha384"},
			"ESP AES-CBC with SHA384-192", "RFC 3602; RFC 4868", 16, 16, 24,
			[4]int{15, 12, 8, 5},
			[2]int{5, 3},
		},
		{
			"esp-cbc-sha512",
			[]string{"ipsec-cbc-sha512", "esp-aes-sha512"},
			"ESP AES-CBC with SHA512-256", "RFC 3602; RFC 4868", 16, 16, 32,
			[4]int{20, 16, 10, 6},
			[2]int{6, 4},
		},
		{
			"esp-3des-sha1",
			[]string{"ipsec-3des-sha1", "esp-3des"},
			"ESP 3DES with SHA1-96", "RFC 2451; RFC 2404", 8, 8, 12,
			[4]int{14, 10, 3, 2},
			[2]int{5, 3},
		},
		{
			"esp-null-sha1",
			[]string{"ipsec-null-sha1", "esp-null"},
			"ESP NULL with SHA1-96", "RFC 2410; RFC 2404", 4, 0, 12,
			[4]int{8, 5, 2, 1},
			[2]int{3, 2},
		},
	} {
		rows = append(rows, e.row())
	}
	return rows
}

func (e *esp) row() Row {
	r := Row{
		ID: e.id, Aliases: e.aliases, Name: e.name, Source: "RFC 4303; " + e.source,
		Kind: Padded, Outer: Both, Carries: Both, Position: Middle | Host,
		Parts: []Part{{8, "SPI and sequence number"}},
		Block: e.block, Trailer: Part{2, "pad length and next header"},
		Options: []Option{
			{Name: "nat-t", Aliases: []string{"natt", "udp", "nat"}, Bytes: 8, What: "UDP (NAT-T, RFC 3948)", One: "with NAT-T"},
			{Name: "transport", Effect: Transport, One: "in transport mode"},
			{Name: "tunnel", One: ""},
		},
	}
	if e.iv > 0 {
		r.Parts = append(r.Parts, Part{e.iv, "IV"})
	}
	r.Parts = append(r.Parts, Part{e.icv, "ICV"})
	for i, spec := range []string{"/ipv4", "/ipv4:nat-t", "/ipv6", "/ipv6:nat-t"} {
		r.Forms = append(r.Forms, Form{spec, e.tunnel[i]})
	}
	for i, spec := range []string{"/ipv4:transport", "/ipv4:nat-t,transport"} {
		r.Forms = append(r.Forms, Form{spec, e.transit[i]})
	}
	return r
}
