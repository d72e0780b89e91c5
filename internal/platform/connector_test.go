package platform

import (
	"slices"
	"strings"
	"testing"

	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

// region is a fake of a region's networks.
type region struct {
	subnets []vpc.Subnet
	groups  []vpc.SecurityGroup
}

func (r region) Subnet(id string) (vpc.Subnet, bool) {
	i := slices.IndexFunc(r.subnets, func(s vpc.Subnet) bool { return s.ID == id })
	if i < 0 {
		return vpc.Subnet{}, false
	}
	return r.subnets[i], true
}

func (r region) Group(id string) (vpc.SecurityGroup, bool) {
	i := slices.IndexFunc(r.groups, func(g vpc.SecurityGroup) bool { return g.ID == id })
	if i < 0 {
		return vpc.SecurityGroup{}, false
	}
	return r.groups[i], true
}

func (r region) DefaultGroup(vpcID string) (vpc.SecurityGroup, bool) {
	i := slices.IndexFunc(r.groups, func(g vpc.SecurityGroup) bool { return g.VPCID == vpcID && g.Name == vpc.DefaultGroupName })
	if i < 0 {
		return vpc.SecurityGroup{}, false
	}
	return r.groups[i], true
}

var twoVPCs = region{
	subnets: []vpc.Subnet{
		{ID: "subnet-a", VPCID: "vpc-1", Zone: "us-east-1a", ZoneID: "use1-az1"}, {ID: "subnet-b", VPCID: "vpc-1", Zone: "us-east-1b", ZoneID: "use1-az3"},
		{ID: "subnet-x", VPCID: "vpc-2", Zone: "us-east-1a", ZoneID: "use1-az1"},
	},
	groups: []vpc.SecurityGroup{
		{ID: "sg-default", VPCID: "vpc-1", Name: vpc.DefaultGroupName}, {ID: "sg-app", VPCID: "vpc-1", Name: "app"}, {ID: "sg-other", VPCID: "vpc-2", Name: "app"},
	},
}

func connect(subnets, groups []string, active ...Connector) (Connector, error) {
	r := ConnectorRequest{Name: "db", Region: "us-east-1", Account: "000000000000", Subnets: subnets, Groups: groups}
	return NewConnector(noon, "0123", r, twoVPCs, active)
}

func TestConnectorTakesItsDefaults(t *testing.T) {
	c, err := connect([]string{"subnet-a", "subnet-b"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.VPCID != "vpc-1" || !slices.Equal(c.Groups, []string{"sg-default"}) || c.Revision != 1 || !c.Active ||
		c.ARN != "arn:aws:apprunner:us-east-1:000000000000:vpcconnector/db/1/0123" {
		t.Errorf("%+v", c)
	}
}

func TestConnectorRefusals(t *testing.T) {
	six := []string{"sg-1", "sg-2", "sg-3", "sg-4", "sg-5", "sg-6"}
	for name, c := range map[string]struct {
		subnets, groups []string
		active          []Connector
		class           fault.Class
		says            []string
	}{
		"no subnets":           {nil, nil, nil, fault.Invalid, []string{"Subnets is empty"}},
		"a subnet twice":       {[]string{"subnet-a", "subnet-a"}, nil, nil, fault.Invalid, []string{"subnet-a", "twice"}},
		"an unknown subnet":    {[]string{"subnet-a", "subnet-q"}, nil, nil, fault.Invalid, []string{"subnet-q", "does not exist"}},
		"two VPCs":             {[]string{"subnet-a", "subnet-x"}, nil, nil, fault.Invalid, []string{"subnet-a", "vpc-1", "subnet-x", "vpc-2"}},
		"an unknown group":     {[]string{"subnet-a"}, []string{"sg-q"}, nil, fault.Invalid, []string{"sg-q", "does not exist"}},
		"a group twice":        {[]string{"subnet-a"}, []string{"sg-app", "sg-app"}, nil, fault.Invalid, []string{"sg-app", "twice"}},
		"a group of elsewhere": {[]string{"subnet-a"}, []string{"sg-other"}, nil, fault.Invalid, []string{"sg-other", "vpc-2", "vpc-1"}},
		"too many groups":      {[]string{"subnet-a"}, six, nil, fault.Invalid, []string{"6 groups", "5"}},
		"no default group":     {[]string{"subnet-x"}, nil, nil, fault.Invalid, []string{"vpc-2", "default security group"}},
		"a name that is taken": {[]string{"subnet-a"}, nil, []Connector{{Name: "db", ARN: "arn:first"}}, fault.Exists, []string{"db", "arn:first"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := connect(c.subnets, c.groups, c.active...)
			if fault.ClassOf(err) != c.class {
				t.Fatalf("got %v", err)
			}
			for _, words := range c.says {
				if !strings.Contains(err.Error(), words) {
					t.Errorf("%v does not name %q", err, words)
				}
			}
		})
	}
}

// The set of groups of another connector is no obstacle, unlike in App Runner.
func TestConnectorMayShareItsGroups(t *testing.T) {
	first, err := connect([]string{"subnet-a"}, []string{"sg-app"})
	if err != nil {
		t.Fatal(err)
	}
	first.Name = "other"
	if _, err := connect([]string{"subnet-b"}, []string{"sg-app"}, first); err != nil {
		t.Error(err)
	}
}

func TestConnectorDeletionNamesItsUsers(t *testing.T) {
	c := Connector{ARN: "arn:c", Active: true}
	_, err := c.Delete(noon, []Service{{Name: "web", ARN: "arn:web", Status: Paused}, {Name: "api", ARN: "arn:api", Status: CreateFailed}})
	if fault.ClassOf(err) != fault.InUse {
		t.Fatal(err)
	}
	for _, words := range []string{"Provided VPC connector arn is being used by other services. ARN: arn:c", "web (arn:web, PAUSED)", "api (arn:api, CREATE_FAILED)"} {
		if !strings.Contains(err.Error(), words) {
			t.Errorf("%v does not say %q", err, words)
		}
	}
	deleted, err := c.Delete(noon, nil)
	if err != nil || deleted.Active || !deleted.DeletedAt.Equal(noon) {
		t.Errorf("%+v, %v", deleted, err)
	}
	again, err := deleted.Delete(noon.Add(1), []Service{{}})
	if err != nil || !again.DeletedAt.Equal(noon) {
		t.Errorf("deleted again: %+v, %v", again, err)
	}
}

func TestUnsupportedZonesAreNamed(t *testing.T) {
	c := Connector{ARN: "arn:c", Subnets: []string{"subnet-a", "subnet-b"}}
	err := c.CheckZones([]string{"use1-az3"}, twoVPCs)
	if fault.ClassOf(err) != fault.Invalid {
		t.Fatal(err)
	}
	for _, words := range []string{"'subnet-b'", "'use1-az3'", "us-east-1b"} {
		if !strings.Contains(err.Error(), words) {
			t.Errorf("%v does not name %s", err, words)
		}
	}
	if strings.Contains(err.Error(), "subnet-a") {
		t.Errorf("%v names a subnet that is fine", err)
	}
	if err := c.CheckZones([]string{"use1-az9"}, twoVPCs); err != nil {
		t.Error(err)
	}
}
