package ec2

import (
	"context"
	"net"
	"net/netip"
	"strconv"

	"sallyport/internal/fault"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

var networkInterfaces = &kind[vpc.Interface]{
	resource: ec2model.ResourceTypeNetworkInterface,
	prefix:   vpc.PrefixInterface,
	region:   func(i vpc.Interface) string { return i.Region },
	tags:     func(i vpc.Interface) vpc.Tags { return i.Tags },
	retag:    func(i vpc.Interface, t vpc.Tags) vpc.Interface { i.Tags = t; return i },
	missing:  vpc.InterfaceNotFound,
	// The key of an instance's workload is the instance's id.
	indexes: []filterIndex{{"attachment.instance-id", "workload"}, {"subnet-id", "subnet"}, {"group-id", "group"}, {"vpc-id", "vpc"}},
	fields: map[string]field[vpc.Interface]{
		"addresses.primary":                 each(addressesOf, func(n numbered) string { return strconv.FormatBool(n.index == 0) }),
		"addresses.private-ip-address":      each(addressesOf, func(n numbered) string { return n.address.String() }),
		"association.allocation-id":         ofElastic(func(p vpc.PublicAddress) string { return p.AllocationID }),
		"association.association-id":        ofElastic(func(p vpc.PublicAddress) string { return p.AssociationID }),
		"association.ip-owner-id":           ofPublic(func(_ store.Reader, p vpc.PublicAddress) string { return addressOwner(p) }),
		"association.public-dns-name":       ofPublic(publicName),
		"association.public-ip":             ofPublic(func(_ store.Reader, p vpc.PublicAddress) string { return p.Address.String() }),
		"addresses.association.public-ip":   ofPublic(func(_ store.Reader, p vpc.PublicAddress) string { return p.Address.String() }),
		"addresses.association.owner-id":    ofPublic(func(_ store.Reader, p vpc.PublicAddress) string { return addressOwner(p) }),
		"addresses.association.ip-owner-id": ofPublic(func(_ store.Reader, p vpc.PublicAddress) string { return addressOwner(p) }),

		"attachment.attach-time":           ofAttachment(func(at vpc.Attachment) string { return at.AttachedAt.Format("2006-01-02T15:04:05.000Z") }),
		"attachment.attachment-id":         ofAttachment(func(at vpc.Attachment) string { return at.ID }),
		"attachment.delete-on-termination": ofAttachment(func(at vpc.Attachment) string { return strconv.FormatBool(at.DeleteOnTermination) }),
		"attachment.device-index":          ofAttachment(func(at vpc.Attachment) string { return numberText(at.DeviceIndex) }),
		"attachment.instance-id":           ofAttachment(func(at vpc.Attachment) string { return at.InstanceID }),
		"attachment.instance-owner-id": func(_ store.Reader, i vpc.Interface) []string {
			if i.Attachment == nil {
				return nil
			}
			return []string{attachmentOwner(i)}
		},
		"attachment.status": ofAttachment(func(vpc.Attachment) string { return string(ec2model.AttachmentStatusAttached) }),

		"availability-zone": one(func(i vpc.Interface) string { return i.Zone }),
		"description":       one(func(i vpc.Interface) string { return i.Description }),
		"group-id":          each(groupsOf, itself),
		"group-name": func(r store.Reader, i vpc.Interface) []string {
			return mapped(i.Groups, func(id string) string { return groupName(r, id) })
		},
		"interface-type":              one(func(i vpc.Interface) string { return i.Type }),
		"ipv6-addresses.ipv6-address": each(ipv6Of, netip.Addr.String),
		"mac-address":                 one(macAddress),
		"network-interface-id":        one(func(i vpc.Interface) string { return i.ID }),
		"owner-id":                    one(func(i vpc.Interface) string { return i.OwnerID }),
		"private-dns-name":            one(func(i vpc.Interface) string { return privateName(i.Region, i.Primary()) }),
		"private-ip-address":          one(func(i vpc.Interface) string { return i.Primary().String() }),
		"requester-id":                one(func(i vpc.Interface) string { return i.RequesterID }),
		"requester-managed":           flag(func(i vpc.Interface) bool { return i.RequesterManaged }),
		"source-dest-check":           flag(func(i vpc.Interface) bool { return !i.NoSourceCheck }),
		"status":                      one(func(i vpc.Interface) string { return string(interfaceStatus(i)) }),
		"subnet-id":                   one(func(i vpc.Interface) string { return i.SubnetID }),
		"vpc-id":                      one(func(i vpc.Interface) string { return i.VPCID }),
	},
}

func ofAttachment(value func(vpc.Attachment) string) field[vpc.Interface] {
	return func(_ store.Reader, i vpc.Interface) []string {
		if i.Attachment == nil {
			return nil
		}
		return []string{value(*i.Attachment)}
	}
}

type numbered struct {
	index   int
	address netip.Addr
}

func addressesOf(i vpc.Interface) []numbered {
	list := make([]numbered, len(i.Addresses))
	for n, address := range i.Addresses {
		list[n] = numbered{n, address}
	}
	return list
}

func groupsOf(i vpc.Interface) []string { return i.Groups }

func groupName(r store.Reader, id string) string {
	group, _ := store.Get[vpc.SecurityGroup](r, id)
	return group.Name
}

func groupList(r store.Reader, ids []string) []ec2model.GroupIdentifier {
	return mapped(ids, func(id string) ec2model.GroupIdentifier {
		return ec2model.GroupIdentifier{GroupId: &id, GroupName: new(groupName(r, id))}
	})
}

func macAddress(i vpc.Interface) string {
	mac := vpc.MACFor(i.ID)
	return net.HardwareAddr(mac[:]).String()
}

// privateName is the DNS name that AWS gives to a private address.
func privateName(region string, address netip.Addr) string { return vpc.PrivateName(region, address) }

func interfaceStatus(i vpc.Interface) ec2model.NetworkInterfaceStatus {
	if i.Attachment == nil {
		return ec2model.NetworkInterfaceStatusAvailable
	}
	return ec2model.NetworkInterfaceStatusInUse
}

// attachmentOwner is the account of what the interface is attached to; AWS's own services say "amazon-aws".
func attachmentOwner(i vpc.Interface) string {
	if i.Attachment.InstanceID == "" {
		return "amazon-aws"
	}
	return i.OwnerID
}

func interfaceAnswer(r store.Reader, i vpc.Interface) ec2model.NetworkInterface {
	name := privateName(i.Region, i.Primary())
	answer := ec2model.NetworkInterface{
		NetworkInterfaceId: &i.ID, VpcId: &i.VPCID, SubnetId: &i.SubnetID, AvailabilityZone: &i.Zone, AvailabilityZoneId: zoneID(i.Region, i.Zone), OwnerId: &i.OwnerID,
		Description: &i.Description, InterfaceType: ec2model.NetworkInterfaceType(i.Type), MacAddress: new(macAddress(i)),
		PrivateIpAddress: new(i.Primary().String()), PrivateDnsName: &name, Groups: groupList(r, i.Groups),
		SourceDestCheck: new(!i.NoSourceCheck), Status: interfaceStatus(i), RequesterManaged: &i.RequesterManaged,
		TagSet: tagList(i.Tags), Attachment: attachmentAnswer(i), Association: associationAnswer(r, i, i.Primary()), Ipv6Addresses: mapped(i.IPv6Addresses, func(a netip.Addr) ec2model.NetworkInterfaceIpv6Address {
			return ec2model.NetworkInterfaceIpv6Address{Ipv6Address: new(a.String()), IsPrimaryIpv6: new(false)}
		}),
		PrivateIpAddresses: mapped(addressesOf(i), func(n numbered) ec2model.NetworkInterfacePrivateIpAddress {
			return ec2model.NetworkInterfacePrivateIpAddress{
				Primary: new(n.index == 0), PrivateIpAddress: new(n.address.String()), PrivateDnsName: new(privateName(i.Region, n.address)),
				Association: associationAnswer(r, i, n.address),
			}
		}),
	}
	if i.RequesterID != "" {
		answer.RequesterId = &i.RequesterID
	}
	return answer
}

func attachmentAnswer(i vpc.Interface) *ec2model.NetworkInterfaceAttachment {
	if i.Attachment == nil {
		return nil
	}
	at := *i.Attachment
	answer := &ec2model.NetworkInterfaceAttachment{
		AttachTime: &at.AttachedAt, AttachmentId: &at.ID, DeleteOnTermination: &at.DeleteOnTermination, DeviceIndex: &at.DeviceIndex,
		NetworkCardIndex: new(int32(0)), InstanceOwnerId: new(attachmentOwner(i)), Status: ec2model.AttachmentStatusAttached,
	}
	if at.InstanceID != "" {
		answer.InstanceId = &at.InstanceID
	}
	return answer
}

// interfaceRequest is what a request says of a new interface.
type interfaceRequest struct {
	subnet      vpc.Subnet
	groups      []string // ids; the VPC's default group without any
	private     privateRequest
	ipv6        ipv6Request
	description string
	tags        vpc.Tags
}

// newInterface makes an interface that is not attached; the caller keeps it.
func (c *change) newInterface(request interfaceRequest) (vpc.Interface, error) {
	groups, err := c.carriedGroups(request.subnet.VPCID, request.groups)
	if err != nil {
		return vpc.Interface{}, err
	}
	made, err := c.NewInterface(request.subnet, groups, request.private.primary, store.Find[vpc.Interface](c, "subnet="+request.subnet.ID), c.reservationsOf(request.subnet.ID)...)
	if err != nil {
		return made, err
	}
	made.Description, made.Tags = request.description, request.tags
	if made, err = c.assign(made, request.private.more); err != nil {
		return made, err
	}
	return c.assignIPv6(made, request.ipv6)
}

// carriedGroups checks the groups of an interface in a VPC; without any it gives the default one.
func (c *change) carriedGroups(vpcID string, ids []string) ([]string, error) {
	if len(ids) == 0 {
		group, err := c.groupNamed(vpcID, vpc.DefaultGroupName)
		return []string{group.ID}, err
	}
	var found []vpc.SecurityGroup
	for _, id := range ids {
		group, err := securityGroups.find(c.call, id)
		if err != nil {
			return nil, err
		}
		found = append(found, group)
	}
	return ids, vpc.CheckCarriedGroups(vpcID, ids, found, c.quotas.GroupsPerInterface)
}

// roomForInterfaces checks the region's quota before so many more interfaces are made.
func (c *change) roomForInterfaces(more int) error {
	count := more
	for range store.Find[vpc.Interface](c, "region="+c.region) {
		count++
	}
	if count > c.quotas.InterfacesPerRegion {
		return fault.New(fault.Limit, "NetworkInterfaceLimitExceeded",
			"The maximum number of network interfaces has been reached. The region %s may have %d: delete those that are not needed, or raise the quota", c.region, c.quotas.InterfacesPerRegion)
	}
	return nil
}

// CreateNetworkInterface makes an interface that is free to be attached.
func (a *API) CreateNetworkInterface(ctx context.Context, in *ec2model.CreateNetworkInterfaceInput) (*ec2model.CreateNetworkInterfaceOutput, error) {
	if err := refusedInterfaceOptions(in); err != nil {
		return nil, err
	}
	ipv6, err := readIPv6(in.Ipv6Addresses, in.Ipv6AddressCount)
	if err != nil {
		return nil, err
	}
	private, err := readPrivate(in.PrivateIpAddress, in.PrivateIpAddresses, in.SecondaryPrivateIpAddressCount)
	if err != nil {
		return nil, err
	}
	tags, err := creationTags(in.TagSpecifications, ec2model.ResourceTypeNetworkInterface)
	if err != nil {
		return nil, err
	}
	out := ec2model.CreateNetworkInterfaceOutput{ClientToken: in.ClientToken}
	err = once(ctx, a, in.DryRun, "CreateNetworkInterface", in.ClientToken, in, &out, func(c *change) error {
		subnet, err := subnets.named(c.call, "subnetId", in.SubnetId)
		if err != nil {
			return err
		}
		if err := c.roomForInterfaces(1); err != nil {
			return err
		}
		made, err := c.newInterface(interfaceRequest{subnet, in.Groups, private, ipv6, text(in.Description), tags})
		if err != nil {
			return err
		}
		store.Put(c.tx, made)
		out.NetworkInterface = new(interfaceAnswer(c, made))
		return nil
	})
	return &out, err
}

func refusedInterfaceOptions(in *ec2model.CreateNetworkInterfaceInput) error {
	if err := unsupported(positive(in.Ipv6PrefixCount) || len(in.Ipv6Prefixes) > 0, "Ipv6Prefix", "Interfaces have single addresses here."); err != nil {
		return err
	}
	if err := unsupported(positive(in.Ipv4PrefixCount) || len(in.Ipv4Prefixes) > 0, "Ipv4Prefix", "Interfaces have single addresses here."); err != nil {
		return err
	}
	return unsupported(in.InterfaceType != "" && in.InterfaceType != "interface", "InterfaceType", "All interfaces are of the type interface here; leave it out.")
}

func positive(n *int32) bool { return n != nil && *n > 0 }

// DescribeNetworkInterfaces lists interfaces.
func (a *API) DescribeNetworkInterfaces(ctx context.Context, in *ec2model.DescribeNetworkInterfacesInput) (*ec2model.DescribeNetworkInterfacesOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	page, next, err := describe(c, networkInterfaces, query{"DescribeNetworkInterfaces", in.NetworkInterfaceIds, in.Filters, in.MaxResults, in.NextToken, usualPages})
	if err != nil {
		return nil, err
	}
	answer := func(i vpc.Interface) ec2model.NetworkInterface { return interfaceAnswer(c, i) }
	return &ec2model.DescribeNetworkInterfacesOutput{NetworkInterfaces: mapped(page, answer), NextToken: next}, nil
}

// DeleteNetworkInterface deletes an interface that is not attached.
func (a *API) DeleteNetworkInterface(ctx context.Context, in *ec2model.DeleteNetworkInterfaceInput) (*ec2model.DeleteNetworkInterfaceOutput, error) {
	return &ec2model.DeleteNetworkInterfaceOutput{}, a.change(ctx, in.DryRun, func(c *change) error {
		found, err := networkInterfaces.named(c.call, "networkInterfaceId", in.NetworkInterfaceId)
		if err != nil {
			return err
		}
		if err := found.CheckDelete(); err != nil {
			return err
		}
		c.unplugPublic(found.ID, true)
		store.Delete[vpc.Interface](c.tx, found.ID)
		return nil
	})
}
