// Package resolve asks for names of addresses and addresses of names, and
// sees to it that nobody waits long for an answer.
package resolve
