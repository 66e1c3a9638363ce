// Package cli is the command line of pmtu: flags, signals, output and exit
// codes. It decides nothing about the network: that is package pmtu's.
package cli
