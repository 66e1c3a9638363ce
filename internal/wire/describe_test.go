package wire

import "testing"

func TestDescribe(t *testing.T) {
	for _, tt := range []struct {
		version   int
		typ, code uint8
		want      string
	}{
		{4, 0, 0, "echo reply"},
		{4, 3, 0, "network unreachable"},
		{4, 3, 1, "host unreachable"},
		{4, 3, 2, "protocol unreachable"},
		{4, 3, 3, "port unreachable"},
		{4, 3, 4, "fragmentation needed"},
		{4, 3, 5, "source route failed"},
		{4, 3, 6, "network unknown"},
		{4, 3, 7, "host unknown"},
		{4, 3, 8, "source host isolated"},
		{4, 3, 9, "network administratively prohibited"},
		{4, 3, 10, "host administratively prohibited"},
		{4, 3, 11, "network unreachable for this type of service"},
		{4, 3, 12, "host unreachable for this type of service"},
		{4, 3, 13, "administratively prohibited"},
		{4, 3, 14, "host precedence violation"},
		{4, 3, 15, "precedence cutoff in effect"},
		{4, 3, 16, "destination unreachable, code 16"},
		{4, 4, 0, "source quench"},
		{4, 4, 1, "source quench, code 1"},
		{4, 5, 1, "redirect for the host"},
		{4, 11, 0, "time to live exceeded in transit"},
		{4, 11, 1, "fragment reassembly time exceeded"},
		{4, 12, 1, "required option missing"},
		{4, 12, 9, "parameter problem, code 9"},
		{4, 99, 7, "icmp type 99 code 7"},
		{6, 1, 0, "no route to destination"},
		{6, 1, 1, "administratively prohibited"},
		{6, 1, 2, "beyond scope of source address"},
		{6, 1, 3, "address unreachable"},
		{6, 1, 4, "port unreachable"},
		{6, 1, 5, "source address failed ingress or egress policy"},
		{6, 1, 6, "reject route to destination"},
		{6, 1, 7, "error in source routing header"},
		{6, 1, 8, "headers too long"},
		{6, 1, 200, "destination unreachable, code 200"},
		{6, 2, 0, "packet too big"},
		{6, 2, 3, "packet too big, code 3"},
		{6, 3, 0, "hop limit exceeded in transit"},
		{6, 3, 1, "fragment reassembly time exceeded"},
		{6, 4, 0, "erroneous header field"},
		{6, 4, 3, "first fragment has incomplete header chain"},
		{6, 4, 4, "segment routing upper-layer header error"},
		{6, 4, 10, "option too big"},
		{6, 4, 11, "parameter problem, code 11"},
		{6, 129, 0, "echo reply"},
		{6, 100, 0, "icmp type 100 code 0"},
	} {
		if got := Describe(tt.version, tt.typ, tt.code); got != tt.want {
			t.Errorf("ipv%d %d/%d: %q, want %q", tt.version, tt.typ, tt.code, got, tt.want)
		}
	}
}

func TestMark(t *testing.T) {
	for _, tt := range []struct {
		version    int
		typ        uint8
		codes      []uint8
		mark       string
		tracepath  string
		tracepathE string
	}{
		{4, 3, []uint8{0, 6, 11}, "!N", "!N", ""},
		{4, 3, []uint8{8}, "!N", "", "Machine is not on the network"},
		{4, 3, []uint8{1, 12}, "!H", "!H", ""},
		{4, 3, []uint8{7}, "!H", "", "Host is down"},
		{4, 3, []uint8{9}, "!A", "!N", ""},
		{4, 3, []uint8{10, 13}, "!A", "!H", ""},
		{4, 3, []uint8{2}, "!P", "", "Protocol not available"},
		{4, 3, []uint8{3, 4}, "", "", ""},
		{4, 3, []uint8{5}, "!<5>", "", "Operation not supported"},
		{4, 3, []uint8{14}, "!<14>", "!H", ""},
		{4, 3, []uint8{15}, "!<15>", "!H", ""},
		{4, 3, []uint8{16}, "!<16>", "", ""},
		{4, 3, []uint8{255}, "!<255>", "", ""},
		{4, 12, []uint8{0, 1, 2, 200}, "!P", "!P", ""},
		{4, 11, []uint8{0}, "", "", ""},
		{4, 11, []uint8{1}, "!<11-1>", "", ""}, // not delivered by Linux
		{4, 11, []uint8{2}, "!<11-2>", "!H", ""},
		{4, 4, []uint8{0}, "!<4-0>", "", ""},
		{4, 5, []uint8{1}, "!<5-1>", "", ""},
		{4, 0, []uint8{0}, "", "", ""},
		{4, 8, []uint8{0}, "", "", ""},
		{6, 1, []uint8{0}, "!N", "!N", ""},
		{6, 1, []uint8{1, 5, 6}, "!A", "!A", ""},
		{6, 1, []uint8{2, 3}, "!H", "!H", ""},
		{6, 1, []uint8{4}, "", "", ""},
		{6, 1, []uint8{7}, "!<7>", "!P", ""},
		{6, 1, []uint8{8}, "!<8>", "!P", ""},
		{6, 2, []uint8{0, 1, 255}, "", "", ""},
		{6, 3, []uint8{0}, "", "", ""},
		{6, 3, []uint8{1}, "!<3-1>", "!H", ""},
		{6, 4, []uint8{0, 1, 2, 10}, "!P", "!P", ""},
		{6, 100, []uint8{0}, "!<100-0>", "!P", ""},
		{6, 127, []uint8{9}, "!<127-9>", "!P", ""},
		{6, 128, []uint8{0}, "", "", ""},
		{6, 129, []uint8{0}, "", "", ""},
		{6, 0, []uint8{0}, "!<0-0>", "", ""},
	} {
		for _, code := range tt.codes {
			if got := Mark(tt.version, tt.typ, code); got != tt.mark {
				t.Errorf("Mark(%d, %d, %d) = %q, want %q", tt.version, tt.typ, code, got, tt.mark)
			}
			mark, text := TracepathMark(tt.version, tt.typ, code)
			if mark != tt.tracepath || text != tt.tracepathE {
				t.Errorf("TracepathMark(%d, %d, %d) = %q, %q, want %q, %q",
					tt.version, tt.typ, code, mark, text, tt.tracepath, tt.tracepathE)
			}
		}
	}
}

func TestIs(t *testing.T) {
	type key struct {
		version   int
		typ, code uint8
	}
	tooBig := map[key]bool{{4, 3, 4}: true}
	exceeded := map[key]bool{{4, 11, 0}: true, {6, 3, 0}: true}
	port := map[key]bool{{4, 3, 3}: true, {6, 1, 4}: true}
	for code := range 256 {
		tooBig[key{6, 2, uint8(code)}] = true // RFC 4443, section 3.2: the code is ignored
	}
	for _, version := range []int{4, 6} {
		for i := range 0x10000 {
			k := key{version, uint8(i >> 8), uint8(i)}
			if got := IsPacketTooBig(k.version, k.typ, k.code); got != tooBig[k] {
				t.Errorf("IsPacketTooBig(%v) = %v", k, got)
			}
			if got := IsTimeExceeded(k.version, k.typ, k.code); got != exceeded[k] {
				t.Errorf("IsTimeExceeded(%v) = %v", k, got)
			}
			if got := IsPortUnreachable(k.version, k.typ, k.code); got != port[k] {
				t.Errorf("IsPortUnreachable(%v) = %v", k, got)
			}
		}
	}
}
