package simnet

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

//go:embed testdata/networks/*.net
var networks embed.FS

// Where the networks are, and how their files' names end.
const (
	networksDir = "testdata/networks"
	suffix      = ".net"
)

// ErrUnknown means that no network has the name that was asked for.
var ErrUnknown = errors.New("no such network")

// Networks returns the names of the networks that come with the package, sorted.
func Networks() []string {
	files, err := fs.Glob(networks, networksDir+"/*"+suffix)
	if err != nil {
		return nil // the pattern is a constant
	}
	for i, f := range files {
		files[i] = strings.TrimSuffix(path.Base(f), suffix)
	}
	return files
}

// Load returns one of Networks at the start of a run. The error wraps
// ErrUnknown where there is none of that name.
func Load(name string) (*Network, error) {
	text, err := networks.ReadFile(path.Join(networksDir, name+suffix))
	if err != nil {
		return nil, fmt.Errorf("load network %q: %w", name, ErrUnknown)
	}
	return Parse(name+suffix, text)
}
