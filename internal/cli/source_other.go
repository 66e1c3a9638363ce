//go:build !linux

package cli

import "github.com/pathmtu/pmtu/pmtu"

// source is what this host would send from.
func source(o pmtu.Options) (pmtu.Source, error) {
	return pmtu.LocalSource(o.Target.Addr(), o.Socket)
}
