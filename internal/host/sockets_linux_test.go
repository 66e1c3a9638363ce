package host

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestTryOptions: an option without which nothing can be probed is a problem, and the first that is missing is
// named; without the other, all works.
func TestTryOptions(t *testing.T) {
	for _, tt := range []struct {
		missing       []int
		status        Status
		value, detail string
		remedy        bool
	}{
		{nil, OK, "all", "", false},
		{[]int{1}, Note, "no IP_RECVERR_RFC4884", "pmtu looks for them itself", false},
		{[]int{0}, Problem, "no IP_MTU_DISCOVER=PROBE", "cached path MTU here: protocol not available.", true},
		{[]int{0, 1}, Problem, "no IP_MTU_DISCOVER=PROBE", "protocol not available", true},
	} {
		for _, version := range []int{4, 6} {
			_, list := optionsOf(version)
			item := tryOptions(Item{Status: OK, Value: "all"}, list, func(o option) error {
				if slices.Contains(tt.missing, slices.Index(list, o)) {
					return unix.ENOPROTOOPT
				}
				return nil
			})
			value := tt.value
			if version == 6 {
				value = strings.Replace(value, "no IP_", "no IPV6_", 1)
			}
			if item.Status != tt.status || item.Value != value || !strings.Contains(item.Detail, tt.detail) || (item.Remedy != "") != tt.remedy {
				t.Errorf("IPv%d without %v: %+v", version, tt.missing, item)
			}
		}
	}
}

// TestOptionsOf: the options are those of the family, by the numbers of the kernel's linux/in.h and linux/in6.h.
func TestOptionsOf(t *testing.T) {
	for version, want := range map[int][]int{4: {0, 10, 3, 26, 1}, 6: {41, 23, 3, 31, 1}} {
		level, list := optionsOf(version)
		got := []int{level}
		for _, o := range list {
			got = append(got, o.opt, o.value)
		}
		if !slices.Equal(got, want) {
			t.Errorf("IPv%d: %v, want %v", version, got, want)
		}
	}
}
