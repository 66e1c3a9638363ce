package host

import "testing"

func TestSettings(t *testing.T) {
	tests := []struct {
		name, text string
		status     Status
		texts      []string
	}{
		{"net.ipv4.ip_no_pmtu_disc", "0\n", OK, []string{"0"}},
		{"net.ipv4.ip_no_pmtu_disc", "1\n", Note, []string{"without the don't-fragment bit", "ip_no_pmtu_disc=0"}},
		{"net.ipv4.ip_no_pmtu_disc", "3\n", Note, []string{"UDP learn no path MTU"}},
		{"net.ipv4.ip_no_pmtu_disc", "4\n", Note, []string{"does not have"}},
		{"net.ipv4.tcp_mtu_probing", "0\n", Note, []string{"hang", "tcp_mtu_probing=1"}},
		{"net.ipv4.tcp_mtu_probing", "1\n", OK, []string{"suspects"}},
		{"net.ipv4.tcp_mtu_probing", "2\n", OK, []string{"always"}},
		{"net.ipv4.tcp_base_mss", "1024\n", OK, nil},
		{"net.ipv4.tcp_base_mss", "1220\n", OK, nil},
		{"net.ipv4.tcp_base_mss", "1221\n", Note, []string{"More than 1220"}},
		{"net.ipv4.icmp_ratelimit", "1000\n", OK, []string{"every 1000 ms"}},
		{"net.ipv6.icmp.ratelimit", "0\n", OK, []string{"every probe"}},
		{"net.ipv6.conf.all.disable_ipv6", "1\n", Note, []string{"switched off"}},
		{"net.ipv6.conf.all.disable_ipv6", "0\n", OK, nil},
		{"net.ipv6.conf.default.accept_ra_mtu", "0\n", Note, []string{"ignored"}},
		{"net.core.rmem_max", "212992\n", OK, []string{"about 184 unread"}},
		{"net.core.rmem_max", "4194304\n", OK, nil},
		{"net.ipv4.route.min_pmtu", "552\n", OK, []string{"552", "fragmented"}},
		{"net.core.rmem_max", "\n", Unknown, []string{"not a number"}},
		{"net.core.rmem_max", "a b\n", Unknown, []string{"not a number"}},
	}
	for _, test := range tests {
		found := false
		for _, s := range settings {
			if s.name == test.name {
				found = true
				says(t, settingItem(s, test.text), test.status, test.texts...)
			}
		}
		if !found {
			t.Errorf("%s is not among the settings", test.name)
		}
	}
}

func TestPingRange(t *testing.T) {
	last := uint32(1<<32 - 2)
	tests := []struct {
		text   string
		groups []int
		want   bool
	}{
		{"1\t0\n", []int{0, 1}, false},
		{"0\t2147483647\n", []int{65534}, true},
		{"100\t200\n", []int{99, 201}, false},
		{"100\t200\n", []int{5, 200}, true},
		{"0\t4294967294\n", []int{int(last)}, true},
		{"0\t10\n", nil, false},
	}
	for _, test := range tests {
		low, high, err := parseRange(test.text)
		if err != nil {
			t.Fatal(err)
		}
		if got := pingAllowed(low, high, test.groups); got != test.want {
			t.Errorf("range %q, groups %v: %v, want %v", test.text, test.groups, got, test.want)
		}
	}
	for _, text := range []string{"", "1", "1 2 3", "-1 0", "a b", "0 4294967296"} {
		if _, _, err := parseRange(text); err == nil {
			t.Errorf("range %q is taken", text)
		}
	}
}

func FuzzParseRange(f *testing.F) {
	f.Add("1\t0\n")
	f.Add("0\t2147483647\n")
	f.Fuzz(func(t *testing.T, text string) {
		low, high, err := parseRange(text)
		if err == nil && low <= high && !pingAllowed(low, high, []int{int(low)}) {
			t.Errorf("%q: its lowest group may not", text)
		}
	})
}

func TestReport(t *testing.T) {
	if got := (Report{}).Worst(); got != OK {
		t.Errorf("the worst of nothing is %s", got)
	}
	r := Report{Items: []Item{{Group: GroupSockets, Status: Unknown}, {Group: GroupRoutes, Status: OK}}}
	if got := r.Worst(); got != Unknown {
		t.Errorf("worst: %s", got)
	}
	r.Items = append(r.Items, Item{Group: GroupRoutes, Status: Problem}, Item{Group: GroupRoutes, Status: Note})
	if got := r.Worst(); got != Problem {
		t.Errorf("worst: %s", got)
	}
	if got := len(r.In(GroupRoutes)); got != 3 || r.Count(Note) != 1 {
		t.Errorf("%d items on routes, %d notes", got, r.Count(Note))
	}
}
