// Package pmtu learns the path to a destination and the largest packet that
// it carries.
package pmtu
