package quota

import (
	"maps"
	"slices"
	"strconv"

	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// counter counts what a region uses of a quota.
type counter = func(r store.Reader, region string) int

// number counts a region's documents of a kind.
func number[D store.Document](counts func(D) bool) counter {
	return func(r store.Reader, region string) int {
		n := 0
		for d := range store.Find[D](r, "region="+region) {
			n += one(counts(d))
		}
		return n
	}
}

func all[D any](D) bool { return true }

// most adds up what a region's documents of a kind weigh by what they belong to,
// and gives the greatest sum.
func most[D store.Document](weigh func(D) (owner string, weight int)) counter {
	return func(r store.Reader, region string) int {
		sums := map[string]int{}
		for d := range store.Find[D](r, "region="+region) {
			owner, weight := weigh(d)
			sums[owner] += weight
		}
		return greatest(sums)
	}
}

func greatest(sums map[string]int) int {
	return slices.Max(append(slices.Collect(maps.Values(sums)), 0))
}

func one(counts bool) int {
	if counts {
		return 1
	}
	return 0
}

// rules counts a rule that names a prefix list as the list's entries, as EC2 does.
func rules(r store.Reader, region string) int {
	return most(func(rule vpc.SecurityGroupRule) (string, int) {
		return rule.GroupID + string(rule.Direction), entriesOf(r, rule.PrefixListID)
	})(r, region)
}

func routes(r store.Reader, region string) int {
	return most(func(t vpc.RouteTable) (string, int) {
		return t.ID, vpc.CountRoutes(t.Routes, func(list string) int { return entriesOf(r, list) })
	})(r, region)
}

// entriesOf is how many rules or routes something with a prefix list counts as.
func entriesOf(r store.Reader, list string) int {
	if l, ok := store.Get[vpc.PrefixList](r, list); ok {
		return l.MaxEntries
	}
	return 1
}

// entries counts an ACL's in each direction and family.
func entries(r store.Reader, region string) int {
	sums := map[string]int{}
	for acl := range store.Find[vpc.NetworkACL](r, "region="+region) {
		for _, e := range acl.Entries {
			sums[acl.ID+strconv.FormatBool(e.Egress)+strconv.FormatBool(e.CIDR.Addr().Is4())]++
		}
	}
	return greatest(sums)
}

func natGateways(r store.Reader, region string) int {
	return most(func(g vpc.NATGateway) (string, int) {
		subnet, _ := store.Get[vpc.Subnet](r, g.SubnetID)
		return subnet.Zone, one(!g.Ended())
	})(r, region)
}

// peerings counts those of a region's VPCs, on whichever side.
func peerings(r store.Reader, region string) int {
	sums := map[string]int{}
	for p := range store.Find[vpc.Peering](r, "region="+region) {
		for _, side := range []vpc.PeeringSide{p.Requester, p.Accepter} {
			if side.Region == region {
				sums[side.VPCID] += one(p.Status == vpc.PeeringActive)
			}
		}
	}
	return greatest(sums)
}

func peeringRequests(r store.Reader, region string) int {
	return number(func(p vpc.Peering) bool { return p.Status == vpc.PeeringPending && p.Requester.Region == region })(r, region)
}

// interfacesOf counts the interfaces of EC2 instances.
func interfacesOf(i vpc.Interface) (string, int) {
	if i.Attachment == nil || i.Attachment.InstanceID == "" {
		return "", 0
	}
	return i.Attachment.InstanceID, 1
}
