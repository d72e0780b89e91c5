package main

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sallyport/internal/vpc"
)

func parse(t *testing.T, arguments ...string) (settings, error) {
	t.Helper()
	var c struct{ settings }
	parser, err := kong.New(&c)
	if err != nil {
		t.Fatal(err)
	}
	_, err = parser.Parse(arguments)
	return c.settings, err
}

func TestSurroundings(t *testing.T) {
	c, err := parse(t)
	if err != nil || c.pool() != vpc.DefaultPublicPool {
		t.Errorf("without flags: pool %v %v", c.pool(), err)
	}
	c, err = parse(t, "--public-pool", "203.0.113.0/24", "--lan", "192.168.0.0/16,10.9.0.0/24",
		"--endpoint-service", "com.example.orders=db.lan:5432", "--endpoint-service", "com.example.cache=192.168.1.9:6379",
		"--gateway-endpoint-service", "com.example.files=192.168.7.0/24,192.168.8.0/24")
	if err != nil {
		t.Fatal(err)
	}
	if c.pool() != (vpc.PublicPool{Range: netip.MustParsePrefix("203.0.113.0/24"), Routed: true}) {
		t.Errorf("pool %v", c.pool())
	}
	options, err := c.planning("up0")
	if err != nil || !options.Uplink {
		t.Error(options, err)
	}
	prefix := netip.MustParsePrefix
	compare := cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })
	if diff := cmp.Diff([]netip.Prefix{prefix("192.168.0.0/16"), prefix("10.9.0.0/24")}, options.LAN, compare); diff != "" {
		t.Errorf("LAN (-want +got):\n%s", diff)
	}
	want := []vpc.EndpointService{
		{Name: "com.example.cache", Kind: vpc.InterfaceEndpoint, Host: "192.168.1.9", Port: 6379},
		{Name: "com.example.orders", Kind: vpc.InterfaceEndpoint, Host: "db.lan", Port: 5432},
		{Name: "com.example.files", Kind: vpc.GatewayEndpoint, Prefixes: []netip.Prefix{prefix("192.168.7.0/24"), prefix("192.168.8.0/24")}},
	}
	if diff := cmp.Diff(want, options.Services, compare, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("services (-want +got):\n%s", diff)
	}
}

func TestUnfitSurroundings(t *testing.T) {
	for _, c := range []struct{ arguments, complaint string }{
		{"--public-pool=203.0.113.1/24", "canonical form"},
		{"--public-pool=2001:db8::/64", "not an IPv4 range"},
		{"--public-pool=127.0.0.0/16", "overlaps 127.0.0.0/8"},
		{"--lan=0.0.0.0/0", "--lan: 0.0.0.0/0"},
		{"--lan=198.18.1.0/24", "overlaps 198.18.0.0/16"},
		{"--lan=169.254.0.0/24", "overlaps 169.254.0.0/16"},
		{"--endpoint-service=db=10.0.0.1", "a host and a port"},
		{"--endpoint-service=db=10.0.0.1:0", "a host and a port"},
		{"--endpoint-service=db=127.0.0.1:5432", "reached from nowhere but this host"},
		{"--gateway-endpoint-service=files=192.168.7.0", "a name and ranges"},
		{"--gateway-endpoint-service=files=0.0.0.0/0", "--gateway-endpoint-service files"},
		{"--endpoint-service=a=db.lan:1 --gateway-endpoint-service=a=192.168.7.0/24", "named by both"},
	} {
		if _, err := parse(t, strings.Fields(c.arguments)...); err == nil || !strings.Contains(err.Error(), c.complaint) {
			t.Errorf("%s: got %v, want %q", c.arguments, err, c.complaint)
		}
	}
}
