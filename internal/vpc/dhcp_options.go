package vpc

import "time"

// DHCPOptions are what a VPC's interfaces are told of the network. Of the
// options only domain-name and domain-name-servers have an effect.
type DHCPOptions struct {
	ID        string // dopt-…
	Region    string
	OwnerID   string
	Values    map[string][]string // by option name
	CreatedAt time.Time
	Tags      Tags
}

// DocumentKind is the kind that the store keeps DHCP options under.
func (o DHCPOptions) DocumentKind() string { return "dhcp-options" }

// DocumentKey is the options' id.
func (o DHCPOptions) DocumentKey() string { return o.ID }

// DocumentIndexes are "region=…".
func (o DHCPOptions) DocumentIndexes() []string { return []string{"region=" + o.Region} }
