// Package errqueue reads the Linux socket error queue.
package errqueue
