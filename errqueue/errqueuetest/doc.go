// Package errqueuetest helps to test programs that use package errqueue: it
// builds control messages byte by byte (Control), and has a kernel that is one function
// (Dial).
package errqueuetest
