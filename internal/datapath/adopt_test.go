//go:build kernel

package datapath_test

import (
	"testing"

	"sallyport/internal/datapath/link"
	"sallyport/internal/datapath/netns"
)

// linksOf are the links of a namespace; one that is made again has another
// number.
func linksOf(t testing.TB, path string) map[string]link.Link {
	t.Helper()
	ns, err := netns.OpenPath(path)
	if err != nil {
		t.Fatal(err)
	}
	defer ns.Close()
	h, err := link.Open(ns)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	state, err := h.State(0)
	if err != nil {
		t.Fatal(err)
	}
	return state.Links
}

func TestAdoptionTouchesNothing(t *testing.T) {
	w := pair(t, "10.0.1.10", "10.0.2.10")
	w.egress("vpc-0a1", "sg-app", everything())
	w.ingress("vpc-0a1", "sg-db", everything())
	w.apply()
	conn, err := dialTCP(t, path(w, "app"), "10.0.2.10:5432", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	before := linksOf(t, path(w, "app"))
	w.dp.Close()

	w.dp = w.open()
	w.apply()
	w.expectKernel()
	for name, l := range linksOf(t, path(w, "app")) {
		if before[name].Index != l.Index {
			t.Errorf("link %s was made again", name)
		}
	}
	if err := echo(conn); err != nil {
		t.Errorf("an established connection is cut: %v", err)
	}
	if !tcp(t, path(w, "app"), "10.0.2.10:5432") {
		t.Error("a new connection does not pass")
	}
}
