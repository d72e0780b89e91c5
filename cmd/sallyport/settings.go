package main

import (
	"fmt"
	"net"
	"net/netip"
	"strings"

	"sallyport/internal/api/apprunner"
	"sallyport/internal/quota"
	"sallyport/internal/vpc"
)

// settings are the flags that serve and up have in common.
type settings struct {
	APIListen        string            `help:"Address of the API." default:"127.0.0.1:4700" placeholder:"ADDR"`
	IngressListen    string            `help:"Address of the front door." default:"127.0.0.1:8080" placeholder:"ADDR"`
	Containerd       string            `help:"Socket of the containerd to use, or private for one of Sallyport's own. Empty: the host's if it has one, else private." placeholder:"SOCKET|private"`
	Uplink           string            `help:"How services with egress DEFAULT reach public addresses: auto, none, or an interface of the host." default:"auto" placeholder:"auto|none|IFACE"`
	Domain           string            `help:"What the host names of services end in." default:"sallyport.localhost"`
	Region           string            `help:"Region that sallyport env exports; calls may name any." default:"us-east-1"`
	Account          string            `help:"Account id that resources belong to." default:"000000000000"`
	UnsupportedZones []string          `help:"Ids of availability zones whose subnets services can't use." default:"use1-az3" placeholder:"ZONE-ID,…"`
	Mirror           map[string]string `help:"Base URL that is asked in place of an image registry's host, such as public.ecr.aws=http://127.0.0.1:5000." placeholder:"HOST=URL"`
	ServiceQuota     int               `help:"Services a region may have." default:"30"`
	ConnectorQuota   int               `help:"VPC connectors a region may have." default:"10"`
	RuleQuota        int               `help:"Rules a security group may have in each direction." default:"60"`
	Debug            bool              `help:"Log every request and step."`
	surroundings
}

// Validate is called by the command line's parser.
func (s settings) Validate() error {
	for name, address := range map[string]string{"--api-listen": s.APIListen, "--ingress-listen": s.IngressListen} {
		if _, err := netip.ParseAddrPort(address); err != nil {
			return fmt.Errorf("%s %q is not an address with a port, such as 127.0.0.1:4700", name, address)
		}
	}
	if len(s.Account) != 12 || strings.Trim(s.Account, "0123456789") != "" {
		return fmt.Errorf("--account %q is not 12 digits", s.Account)
	}
	return s.validate()
}

func (s settings) quotas() apprunner.Quotas {
	return apprunner.Quotas{Services: s.ServiceQuota, Connectors: s.ConnectorQuota}
}

func (s settings) networkQuotas() vpc.Quotas {
	quotas := vpc.DefaultQuotas()
	quotas.RulesPerGroup = s.RuleQuota
	return quotas
}

// catalog lists the quotas for those who ask for them.
func (s settings) catalog() []quota.Quota {
	standard := apprunner.DefaultQuotas
	return quota.Catalog(
		quota.Limits{Services: s.ServiceQuota, Connectors: s.ConnectorQuota, Network: s.networkQuotas()},
		quota.Limits{Services: standard.Services, Connectors: standard.Connectors, Network: vpc.DefaultQuotas()},
	)
}

// publicPort is what follows a service's host name in its URL.
func publicPort(listen net.Addr) string {
	port := listen.(*net.TCPAddr).Port
	if port == 80 {
		return ""
	}
	return fmt.Sprintf(":%d", port)
}
