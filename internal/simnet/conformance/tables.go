package conformance

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pathmtu/pmtu/internal/simnet"
)

//go:embed testdata/networks/*.net
var networks embed.FS

// Load returns a network of package simnet, or one that stands beside the
// tests here, at the start of a run. The error wraps simnet.ErrUnknown where there is neither.
func Load(name string) (*simnet.Network, error) {
	n, err := simnet.Load(name)
	if !errors.Is(err, simnet.ErrUnknown) {
		return n, err
	}
	text, readErr := networks.ReadFile(path.Join("testdata/networks", name+".net"))
	if readErr != nil {
		return nil, err
	}
	return simnet.Parse(name+".net", text)
}

// Networks returns the names of all networks that Load knows, sorted.
func Networks() []string {
	names := simnet.Networks()
	files, err := fs.Glob(networks, "testdata/networks/*.net")
	if err != nil {
		return names // the pattern is a constant
	}
	for _, f := range files {
		names = append(names, strings.TrimSuffix(path.Base(f), ".net"))
	}
	slices.Sort(names)
	return names
}

// ReadTables reads all rows of the tables in a directory, in their order.
func ReadTables(dir string) ([]Row, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("read tables: none in %s (%w)", dir, errors.Join(err, fs.ErrNotExist))
	}
	var rows []Row
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read tables: %w", err)
		}
		for line := range strings.Lines(string(text)) {
			if isComment(line) {
				continue
			}
			r, err := ParseRow(line)
			if err != nil {
				return nil, fmt.Errorf("read tables: %s: %w", file, err)
			}
			rows = append(rows, r)
		}
	}
	return rows, nil
}

func isComment(line string) bool {
	return strings.HasPrefix(line, "#") || strings.TrimSpace(line) == ""
}
