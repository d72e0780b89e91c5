package vpc

import (
	"strings"
	"testing"
)

func TestNamesOfEndpoints(t *testing.T) {
	const base = ".eu-west-1.vpce.sallyport.internal"
	for service, want := range map[string]string{
		"com.example.orders-db":     "orders-db.example.com",
		"orders":                    "orders",
		"Com.Example.Orders_DB":     "orders-db.example.com",
		"com..x":                    "x.x.com",
		"-a-.b":                     "b.a",
		strings.Repeat("a", 80):     strings.Repeat("a", 63),
		"com.example.a b":           "a-b.example.com",
		"com.example.host:5432/db ": "host-5432-db.example.com",
	} {
		e := Endpoint{ID: "vpce-1", Region: "eu-west-1", Kind: InterfaceEndpoint, ServiceName: service}
		if got := e.DNSName(); got != "vpce-1."+want+base {
			t.Errorf("%q is named %s, want %s", service, got, want)
		}
		if !validName(e.DNSName()) || !validName(e.ZonalDNSName("eu-west-1a")) {
			t.Errorf("%q is named %s", service, e.DNSName())
		}
	}
	if e := (Endpoint{ID: "vpce-1", Kind: GatewayEndpoint, ServiceName: "files"}); e.DNSName()+e.ZonalDNSName("eu-west-1a") != "" {
		t.Error("a gateway endpoint has a name")
	}
	for host, want := range map[string]string{"DB.lan.": "db.lan", "10.0.0.9": "", "fd00::9": ""} {
		if got := (EndpointService{Host: host}).PrivateDNSName(); got != want {
			t.Errorf("%s is called %q, want %q", host, got, want)
		}
	}
}
