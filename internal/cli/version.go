package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

// version is set when a release is linked:
//
//	-ldflags "-X github.com/pathmtu/pmtu/internal/cli.version=0.1.0"
var version string

// developing is the version of a build that nobody has named.
const developing = "0.1.0-dev"

// versionNumber returns the version as it stands in JSON.
func versionNumber() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return developing
	}
	return moduleVersion(info.Main.Version)
}

// moduleVersion returns the version of a module as go install fetched it.
// What go build makes up for a checkout (v0.0.0 and a time) is no version.
func moduleVersion(v string) string {
	if v == "" || v == "(devel)" || strings.HasPrefix(v, "v0.0.0-") || strings.Contains(v, "+dirty") {
		return developing
	}
	return strings.TrimPrefix(v, "v")
}

// versionLine returns what --version prints after the program's name.
func versionLine() string {
	parts := []string{runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && len(s.Value) >= 12 {
				parts = append([]string{s.Value[:12]}, parts...)
			}
		}
	}
	return fmt.Sprintf("%s (%s)", versionNumber(), strings.Join(parts, ", "))
}
