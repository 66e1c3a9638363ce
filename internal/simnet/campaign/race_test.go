//go:build race

package main

// slower is how much slower tests are with the race detector, about.
const slower = 8
