package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/golden"
)

// TestSummary folds recorded runs of go test -json.
func TestSummary(t *testing.T) {
	files, err := filepath.Glob("testdata/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("no recorded run: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".jsonl"), func(t *testing.T) {
			in, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			var out strings.Builder
			s := newSummary(&out)
			if err := s.read(in); err != nil {
				t.Fatal(err)
			}
			s.finish()
			golden.Check(t, strings.TrimSuffix(filepath.Base(file), ".jsonl")+".golden", out.String())
		})
	}
}

func TestReasonOf(t *testing.T) {
	for _, test := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"none", nil, "(no reason given)"},
		{"skip", []string{"    a_test.go:3: nft: not installed\n", "--- SKIP: TestA (0.00s)\n"}, "nft: not installed"},
		{"taken over", []string{"    tun.go:3: in a user namespace: ns_test.go:119: denied\n", "--- SKIP: TestA (0.00s)\n"}, "in a user namespace: denied"},
		{"script", []string{"    cmd.go:380: needs root\n", "    testscript.go:609: WORK=$WORK\n", "        PATH=/bin\n", "--- SKIP: TestA\n"}, "needs root"},
		{"last", []string{"    a_test.go:3: first\n", "    b-c_test.go:44: second\n", "--- SKIP: TestA\n"}, "second"},
	} {
		if got := reasonOf(test.lines); got != test.want {
			t.Errorf("%s: reason %q, want %q", test.name, got, test.want)
		}
	}
}
