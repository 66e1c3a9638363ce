// Command testsum runs `go test` with its arguments and prints what go test
// prints without -v, and after it what was measured and what was skipped and
// why: a run that skipped half of the tests must not look like one that ran
// them. Its exit code is that of go test.
//
// A test reports a measurement by logging a line that begins with "measured: ".
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run runs go test -json with args and returns its exit code; 2 where it
// could not be run.
func run(args []string, stdout, stderr io.Writer) int {
	cmd := exec.Command("go", append([]string{"test", "-json"}, args...)...)
	cmd.Stderr = stderr
	pipe, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		fmt.Fprintf(stderr, "testsum: %v\n", err)
		return 2
	}
	s := newSummary(stdout)
	readErr := s.read(pipe)
	err = cmd.Wait()
	s.finish()
	if readErr != nil {
		fmt.Fprintf(stderr, "testsum: read go test: %v\n", readErr)
		return 2
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode()
	}
	if err != nil {
		fmt.Fprintf(stderr, "testsum: %v\n", err)
		return 2
	}
	return 0
}
