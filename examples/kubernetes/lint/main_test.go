package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// head is how a kustomization begins.
const head = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"

// TestExamples: the examples pass, and no example with a fault does.
func TestExamples(t *testing.T) {
	for name, kinds := range map[string]string{
		"namespace.yaml": "[Namespace]", "daemonset.yaml": "[Service DaemonSet]", "job.yaml": "[ConfigMap Job]",
		"kustomization.yaml": "[Namespace Service DaemonSet ConfigMap Job]",
	} {
		var b bytes.Buffer
		if code := run([]string{filepath.Join("..", name)}, &b); code != 0 || !strings.HasSuffix(b.String(), name+": "+kinds+"\n") {
			t.Errorf("%d: %s", code, b.String())
		}
	}
}

func TestFaults(t *testing.T) {
	b, err := os.ReadFile("../daemonset.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, old, new, want string }{
		{"unknown field", "readOnlyRootFilesystem:", "readOnlyRoot:", "unknown field"},
		{"repeated field", "      tolerations:", "      restartPolicy: Always\n      restartPolicy: Always\n      tolerations:", "restartPolicy"},
		{"wrong type", "runAsUser: 65532", "runAsUser: pmtu", "cannot unmarshal"},
		{"unknown kind", "kind: DaemonSet", "kind: DemonSet", "no kind"},
		{"root", "runAsNonRoot: true", "runAsNonRoot: false", "runAsNonRoot"},
		{"a capability", `drop: ["ALL"]`, `drop: ["NET_RAW"]`, "unrestricted capabilities"},
		{"escalation", "allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true", "allowPrivilegeEscalation"},
		{"a sysctl of the node", "net.ipv4.ping_group_range", "net.ipv4.ip_forward", "forbidden sysctls"},
		{"host network", "      tolerations:", "      hostNetwork: true\n      tolerations:", "host namespaces"},
	} {
		broken := strings.Replace(string(b), tt.old, tt.new, 1)
		if broken == string(b) {
			t.Fatalf("%s: changes nothing", tt.name)
		}
		name := filepath.Join(t.TempDir(), "x.yaml")
		if err := os.WriteFile(name, []byte(broken), 0o600); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if code := run([]string{name}, &out); code != 1 || !strings.Contains(out.String(), tt.want) {
			t.Errorf("%s: %d: %s", tt.name, code, out.String())
		}
	}
	for _, tt := range []struct{ text, want string }{
		{"kind: Kustomization", "no kustomization"},
		{head + "resources: [none.yaml]", "none.yaml: open"},
		{head + "resource: [a.yaml]", "unknown field"},
		{head + "resources: [a.yaml]\nresources: [b.yaml]", "already set"},
	} {
		name := filepath.Join(t.TempDir(), "kustomization.yaml")
		if err := os.WriteFile(name, []byte(tt.text), 0o600); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if code := run([]string{name}, &out); code != 1 || !strings.Contains(out.String(), tt.want) {
			t.Errorf("%q: %d: %s", tt.text, code, out.String())
		}
	}
	if run(nil, &bytes.Buffer{}) != 1 || run([]string{"no such file"}, &bytes.Buffer{}) != 1 {
		t.Error("nothing is no success")
	}
}
