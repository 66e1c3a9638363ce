package asym

import "testing"

func TestInitialHopLimit(t *testing.T) {
	for _, tt := range []struct{ received, want uint8 }{
		{0, 64}, {1, 64}, {32, 64}, {63, 64}, {64, 64}, {65, 128}, {128, 128}, {129, 255}, {254, 255}, {255, 255},
	} {
		if got := InitialHopLimit(tt.received); got != tt.want {
			t.Errorf("InitialHopLimit(%d) = %d, want %d", tt.received, got, tt.want)
		}
	}
}

// The expectation is written as iputils has it, for every value.
func TestReturnHopsLikeTracepath(t *testing.T) {
	for received := range 256 {
		want := 256 - received
		if received <= 64 {
			want = 65 - received
		} else if received <= 128 {
			want = 129 - received
		}
		if got := ReturnHops(uint8(received)); got != want {
			t.Errorf("ReturnHops(%d) = %d, want %d", received, got, want)
		}
	}
}

func TestClassify(t *testing.T) {
	const (
		exceeded    = KindTimeExceeded
		destination = KindDestination
	)
	for _, tt := range []struct {
		name   string
		answer Answer
		want   Verdict
	}{
		{"nothing known", Answer{HopLimit: -1}, Verdict{0, Unknown, NoHopLimit}},
		{"zero value", Answer{}, Verdict{65, Unknown, NoDistance}},
		{"hop limit not delivered", Answer{Kind: exceeded, Forward: 3, HopLimit: -1}, Verdict{0, Unknown, NoHopLimit}},
		{"no hop limit", Answer{Kind: exceeded, Forward: 3, HopLimit: 256}, Verdict{0, Unknown, NoHopLimit}},
		{"neighbour", Answer{Kind: exceeded, Forward: 1, HopLimit: 255}, Verdict{1, No, SameLength}},
		{"neighbour that decrements its own", Answer{Kind: exceeded, Forward: 1, HopLimit: 254}, Verdict{2, Maybe, OffByOne}},
		{"this host", Answer{Kind: destination, Forward: 1, HopLimit: 64}, Verdict{1, No, SameLength}},
		{"symmetric, started with 64", Answer{Kind: exceeded, Forward: 4, HopLimit: 61}, Verdict{4, No, SameLength}},
		{"symmetric, started with 128", Answer{Kind: exceeded, Forward: 4, HopLimit: 125}, Verdict{4, No, SameLength}},
		{"symmetric, started with 255", Answer{Kind: exceeded, Forward: 4, HopLimit: 252}, Verdict{4, No, SameLength}},
		{"started with 254", Answer{Kind: exceeded, Forward: 4, HopLimit: 251}, Verdict{5, Maybe, OffByOne}},
		{"one hop less", Answer{Kind: destination, Forward: 9, HopLimit: 57}, Verdict{8, Maybe, OffByOne}},
		{"five hops more", Answer{Kind: exceeded, Forward: 3, HopLimit: 248}, Verdict{8, Yes, Differs}},
		{"two hops less", Answer{Kind: destination, Forward: 9, HopLimit: 58}, Verdict{7, Yes, Differs}},
		{"first value at hop 5", Answer{Kind: exceeded, Forward: 5, HopLimit: 64}, Verdict{1, Unknown, NotDecremented}},
		{"first value at hop 2", Answer{Kind: exceeded, Forward: 2, HopLimit: 255}, Verdict{1, Unknown, NotDecremented}},
		{"started with 32, symmetric then", Answer{Kind: destination, Forward: 12, HopLimit: 21}, Verdict{44, Unknown, TooFar}},
		{"32 hops back", Answer{Kind: destination, Forward: 12, HopLimit: 33}, Verdict{32, Yes, Differs}},
		{"33 hops back", Answer{Kind: destination, Forward: 12, HopLimit: 32}, Verdict{33, Unknown, TooFar}},
		{"33 hops back and 33 there", Answer{Kind: destination, Forward: 33, HopLimit: 32}, Verdict{33, No, SameLength}},
		{"40 hops back and 32 there", Answer{Kind: destination, Forward: 32, HopLimit: 25}, Verdict{40, Unknown, TooFar}},
		{"40 hops back and 33 there", Answer{Kind: destination, Forward: 33, HopLimit: 25}, Verdict{40, Yes, Differs}},
		{"40 hops back and 36 there", Answer{Kind: destination, Forward: 36, HopLimit: 25}, Verdict{40, Yes, Differs}},
		{"started with 200", Answer{Kind: destination, Forward: 9, HopLimit: 192}, Verdict{64, Unknown, TooFar}},
		{"arrived with 0", Answer{Kind: destination, Forward: 9, HopLimit: 0}, Verdict{65, Unknown, TooFar}},
		{"packet too big, the same", Answer{Kind: KindPacketTooBig, Forward: 3, HopLimit: 62}, Verdict{3, Unknown, NoDistance}},
		{"packet too big, far off", Answer{Kind: KindPacketTooBig, Forward: 3, HopLimit: 240}, Verdict{16, Unknown, NoDistance}},
		{"unreachable from a router", Answer{Kind: KindOther, Forward: 3, HopLimit: 240}, Verdict{16, Unknown, NoDistance}},
		{"distance not known", Answer{Kind: destination, HopLimit: 60}, Verdict{5, Unknown, NoDistance}},
		{"distance below 0", Answer{Kind: destination, Forward: -1, HopLimit: 60}, Verdict{5, Unknown, NoDistance}},
		{"inside of a tunnel, more", Answer{Kind: exceeded, Forward: 4, HopLimit: 248, MPLS: true}, Verdict{8, Maybe, ThroughTunnel}},
		{"inside of a tunnel, less", Answer{Kind: exceeded, Forward: 12, HopLimit: 248, MPLS: true}, Verdict{8, Yes, Differs}},
		{"inside of a tunnel, the same", Answer{Kind: exceeded, Forward: 8, HopLimit: 248, MPLS: true}, Verdict{8, No, SameLength}},
		{"labels at the destination", Answer{Kind: destination, Forward: 4, HopLimit: 248, MPLS: true}, Verdict{8, Yes, Differs}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Classify(tt.answer); got != tt.want {
				t.Errorf("%+v: %v, want %v", tt.answer, got, tt.want)
			}
		})
	}
}

func TestStrings(t *testing.T) {
	for s, want := range map[Sureness]string{Unknown: "unknown", No: "no", Maybe: "maybe", Yes: "yes", 4: "unknown"} {
		if got := s.String(); got != want {
			t.Errorf("sureness %d: %q, want %q", uint8(s), got, want)
		}
	}
	seen := map[string]bool{}
	for r := NoHopLimit; r <= Differs; r++ {
		s := r.String()
		if s == "" || s == "unknown reason" || seen[s] {
			t.Errorf("reason %d: %q", uint8(r), s)
		}
		seen[s] = true
	}
	if got := (Differs + 1).String(); got != "unknown reason" {
		t.Errorf("no reason: %q", got)
	}
	for v, want := range map[Verdict]string{
		{}:                    "asymmetric: unknown (the hop limit of the answer is not known)",
		{1, No, SameLength}:   "1 hop back, asymmetric: no (as many hops back as there)",
		{8, Maybe, OffByOne}:  "8 hops back, asymmetric: maybe (one hop of difference, which some routers make themselves)",
		{9, Yes, Differs}:     "9 hops back, asymmetric: yes (another number of hops back than there)",
		{0, Unknown, TooFar}:  "asymmetric: unknown (the answer started with an unusual hop limit)",
		{5, Unknown, Differs}: "5 hops back, asymmetric: unknown (another number of hops back than there)",
	} {
		if got := v.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// FuzzClassify checks what must hold of every answer.
func FuzzClassify(f *testing.F) {
	f.Add(uint8(KindTimeExceeded), 5, 251, false)
	f.Add(uint8(KindDestination), 9, 56, true)
	f.Add(uint8(KindPacketTooBig), 3, 240, false)
	f.Add(uint8(9), -1, 1<<30, true)
	f.Fuzz(func(t *testing.T, kind uint8, forward, hopLimit int, mpls bool) {
		v := Classify(Answer{Kind: Kind(kind), Forward: forward, HopLimit: hopLimit, MPLS: mpls})
		known := hopLimit >= 0 && hopLimit <= 255
		if known != (v.ReturnHops > 0) || v.ReturnHops > 127 {
			t.Fatalf("hop limit %d: %d hops back", hopLimit, v.ReturnHops)
		}
		off := max(v.ReturnHops-forward, forward-v.ReturnHops)
		told := known && forward > 0 && (Kind(kind) == KindTimeExceeded || Kind(kind) == KindDestination)
		switch {
		case !told && v.Sure != Unknown,
			v.Sure == No && off != 0,
			v.Sure == Maybe && off != 1 && v.Reason != ThroughTunnel,
			v.Sure == Yes && off < 2,
			told && off == 0 && v.Sure != No:
			t.Fatalf("kind %d, %d hops there, hop limit %d: %v", kind, forward, hopLimit, v)
		}
	})
}

func TestClassifyAllocatesNothing(t *testing.T) {
	if got := testing.AllocsPerRun(100, func() { sink = Classify(Answer{Kind: KindTimeExceeded, Forward: 3, HopLimit: 250}) }); got != 0 {
		t.Errorf("%v allocations", got)
	}
}

var sink Verdict

func BenchmarkClassify(b *testing.B) {
	b.ReportAllocs()
	a := Answer{Kind: KindTimeExceeded, Forward: 3}
	for b.Loop() {
		a.HopLimit = (a.HopLimit + 1) & 255
		sink = Classify(a)
	}
}

func BenchmarkReturnHops(b *testing.B) {
	b.ReportAllocs()
	received := uint8(0)
	for b.Loop() {
		received++
		sink.ReturnHops = ReturnHops(received)
	}
}
