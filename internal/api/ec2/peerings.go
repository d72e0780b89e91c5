package ec2

import (
	"context"
	"slices"

	"sallyport/internal/fault"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

var peerings = &kind[vpc.Peering]{
	resource: ec2model.ResourceTypeVpcPeeringConnection,
	prefix:   vpc.PrefixPeering,
	region:   func(p vpc.Peering) string { return p.Requester.Region },
	far:      func(p vpc.Peering) string { return p.Accepter.Region },
	tags:     func(p vpc.Peering) vpc.Tags { return p.Tags },
	retag:    func(p vpc.Peering, t vpc.Tags) vpc.Peering { p.Tags = t; return p },
	missing:  vpc.PeeringNotFound,
	indexes:  []filterIndex{{"requester-vpc-info.vpc-id", "vpc"}, {"accepter-vpc-info.vpc-id", "vpc"}},
	fields: map[string]field[vpc.Peering]{
		"accepter-vpc-info.cidr-block":  sideBlocks(accepterOf),
		"accepter-vpc-info.owner-id":    one(func(p vpc.Peering) string { return p.Accepter.OwnerID }),
		"accepter-vpc-info.vpc-id":      one(func(p vpc.Peering) string { return p.Accepter.VPCID }),
		"requester-vpc-info.cidr-block": sideBlocks(requesterOf),
		"requester-vpc-info.owner-id":   one(func(p vpc.Peering) string { return p.Requester.OwnerID }),
		"requester-vpc-info.vpc-id":     one(func(p vpc.Peering) string { return p.Requester.VPCID }),
		"status-code":                   one(func(p vpc.Peering) string { return string(p.Status) }),
		"status-message":                one(func(p vpc.Peering) string { return p.Message }),
		"vpc-peering-connection-id":     one(func(p vpc.Peering) string { return p.ID }),
		"expiration-time": func(_ store.Reader, p vpc.Peering) []string {
			if p.ExpiresAt.IsZero() {
				return nil
			}
			return []string{p.ExpiresAt.Format("2006-01-02T15:04:05.000Z")}
		},
	},
}

// peersOf are the VPCs that one has an active peering with.
func (c call) peersOf(vpcID string) []vpc.VPC {
	var peers []vpc.VPC
	for p := range store.Find[vpc.Peering](c, "vpc="+vpcID) {
		if peer, ok := store.Get[vpc.VPC](c, p.Other(vpcID).VPCID); ok && p.Status == vpc.PeeringActive {
			peers = append(peers, peer)
		}
	}
	return peers
}

func requesterOf(p vpc.Peering) vpc.PeeringSide { return p.Requester }
func accepterOf(p vpc.Peering) vpc.PeeringSide  { return p.Accepter }

func sideBlocks(side func(vpc.Peering) vpc.PeeringSide) field[vpc.Peering] {
	return func(r store.Reader, p vpc.Peering) []string {
		v, _ := store.Get[vpc.VPC](r, side(p).VPCID)
		return mapped(v.Blocks, func(b vpc.Block) string { return b.CIDR.String() })
	}
}

// peeringSideAnswer tells of a side; a VPC that is gone has no ranges any more.
func peeringSideAnswer(r store.Reader, p vpc.Peering, side vpc.PeeringSide) *ec2model.VpcPeeringConnectionVpcInfo {
	answer := &ec2model.VpcPeeringConnectionVpcInfo{
		VpcId: &side.VPCID, OwnerId: &side.OwnerID, Region: &side.Region,
		CidrBlockSet: []ec2model.CidrBlock{}, Ipv6CidrBlockSet: []ec2model.Ipv6CidrBlock{},
	}
	v, there := store.Get[vpc.VPC](r, side.VPCID)
	if there {
		answer.CidrBlock = new(v.Blocks[0].CIDR.String())
		answer.CidrBlockSet = mapped(v.Blocks, func(b vpc.Block) ec2model.CidrBlock { return ec2model.CidrBlock{CidrBlock: new(b.CIDR.String())} })
		answer.Ipv6CidrBlockSet = mapped(v.IPv6Blocks, func(b vpc.Block) ec2model.Ipv6CidrBlock {
			return ec2model.Ipv6CidrBlock{Ipv6CidrBlock: new(b.CIDR.String())}
		})
	}
	if p.Status == vpc.PeeringActive {
		answer.PeeringOptions = &ec2model.VpcPeeringConnectionOptionsDescription{
			AllowDnsResolutionFromRemoteVpc:            &side.AllowDNS,
			AllowEgressFromLocalClassicLinkToRemoteVpc: new(false), AllowEgressFromLocalVpcToRemoteClassicLink: new(false),
		}
	}
	return answer
}

func peeringAnswer(r store.Reader, p vpc.Peering) ec2model.VpcPeeringConnection {
	answer := ec2model.VpcPeeringConnection{
		VpcPeeringConnectionId: &p.ID, Tags: tagList(p.Tags),
		RequesterVpcInfo: peeringSideAnswer(r, p, p.Requester), AccepterVpcInfo: peeringSideAnswer(r, p, p.Accepter),
		Status: &ec2model.VpcPeeringConnectionStateReason{Code: ec2model.VpcPeeringConnectionStateReasonCode(p.Status), Message: &p.Message},
	}
	if !p.ExpiresAt.IsZero() {
		answer.ExpirationTime = &p.ExpiresAt
	}
	return answer
}

// CreateVpcPeeringConnection asks for a peering of two VPCs of the account; the other may be in another region.
func (a *API) CreateVpcPeeringConnection(ctx context.Context, in *ec2model.CreateVpcPeeringConnectionInput) (*ec2model.CreateVpcPeeringConnectionOutput, error) {
	tags, err := creationTags(in.TagSpecifications, ec2model.ResourceTypeVpcPeeringConnection)
	if err != nil {
		return nil, err
	}
	var out ec2model.CreateVpcPeeringConnectionOutput
	err = a.change(ctx, in.DryRun, func(c *change) error {
		requester, err := vpcs.named(c.call, "vpcId", in.VpcId)
		if err != nil {
			return err
		}
		accepter, err := c.peer(requester, in)
		if err != nil {
			return err
		}
		peering, err := c.NewPeering(requester, accepter, slices.Collect(store.Find[vpc.Peering](c, "vpc="+requester.ID)))
		if err != nil {
			return err
		}
		if err := c.roomForRequest(); err != nil {
			return err
		}
		peering.Tags = tags
		store.Put(c.tx, peering)
		out.VpcPeeringConnection = new(peeringAnswer(c, peering))
		return nil
	})
	return &out, err
}

// peer finds the VPC that a request wants to peer with.
func (c call) peer(requester vpc.VPC, in *ec2model.CreateVpcPeeringConnectionInput) (vpc.VPC, error) {
	if present(in.PeerOwnerId) && *in.PeerOwnerId != requester.OwnerID {
		return vpc.VPC{}, invalidValue("peerOwnerId", *in.PeerOwnerId, "There is the account %s here; leave it out.", requester.OwnerID)
	}
	there := c
	if present(in.PeerRegion) {
		if !vpc.ValidRegion(*in.PeerRegion) {
			return vpc.VPC{}, invalidValue("peerRegion", *in.PeerRegion, "Use a region's name, such as us-east-1.")
		}
		there.region = *in.PeerRegion
	}
	return vpcs.named(there, "peerVpcId", in.PeerVpcId)
}

func (c *change) roomForRequest() error {
	pending := 0
	for p := range store.Find[vpc.Peering](c, "region="+c.region) {
		if p.Status == vpc.PeeringPending && p.Requester.Region == c.region {
			pending++
		}
	}
	if pending >= c.quotas.PeeringRequests {
		return fault.New(fault.Limit, "OutstandingVpcPeeringConnectionLimitExceeded",
			"The maximum number of outstanding VPC peering connection requests has been reached. The region %s has %d: accept, reject or delete some, or raise the quota", c.region, pending)
	}
	return nil
}

// AcceptVpcPeeringConnection makes a peering active.
func (a *API) AcceptVpcPeeringConnection(ctx context.Context, in *ec2model.AcceptVpcPeeringConnectionInput) (*ec2model.AcceptVpcPeeringConnectionOutput, error) {
	var out ec2model.AcceptVpcPeeringConnectionOutput
	err := a.changePeering(ctx, in.DryRun, in.VpcPeeringConnectionId, func(c *change, p vpc.Peering) (vpc.Peering, error) {
		if err := p.CheckAcceptRegion(c.region, "accepted"); err != nil {
			return p, err
		}
		requester, _ := store.Get[vpc.VPC](c, p.Requester.VPCID)
		accepter, _ := store.Get[vpc.VPC](c, p.Accepter.VPCID)
		for _, v := range []vpc.VPC{requester, accepter} {
			if err := c.roomForPeering(v); err != nil {
				return p, err
			}
		}
		p, err := p.Accept(requester, accepter, c.Now)
		out.VpcPeeringConnection = new(peeringAnswer(c, p))
		return p, err
	})
	return &out, err
}

func (c *change) roomForPeering(v vpc.VPC) error {
	active := 0
	for p := range store.Find[vpc.Peering](c, "vpc="+v.ID) {
		if p.Status == vpc.PeeringActive {
			active++
		}
	}
	if active >= c.quotas.PeeringsPerVPC {
		return fault.New(fault.Limit, "VpcPeeringConnectionsPerVpcLimitExceeded",
			"The maximum number of active VPC peering connections has been reached. VPC %s has %d: delete those that are not needed, or raise the quota", v.ID, active)
	}
	return nil
}

// changePeering changes a peering that is seen in the caller's region.
func (a *API) changePeering(ctx context.Context, dryRun *bool, id *string, with func(*change, vpc.Peering) (vpc.Peering, error)) error {
	return a.change(ctx, dryRun, func(c *change) error {
		p, err := peerings.named(c.call, "vpcPeeringConnectionId", id)
		if err != nil {
			return err
		}
		if p, err = with(c, p); err != nil {
			return err
		}
		store.Put(c.tx, p)
		return nil
	})
}

// RejectVpcPeeringConnection refuses a peering that waits to be accepted.
func (a *API) RejectVpcPeeringConnection(ctx context.Context, in *ec2model.RejectVpcPeeringConnectionInput) (*ec2model.RejectVpcPeeringConnectionOutput, error) {
	return &ec2model.RejectVpcPeeringConnectionOutput{Return: new(true)}, a.changePeering(ctx, in.DryRun, in.VpcPeeringConnectionId,
		func(c *change, p vpc.Peering) (vpc.Peering, error) {
			if err := p.CheckAcceptRegion(c.region, "rejected"); err != nil {
				return p, err
			}
			return p.Reject(c.Now)
		})
}

// DeleteVpcPeeringConnection ends a peering, or takes back the request for one.
func (a *API) DeleteVpcPeeringConnection(ctx context.Context, in *ec2model.DeleteVpcPeeringConnectionInput) (*ec2model.DeleteVpcPeeringConnectionOutput, error) {
	return &ec2model.DeleteVpcPeeringConnectionOutput{Return: new(true)}, a.changePeering(ctx, in.DryRun, in.VpcPeeringConnectionId,
		func(c *change, p vpc.Peering) (vpc.Peering, error) { return p.Delete(c.account, c.Now) })
}

// DescribeVpcPeeringConnections lists peerings, those that ended a while ago too.
func (a *API) DescribeVpcPeeringConnections(ctx context.Context, in *ec2model.DescribeVpcPeeringConnectionsInput) (*ec2model.DescribeVpcPeeringConnectionsOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	page, next, err := describe(c, peerings, query{"DescribeVpcPeeringConnections", in.VpcPeeringConnectionIds, in.Filters, in.MaxResults, in.NextToken, usualPages})
	if err != nil {
		return nil, err
	}
	answer := func(p vpc.Peering) ec2model.VpcPeeringConnection { return peeringAnswer(c, p) }
	return &ec2model.DescribeVpcPeeringConnectionsOutput{VpcPeeringConnections: mapped(page, answer), NextToken: next}, nil
}

// ModifyVpcPeeringConnectionOptions says whether each side may resolve the other's names to private addresses.
func (a *API) ModifyVpcPeeringConnectionOptions(ctx context.Context, in *ec2model.ModifyVpcPeeringConnectionOptionsInput) (*ec2model.ModifyVpcPeeringConnectionOptionsOutput, error) {
	if in.RequesterPeeringConnectionOptions == nil && in.AccepterPeeringConnectionOptions == nil {
		return nil, fault.New(fault.Invalid, "MissingParameter",
			"The request must contain the parameter requesterPeeringConnectionOptions or accepterPeeringConnectionOptions")
	}
	var out ec2model.ModifyVpcPeeringConnectionOptionsOutput
	err := a.changePeering(ctx, in.DryRun, in.VpcPeeringConnectionId, func(c *change, p vpc.Peering) (vpc.Peering, error) {
		if p.Status != vpc.PeeringActive {
			return p, fault.New(fault.Conflict, "OperationNotPermitted",
				"Peering options can be added only to active peerings. %s is %s", p.ID, p.Status)
		}
		var err error
		if out.RequesterPeeringConnectionOptions, err = setPeeringOptions(c, "requester", &p.Requester, in.RequesterPeeringConnectionOptions); err != nil {
			return p, err
		}
		out.AccepterPeeringConnectionOptions, err = setPeeringOptions(c, "accepter", &p.Accepter, in.AccepterPeeringConnectionOptions)
		return p, err
	})
	return &out, err
}

func setPeeringOptions(c *change, name string, side *vpc.PeeringSide, in *ec2model.PeeringConnectionOptionsRequest) (*ec2model.PeeringConnectionOptions, error) {
	if in == nil {
		return nil, nil
	}
	if side.Region != c.region {
		return nil, fault.New(fault.Denied, "OperationNotPermitted",
			"The options of the %s can be modified in its own region. VPC %s is in %s, and the request is for %s", name, side.VPCID, side.Region, c.region)
	}
	if err := unsupported(isTrue(in.AllowEgressFromLocalClassicLinkToRemoteVpc) || isTrue(in.AllowEgressFromLocalVpcToRemoteClassicLink),
		"AllowEgressFromLocalClassicLinkToRemoteVpc", "There is no ClassicLink here."); err != nil {
		return nil, err
	}
	if in.AllowDnsResolutionFromRemoteVpc != nil {
		side.AllowDNS = *in.AllowDnsResolutionFromRemoteVpc
	}
	return &ec2model.PeeringConnectionOptions{
		AllowDnsResolutionFromRemoteVpc:            new(side.AllowDNS),
		AllowEgressFromLocalClassicLinkToRemoteVpc: new(false), AllowEgressFromLocalVpcToRemoteClassicLink: new(false),
	}, nil
}
