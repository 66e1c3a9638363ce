//go:build unix

package cli

import (
	"os"
	"syscall"
)

// isShared says whether a file has an owner other than this user, or other
// names, which it would lose if another took its place.
func isShared(info os.FileInfo) bool {
	s, ok := info.Sys().(*syscall.Stat_t)
	return !ok || s.Nlink > 1 || int(s.Uid) != os.Geteuid()
}
