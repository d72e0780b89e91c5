package platform

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

// maxGroups is how many groups an interface, and so a connector, may have: EC2's limit.
const maxGroups = 5

// ConnectorRequest is what a user asks of a new connector.
type ConnectorRequest struct {
	Name    string
	Region  string
	Account string
	Subnets []string
	Groups  []string // none: the VPC's default group
	Tags    vpc.Tags
}

// Networks answers questions about the VPCs of one region.
type Networks interface {
	Subnet(id string) (vpc.Subnet, bool)
	Group(id string) (vpc.SecurityGroup, bool)
	// DefaultGroup is the group that a VPC was made with.
	DefaultGroup(vpcID string) (vpc.SecurityGroup, bool)
}

// NewConnector makes a connector, given the region's active ones. All of its
// subnets lie in one VPC, and so do its groups. Errors are Invalid or Exists
// and name what does not fit.
//
// App Runner also refuses a second connector with the same set of groups,
// without documenting it; that makes it impossible to replace a connector's
// subnets, and is not copied.
func NewConnector(now time.Time, id string, r ConnectorRequest, networks Networks, active []Connector) (Connector, error) {
	for _, c := range active {
		if c.Name == r.Name {
			return Connector{}, fault.New(fault.Exists, "", "A VPC connector named %s exists already: %s. Choose another name, or delete that one", r.Name, c.ARN)
		}
	}
	vpcID, err := connectorVPC(r.Subnets, networks)
	if err != nil {
		return Connector{}, err
	}
	groups, err := connectorGroups(r.Groups, vpcID, networks)
	if err != nil {
		return Connector{}, err
	}
	return Connector{
		ID: id, Name: r.Name, ARN: ConnectorARN(r.Region, r.Account, r.Name, 1, id), Region: r.Region, Revision: 1,
		VPCID: vpcID, Subnets: slices.Clone(r.Subnets), Groups: groups, Active: true, CreatedAt: now, Tags: r.Tags,
	}, nil
}

// connectorVPC is the one VPC that all subnets lie in.
func connectorVPC(ids []string, networks Networks) (string, error) {
	if len(ids) == 0 {
		return "", fault.New(fault.Invalid, "", "Subnets is empty: a VPC connector needs at least one subnet")
	}
	if twice := repeated(ids); twice != "" {
		return "", fault.New(fault.Invalid, "", "Subnets names %s twice; name each subnet once", twice)
	}
	first, vpcID := "", ""
	for _, id := range ids {
		subnet, ok := networks.Subnet(id)
		if !ok {
			return "", fault.New(fault.Invalid, "", "Subnets: the subnet %s does not exist in this region; describe-subnets shows those that do", id)
		}
		if vpcID != "" && subnet.VPCID != vpcID {
			return "", fault.New(fault.Invalid, "", "Subnets: all subnets must lie in one VPC, but %s is in %s and %s in %s", first, vpcID, id, subnet.VPCID)
		}
		first, vpcID = id, subnet.VPCID
	}
	return vpcID, nil
}

// connectorGroups are the groups that the connector's interfaces carry.
func connectorGroups(ids []string, vpcID string, networks Networks) ([]string, error) {
	if len(ids) == 0 {
		group, ok := networks.DefaultGroup(vpcID)
		if !ok {
			return nil, fault.New(fault.Invalid, "", "SecurityGroups is empty and the VPC %s has no default security group; name a group", vpcID)
		}
		return []string{group.ID}, nil
	}
	if twice := repeated(ids); twice != "" {
		return nil, fault.New(fault.Invalid, "", "SecurityGroups names %s twice; name each group once", twice)
	}
	if len(ids) > maxGroups {
		return nil, fault.New(fault.Invalid, "", "SecurityGroups has %d groups; a network interface can carry %d at the most", len(ids), maxGroups)
	}
	for _, id := range ids {
		group, ok := networks.Group(id)
		if !ok {
			return nil, fault.New(fault.Invalid, "", "SecurityGroups: the security group %s does not exist in this region; describe-security-groups shows those that do", id)
		}
		if group.VPCID != vpcID {
			return nil, fault.New(fault.Invalid, "", "SecurityGroups: %s belongs to %s, but the subnets lie in %s; use groups of that VPC", id, group.VPCID, vpcID)
		}
	}
	return slices.Clone(ids), nil
}

func repeated(ids []string) string {
	seen := map[string]bool{}
	for _, id := range ids {
		if seen[id] {
			return id
		}
		seen[id] = true
	}
	return ""
}

// Delete makes the connector inactive. It is InUse while services hold it, and
// the error names them. Deleting an inactive one again changes nothing.
func (c Connector) Delete(now time.Time, users []Service) (Connector, error) {
	if !c.Active {
		return c, nil
	}
	if len(users) > 0 {
		names := make([]string, len(users))
		for i, s := range users {
			names[i] = fmt.Sprintf("%s (%s, %s)", s.Name, s.ARN, s.Status)
		}
		return Connector{}, fault.New(fault.InUse, "", "Provided VPC connector arn is being used by other services. ARN: %s. Used by: %s. "+
			"Update these services to another connector or to EgressType DEFAULT, or delete them", c.ARN, strings.Join(names, ", "))
	}
	c.Active = false
	c.DeletedAt = now
	return c, nil
}

// CheckZones refuses a connector with subnets in zones that services can't
// use; the error names all of these subnets and zones.
func (c Connector) CheckZones(unsupported []string, networks Networks) error {
	var bad []string
	for _, id := range c.Subnets {
		if s, ok := networks.Subnet(id); ok && slices.Contains(unsupported, s.ZoneID) {
			bad = append(bad, fmt.Sprintf("'%s' is in Availability Zone '%s' (%s)", id, s.ZoneID, s.Zone))
		}
	}
	if bad == nil {
		return nil
	}
	return fault.New(fault.Invalid, "", "VPC connector %s has subnets in Availability Zones that services are not available in: subnet %s. "+
		"Create a VPC connector without these subnets and use that", c.ARN, strings.Join(bad, ", subnet "))
}
