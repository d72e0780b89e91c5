package control

import (
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"sallyport/internal/netplan"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

func TestEndpointServicesAreFoundByName(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := store.Open(t.TempDir(), append(netplan.Documents(), platform.Workload{}, platform.WorkloadStatus{})...)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		planner := netplan.New(netplan.Options{Services: []vpc.EndpointService{
			{Name: "orders", Kind: vpc.InterfaceEndpoint, Host: "db.lan", Port: 5432},
			{Name: "unused", Kind: vpc.InterfaceEndpoint, Host: "other.lan", Port: 1},
			{Name: "literal", Kind: vpc.InterfaceEndpoint, Host: "10.50.0.9", Port: 6379},
		}})
		answers := map[string][]netip.Addr{}
		lookup := func(_ context.Context, host string) ([]netip.Addr, error) {
			if answers[host] == nil {
				return nil, errors.New("no such host")
			}
			return answers[host], nil
		}
		found := newHosts(Options{Store: s, Planner: planner, Lookup: lookup, Log: slog.New(slog.DiscardHandler)})
		put := func(documents ...store.Document) {
			if err := s.Update(t.Context(), func(tx *store.Tx) error {
				for _, d := range documents {
					store.Put(tx, d)
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		target := func() netip.AddrPort {
			for _, box := range planner.Plan(s.Snapshot()).Sandboxes {
				if box.ID == "relay-eni-1" {
					return box.Relay
				}
			}
			return netip.AddrPort{}
		}
		put(vpc.Interface{ID: "eni-1", VPCID: "vpc-1", SubnetID: "subnet-1", Addresses: []netip.Addr{netip.MustParseAddr("10.0.1.20")}, Attachment: &vpc.Attachment{ID: "eni-attach-1"}},
			vpc.Endpoint{ID: "vpce-1", VPCID: "vpc-1", Kind: vpc.InterfaceEndpoint, ServiceName: "orders", State: vpc.StateAvailable, InterfaceIDs: []string{"eni-1"}})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- found.loop.Run(ctx) }() // ends with ctx
		time.Sleep(time.Minute)
		if got := target(); got.IsValid() {
			t.Errorf("a name that is not found leads to %s", got)
		}
		addr := netip.MustParseAddr
		for _, c := range []struct {
			answer []netip.Addr
			want   string
		}{
			{[]netip.Addr{addr("10.50.0.9"), addr("10.50.0.8")}, "10.50.0.8:5432"},
			{[]netip.Addr{addr("10.50.0.7"), addr("10.50.0.8")}, "10.50.0.8:5432"}, // still among them
			{[]netip.Addr{addr("::ffff:10.50.0.7"), addr("2001:db8::7")}, "10.50.0.7:5432"},
			{nil, "10.50.0.7:5432"},
			{[]netip.Addr{addr("127.0.0.1")}, "10.50.0.7:5432"},
		} {
			answers["db.lan"] = c.answer
			time.Sleep(time.Minute)
			if got := target(); got.String() != c.want {
				t.Errorf("%v leads to %s, want %s", c.answer, got, c.want)
			}
		}
		// An endpoint of a service with an address needs nobody to be asked.
		put(vpc.Endpoint{ID: "vpce-1", VPCID: "vpc-1", Kind: vpc.InterfaceEndpoint, ServiceName: "literal", State: vpc.StateAvailable, InterfaceIDs: []string{"eni-1"}})
		if got := target(); got.String() != "10.50.0.9:6379" {
			t.Errorf("the literal service is at %s", got)
		}
		stop()
		<-ended
	})
}
