//go:build !linux

package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "demo: it builds its network out of Linux network namespaces, so it needs Linux")
	os.Exit(1)
}
