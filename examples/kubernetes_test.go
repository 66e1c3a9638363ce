package examples

import (
	"io"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/pathmtu/pmtu/internal/check"
)

// object is an object of Kubernetes, as a tree.
type object map[string]any

// get follows a path of keys; a number is an index.
func (o object) get(path string) any { return at(map[string]any(o), strings.Split(path, "/")) }

// objects are all of the example, by kind.
func objects(t *testing.T) map[string]object {
	t.Helper()
	out := make(map[string]object)
	for _, name := range []string{"namespace.yaml", "daemonset.yaml", "job.yaml"} {
		d := yaml.NewDecoder(strings.NewReader(read(t, filepath.Join("kubernetes", name))), yaml.Strict())
		for {
			var o object
			err := d.Decode(&o)
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			out[o["kind"].(string)] = o
		}
	}
	return out
}

// TestKubernetes: no pod has more than the strictest of the Pod Security
// Standards allows, and less where it can.
func TestKubernetes(t *testing.T) {
	all := objects(t)
	if len(all) != 5 {
		t.Fatalf("%d kinds", len(all))
	}
	for kind, o := range all {
		if ns := o.get("metadata/namespace"); kind != "Namespace" && ns != all["Namespace"].get("metadata/name") {
			t.Errorf("%s: namespace %v", kind, ns)
		}
	}
	for _, kind := range []string{"DaemonSet", "Job"} {
		o := all[kind]
		for path, want := range map[string]any{
			"securityContext/runAsNonRoot":                          true,
			"securityContext/seccompProfile/type":                   "RuntimeDefault",
			"automountServiceAccountToken":                          false,
			"hostNetwork":                                           nil,
			"containers/0/securityContext/allowPrivilegeEscalation": false,
			"containers/0/securityContext/readOnlyRootFilesystem":   true,
			"containers/0/securityContext/capabilities/drop/0":      "ALL",
			"containers/0/securityContext/capabilities/add":         nil,
			"containers/0/image":                                    "pmtu",
		} {
			if got := o.get("spec/template/spec/" + path); got != want {
				t.Errorf("%s: %s is %v, want %v", kind, path, got, want)
			}
		}
		user, _ := o.get("spec/template/spec/securityContext/runAsUser").(uint64)
		if docker := read(t, filepath.Join(root, "Dockerfile")); user == 0 || !strings.Contains(docker, "\nUSER 65532:65532\n") || user != 65532 {
			t.Errorf("%s: user %d is not that of the image", kind, user)
		}
	}
	set := at(map[string]any(all["DaemonSet"]), append(strings.Split("spec/template/metadata/labels", "/"), "app.kubernetes.io/name"))
	selected := at(map[string]any(all["Service"]), []string{"spec", "selector", "app.kubernetes.io/name"})
	if set == nil || set != selected || all["Service"].get("spec/clusterIP") != "None" || all["Service"].get("spec/publishNotReadyAddresses") != true {
		t.Errorf("pods of %v are not what the headless service selects: %v", set, selected)
	}
}

// words is a list of strings of an object.
func words(t *testing.T, o object, path string) []string {
	t.Helper()
	list, ok := o.get(path).([]any)
	if !ok {
		t.Fatalf("%s is no list", path)
	}
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = w.(string)
	}
	return out
}

// TestKubernetesCommands: the commands of the pods, against this host.
func TestKubernetesCommands(t *testing.T) {
	all := objects(t)
	service, _ := all["Service"].get("metadata/name").(string)
	namespace, _ := all["Namespace"].get("metadata/name").(string)
	args := words(t, all["DaemonSet"], "spec/template/spec/containers/0/args")
	if name := args[len(args)-1]; name != service+"."+namespace+".svc.cluster.local" {
		t.Errorf("%s is not the name of the service", name)
	}
	i := slices.Index(args, "/pmtu")
	command := append([]string{program}, args[i+1:]...)
	command[len(command)-1] = here.Replace(command[len(command)-1])
	if r := execute(t, t.TempDir(), nil, command...); r.code != 0 || !strings.Contains(r.stdout, `"event":"summary","verdict":"pass"`) {
		t.Errorf("%+v", r)
	}

	text, _ := all["ConfigMap"].get("data").(map[string]any)["targets.txt"].(string)
	specs, err := check.Parse("targets.txt", strings.NewReader(text), dest)
	if err != nil || len(specs) != 2 || specs[1].Require != 1420 {
		t.Errorf("%v, %+v", err, specs)
	}
}

// dest takes a destination as it is.
func dest(s string) (check.Dest, error) {
	addr, _ := netip.ParseAddr(s)
	return check.Dest{Host: s, Addr: addr}, nil
}
