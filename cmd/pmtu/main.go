// Pmtu shows the path to a destination, the largest packet that it carries
// and what limits it.
package main

import (
	"context"
	"os"

	"github.com/pathmtu/pmtu/internal/cli"
)

func main() {
	os.Exit(cli.Main(context.Background(), os.Args, os.Stdin, os.Stdout, os.Stderr))
}
