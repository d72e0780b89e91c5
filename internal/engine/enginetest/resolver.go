package enginetest

import (
	"fmt"
	"net/netip"
	"os"
	"strings"
	"testing"

	"sallyport/internal/engine"
	"sallyport/internal/fault"
)

// resolver changes what a running workload is told of names.
func (s *suite) resolver(t *testing.T) {
	other := engine.Resolver{Nameservers: []netip.Addr{netip.MustParseAddr("10.0.0.53")}, Search: []string{"corp.example"}}
	class(t, s.Engine.SetResolver(bounded(t), "w-nobody", other), fault.NotFound, "w-nobody")

	w := s.workload(t, s.Images.Probe, "hold")
	w.Resolver = engine.Resolver{Nameservers: []netip.Addr{netip.MustParseAddr("169.254.169.253")}, Search: []string{"a-longer-name.example"}}
	s.run(t, w)
	running := s.await(t, w.ID, engine.Running)
	class(t, s.Engine.SetResolver(bounded(t), w.ID, engine.Resolver{Search: []string{"two words"}}), fault.Invalid, "two words")
	for _, r := range []engine.Resolver{other, other, w.Resolver} {
		if err := s.Engine.SetResolver(bounded(t), w.ID, r); err != nil {
			t.Fatal(err)
		}
		if !s.Inside {
			continue
		}
		want := fmt.Sprintf("nameserver %s\nsearch %s\n", r.Nameservers[0], strings.Join(r.Search, " "))
		got, err := os.ReadFile(fmt.Sprintf("/proc/%d/root/etc/resolv.conf", running.PID))
		if err != nil || string(got) != want {
			t.Errorf("the process finds %q (%v), want %q", got, err, want)
		}
	}
	if after := s.await(t, w.ID, engine.Running); after.PID != running.PID {
		t.Errorf("the workload was started again: %+v, before %+v", after, running)
	}
}
