package pmtu

import (
	"net/netip"
	"testing"
	"time"
)

// TestHear: only a reply of full size, in one piece, and with our token, is proof for the way back.
func TestHear(t *testing.T) {
	target := netip.MustParseAddrPort("192.0.2.9:0")
	probe := Probe{ID: 1, Protocol: ICMP, Target: target, Size: 1500}
	udp := probe
	udp.Protocol = UDP
	full := answer{kind: answerReply, from: target.Addr(), auth: AuthToken, quote: Quote{Bytes: 1472}}
	with := func(change func(*answer)) answer {
		a := full
		change(&a)
		return a
	}
	for _, c := range []struct {
		name        string
		probe       Probe
		a           answer
		whole, came MTU
		cut         bool
	}{
		{"full", probe, full, 1500, 1500, false},
		{"in fragments", probe, with(func(a *answer) { a.fragment = 1300 }), 0, 1500, true},
		{"cut short", probe, with(func(a *answer) { a.quote.Bytes = 56 }), 0, 1500, false},
		{"no token", probe, with(func(a *answer) { a.auth = AuthTuple }), 0, 0, false},
		{"from elsewhere", probe, with(func(a *answer) { a.from = netip.MustParseAddr("192.0.2.1") }), 0, 0, false},
		{"an error", probe, with(func(a *answer) { a.kind = answerUnreachable }), 0, 0, false},
		{"data to UDP", udp, full, 0, 0, false},
	} {
		var m mirror
		m.hear(&flight{Probe: c.probe}, &c.a)
		if m.whole != c.whole || m.came != c.came || m.cut != c.cut {
			t.Errorf("%s: whole %d, came %d, in fragments %v; want %d, %d, %v", c.name, m.whole, m.came, m.cut, c.whole, c.came, c.cut)
		}
	}
}

// TestReturnPath: how much has to be lost, and what has to be answered, for a limit of the way back.
func TestReturnPath(t *testing.T) {
	target := netip.MustParseAddr("192.0.2.9")
	udp := Fate{HopLimit: 64, Size: 1500, Answer: AnswerUnreachable, Addr: target}
	lost := Fate{Protocol: ICMP, HopLimit: 64, Size: 1500}
	small := Fate{Protocol: ICMP, HopLimit: 64, Size: 60, Answer: AnswerReply, Addr: target, Back: 60}
	missed := Fate{Protocol: ICMP, HopLimit: 64, Size: 60}
	there := Fate{Protocol: ICMP, HopLimit: 3, Size: 1500, Answer: AnswerTimeExceeded}
	cut := Fate{Protocol: ICMP, HopLimit: 64, Size: 1500, Answer: AnswerReply, Addr: target, Back: 1500, Fragment: 1300}
	hops := []Hop{{Hop: 1}, {Hop: 3, Answers: []Answer{{}}}, {Hop: 4, Answers: []Answer{{}}, Reached: true}}
	times := func(f Fate, n int) []Fate {
		var list []Fate
		for range n {
			list = append(list, f)
		}
		return list
	}
	late := small
	late.At = time.Minute
	for _, c := range []struct {
		name string
		want bool
		list [][]Fate
	}{
		{"enough", true, [][]Fate{{udp, there}, times(lost, 7), times(small, 6)}},
		{"by UDP too small", false, [][]Fate{{there}, times(lost, 7), times(small, 6)}},
		{"by UDP from elsewhere", false, [][]Fate{{{HopLimit: 64, Size: 1500, Answer: AnswerUnreachable}, there}, times(lost, 7), times(small, 6)}},
		{"too few", false, [][]Fate{{udp, there}, times(lost, 6), times(small, 6)}},
		{"of other sizes", false, [][]Fate{{udp, there}, times(Fate{Protocol: ICMP, HopLimit: 64, Size: 1400}, 9), times(lost, 2), times(small, 6)}},
		{"small ones lost as well", false, [][]Fate{{udp, there}, times(lost, 7), times(small, 4), times(missed, 2)}},
		{"all small ones lost", false, [][]Fate{{udp, there, late}, times(lost, 24), times(missed, 6)}},
		{"small ones at another time", false, [][]Fate{{udp, there}, times(lost, 24), times(late, 6)}},
		{"not at the last router", false, [][]Fate{{udp}, times(lost, 7), times(small, 6)}},
		{"in fragments", true, [][]Fate{{cut}}},
		{"in fragments once, whole once", false, [][]Fate{{cut, {Protocol: ICMP, HopLimit: 64, Size: 1500, Answer: AnswerReply, Addr: target, Back: 1500}}}},
	} {
		var fates []Fate
		for _, l := range c.list {
			fates = append(fates, l...)
		}
		p := returnPathOf(fates, target)
		if got := p.limited(hops); got != c.want {
			t.Errorf("%s: limited is %v: %+v", c.name, got, p)
		}
		if n := p.missing(); n > 0 && c.want && p.cut == 0 {
			t.Errorf("%s: %d more are asked for", c.name, n)
		}
	}
}

// TestProbesOf: what goes beside is no evidence for the way there.
func TestProbesOf(t *testing.T) {
	list := probesOf([]Fate{{Probe: 1}, {Probe: 2, Echo: true}, {Probe: 3, Witness: true}})
	if len(list) != 1 || list[0].Probe != 1 {
		t.Errorf("%+v", list)
	}
}
