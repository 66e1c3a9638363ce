// Command lint reads files of Kubernetes objects as its API server does,
// strictly, and holds their pods against the strictest of the Pod Security
// Standards. Of a kustomization it reads what that names. It is a module of its
// own, so that the program's module does not know Kubernetes:
//
//	go run . ../*.yaml
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	sigsyaml "sigs.k8s.io/yaml"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout)) }

// run returns 1 where anything is wrong, or no file was named.
func run(files []string, w io.Writer) int {
	code := 0
	if len(files) == 0 {
		code = 1
	}
	for _, name := range files {
		kinds, err := lint(name)
		if err != nil {
			fmt.Fprintf(w, "%s: %v\n", name, err)
			code = 1
			continue
		}
		fmt.Fprintf(w, "%s: %v\n", name, kinds)
	}
	return code
}

// lint returns the kinds of the objects in a file.
func lint(name string) ([]string, error) {
	if filepath.Base(name) == "kustomization.yaml" {
		return kustomization(name)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	decoder, err := newDecoder()
	if err != nil {
		return nil, err
	}
	secure, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		return nil, err
	}
	var kinds []string
	for r := yaml.NewYAMLReader(bufio.NewReader(f)); ; {
		b, err := r.Read()
		if errors.Is(err, io.EOF) {
			return kinds, nil
		}
		if err != nil {
			return nil, err
		}
		o, kind, err := decoder.Decode(b, nil, nil)
		if err != nil {
			return nil, err
		}
		if err := restricted(secure, o); err != nil {
			return nil, fmt.Errorf("%s: %w", kind.Kind, err)
		}
		kinds = append(kinds, kind.Kind)
	}
}

// kustomization returns the kinds of the objects in the files that one names.
// Kustomize reads it and no API server does, so that its fields, as far as they
// are used here, are named by hand (Kustomize, "The Kustomization File").
func kustomization(name string) (kinds []string, err error) {
	var k struct {
		APIVersion string   `json:"apiVersion"`
		Kind       string   `json:"kind"`
		Resources  []string `json:"resources"`
		Images     []struct {
			Name    string `json:"name"`
			NewName string `json:"newName"`
			NewTag  string `json:"newTag"`
		} `json:"images"`
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	if err := sigsyaml.UnmarshalStrict(b, &k); err != nil {
		return nil, err
	}
	if k.APIVersion != "kustomize.config.k8s.io/v1beta1" || k.Kind != "Kustomization" || len(k.Resources) == 0 {
		return nil, fmt.Errorf("%s %s of %d files: no kustomization", k.APIVersion, k.Kind, len(k.Resources))
	}
	for _, r := range k.Resources {
		of, err := lint(filepath.Join(filepath.Dir(name), r))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r, err)
		}
		kinds = append(kinds, of...)
	}
	return kinds, nil
}

// newDecoder returns a decoder that knows the objects and refuses unknown and
// repeated fields.
func newDecoder() (runtime.Decoder, error) {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{corev1.AddToScheme, appsv1.AddToScheme, batchv1.AddToScheme} {
		if err := add(scheme); err != nil {
			return nil, err
		}
	}
	return json.NewSerializerWithOptions(json.DefaultMetaFactory, scheme, scheme, json.SerializerOptions{Yaml: true, Strict: true}), nil
}

// restricted says what of a pod the standard "restricted" does not allow.
func restricted(secure policy.Evaluator, o runtime.Object) error {
	var pod corev1.PodTemplateSpec
	switch o := o.(type) {
	case *appsv1.DaemonSet:
		pod = o.Spec.Template
	case *batchv1.Job:
		pod = o.Spec.Template
	default:
		return nil
	}
	level := api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}
	result := policy.AggregateCheckResults(secure.EvaluatePod(level, &pod.ObjectMeta, &pod.Spec))
	if !result.Allowed {
		return errors.New(result.ForbiddenDetail())
	}
	return nil
}
