//go:build kernel

package datapath_test

import (
	"os"
	"strings"
	"testing"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/netns"
)

// No device of a sandbox or a router speaks IPv6, which no rule of a plan is about.
func TestLinksHaveNoIPv6(t *testing.T) {
	w := newWorld(t, datapath.Options{})
	w.sandbox("vpc-0a1", "app", "10.0.1.10", "sg-app")
	w.apply()
	names, err := netns.List("sp-" + w.tag)
	if err != nil || len(names) < 2 {
		t.Fatalf("namespaces %q, %v", names, err)
	}
	for _, name := range names {
		var addresses []byte
		err := inside(t, netns.Path(name), func() (err error) {
			addresses, err = os.ReadFile("/proc/thread-self/net/if_inet6")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(addresses)) {
			if !strings.HasSuffix(strings.TrimSpace(line), " lo") {
				t.Errorf("%s has an IPv6 address: %s", name, line)
			}
		}
	}
}
