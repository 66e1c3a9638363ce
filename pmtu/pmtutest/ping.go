package pmtutest

import (
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

func (w World) echo(id uint32, size pmtu.MTU) pmtu.Probe {
	p := w.probe(id, size)
	p.Protocol = pmtu.ICMP
	return p
}

// needPing skips where the world cannot ping, and fails where the driver
// does not know that it can.
func (w World) needPing(t *testing.T) {
	t.Helper()
	if !w.Ping {
		t.Skip("no ICMP echo here")
	}
	pinger, ok := w.Driver.(pmtu.Pinger)
	if !ok {
		t.Fatal("the driver is no pmtu.Pinger")
	}
	if err := pinger.CanPing(); err != nil {
		t.Fatalf("CanPing: %v", err)
	}
}

// isReplyTo reports whether ev is the echo reply to a probe.
func isReplyTo(ev pmtu.Event, p pmtu.Probe) bool {
	r, ok := ev.(pmtu.Reply)
	want := pmtu.Reply{
		At: r.At, From: r.From, HopLimit: r.HopLimit,
		Bytes: p.PayloadSize(), HasToken: true, Token: p.Token, Echo: true, Sequence: p.EchoSequence(),
	}
	return ok && r == want && !r.At.IsZero() && r.From.Addr().Unmap() == p.Target.Addr().Unmap()
}

func checkEcho(t *testing.T, w World) {
	w.needPing(t)
	for id, size := range []pmtu.MTU{100, 101, 576} {
		p := w.echo(uint32(id+1), size)
		w.send(t, p)
		if s, ok := w.recv(t).(pmtu.Sent); !ok || s.Probe != p.ID || s.At.IsZero() {
			t.Fatalf("first event: %+v, want Sent of probe %d with its time", s, p.ID)
		}
		if ev := w.recv(t); !isReplyTo(ev, p) {
			t.Errorf("answer %+v, want the echo reply to %+v", ev, p)
		}
	}
}

func checkBoth(t *testing.T, w World) {
	w.needPing(t)
	const n = 4
	for id := uint32(1); id <= n; id += 2 {
		w.send(t, w.probe(id, 100))
		w.send(t, w.echo(id+1, 100))
	}
	waiting := map[uint64]bool{}
	for id := uint32(1); id <= n; id++ {
		waiting[w.probe(id, 100).Token] = true
	}
	for len(waiting) > 0 {
		ev := w.recv(t)
		if _, ok := ev.(pmtu.Sent); ok {
			continue
		}
		tok, _ := token(ev)
		r, _ := ev.(pmtu.Reply)
		if !waiting[tok] || r.Echo != (tok%2 == 0) {
			t.Fatalf("answer %+v of token %#x, which is not waited for", ev, tok)
		}
		delete(waiting, tok)
	}
}

func checkEchoOversize(t *testing.T, w World) {
	w.needPing(t)
	if w.MTU == 0 {
		t.Skip("this host has no limit here")
	}
	w.send(t, w.echo(1, w.MTU+1))
	ev := w.recv(t)
	if f, ok := ev.(pmtu.SendFailed); !ok || f.Probe != 1 || f.MTU != w.MTU || f.At.IsZero() {
		t.Errorf("got %+v, want SendFailed of probe 1 with MTU %d and its time", ev, w.MTU)
	}
}

func checkEchoRefused(t *testing.T, w World) {
	pinger, ok := w.Driver.(pmtu.Pinger)
	if w.Ping || !ok || pinger.CanPing() == nil {
		t.Skip("ICMP echo is not refused here")
	}
	w.send(t, w.echo(1, 100))
	ev := w.recv(t)
	if f, ok := ev.(pmtu.SendFailed); !ok || f.Probe != 1 || f.MTU != 0 || f.Errno == 0 || f.Err == "" || f.At.IsZero() {
		t.Errorf("got %+v, want SendFailed of probe 1 with its time and a reason", ev)
	}
	checkAnswer(t, w) // UDP goes on as before
}
