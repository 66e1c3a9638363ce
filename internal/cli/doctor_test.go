package cli

import (
	"context"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/host"
	"github.com/pathmtu/pmtu/internal/render/schematest"
)

// examined is a report with addresses in all of its words.
func examined(context.Context) host.Report {
	return host.Report{Items: []host.Item{
		{Group: host.GroupSystem, Name: "kernel", Value: "Linux 6.18.0, amd64", Status: host.OK},
		{Group: host.GroupTunnels, Name: "vx0", Value: "vxlan, inner MTU 1500", Status: host.Problem, Detail: "The way to 198.51.100.7 by eth0 carries 1500.", Remedy: "give 198.51.100.7 a route"},
		{Group: host.GroupRoutes, Name: "default via 10.9.1.2 dev eth0", Status: host.Note},
		{Group: host.GroupRoutes, Name: "2001:db8:77::/48 via fe80::1 dev eth0", Status: host.Note},
		{Group: host.GroupRoutes, Name: "198.51.100.7", Value: "cached path MTU 1400", Status: host.Note},
	}}
}

// TestDoctorRedact: public addresses have the same stand-in everywhere, and the report says so.
func TestDoctorRedact(t *testing.T) {
	for _, flag := range []string{"--color=never", "--json"} {
		b := newBench(t)
		b.doctor = examined
		if code := b.run("pmtu", "doctor", "--redact", flag); code != exitOK || b.err.Len() > 0 {
			t.Errorf("exit code %d, %s", code, b.err.String())
		}
		out := b.out.String()
		if n := strings.Count(out, "192.0.2.1"); n != 3 {
			t.Errorf("%d stand-ins for one address in\n%s", n, out)
		}
		for _, want := range []string{"10.9.1.2", "fe80::1", "/48", "vx0", "public ones are stand-ins"} {
			if !strings.Contains(out, want) {
				t.Errorf("no %s in\n%s", want, out)
			}
		}
		for _, secret := range []string{"198.51.100.7", "db8:77"} {
			if strings.Contains(out, secret) {
				t.Errorf("%s in\n%s", secret, out)
			}
		}
		if flag == "--json" {
			schematest.ValidateDef(t, "doctor_document", b.out.Bytes())
		}
	}
	b := newBench(t)
	b.doctor = examined
	if b.run("pmtu", "doctor"); !strings.Contains(b.out.String(), "198.51.100.7") || strings.Contains(b.out.String(), "stand-ins") {
		t.Errorf("printed\n%s", b.out.String())
	}
}
