package simnet

import "testing"

func TestNetworksLoad(t *testing.T) {
	names := Networks()
	if len(names) < 40 {
		t.Errorf("there are %d networks, want 40 or more", len(names))
	}
	for _, name := range names {
		n, err := Load(name)
		if err != nil {
			t.Error(err)
			continue
		}
		if n.Name() != name || n.Title() == "" {
			t.Errorf("name %q, title %q; want %q and a title", n.Name(), n.Title(), name)
		}
	}
}
