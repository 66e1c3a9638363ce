// Package wire reads and writes the packets that probes and their answers are made of.
package wire
