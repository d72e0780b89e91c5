package ec2

import (
	"context"

	"sallyport/internal/fault"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

// entryRequest is what CreateNetworkAclEntry and ReplaceNetworkAclEntry have in common.
type entryRequest struct {
	acl, cidr, ipv6, protocol *string
	number                    *int32
	egress                    *bool
	action                    ec2model.RuleAction
	ports                     *ec2model.PortRange
	icmp                      *ec2model.IcmpTypeCode
}

// CreateNetworkAclEntry adds a numbered rule to a network ACL.
func (a *API) CreateNetworkAclEntry(ctx context.Context, in *ec2model.CreateNetworkAclEntryInput) (*ec2model.CreateNetworkAclEntryOutput, error) {
	request := entryRequest{
		in.NetworkAclId, in.CidrBlock, in.Ipv6CidrBlock, in.Protocol, in.RuleNumber, in.Egress, in.RuleAction, in.PortRange, in.IcmpTypeCode,
	}
	return &ec2model.CreateNetworkAclEntryOutput{}, a.entry(ctx, in.DryRun, request, func(c *change, l vpc.NetworkACL, e vpc.ACLEntry) (vpc.NetworkACL, error) {
		return l.AddEntry(e, c.quotas.EntriesPerACL)
	})
}

// ReplaceNetworkAclEntry replaces the rule of a network ACL with a number.
func (a *API) ReplaceNetworkAclEntry(ctx context.Context, in *ec2model.ReplaceNetworkAclEntryInput) (*ec2model.ReplaceNetworkAclEntryOutput, error) {
	request := entryRequest{
		in.NetworkAclId, in.CidrBlock, in.Ipv6CidrBlock, in.Protocol, in.RuleNumber, in.Egress, in.RuleAction, in.PortRange, in.IcmpTypeCode,
	}
	return &ec2model.ReplaceNetworkAclEntryOutput{}, a.entry(ctx, in.DryRun, request, func(_ *change, l vpc.NetworkACL, e vpc.ACLEntry) (vpc.NetworkACL, error) {
		return l.ReplaceEntry(e)
	})
}

// DeleteNetworkAclEntry takes the rule with a number from a network ACL.
func (a *API) DeleteNetworkAclEntry(ctx context.Context, in *ec2model.DeleteNetworkAclEntryInput) (*ec2model.DeleteNetworkAclEntryOutput, error) {
	if in.RuleNumber == nil || in.Egress == nil {
		return nil, fault.New(fault.Invalid, "MissingParameter", "The request must contain the parameters ruleNumber and egress")
	}
	return &ec2model.DeleteNetworkAclEntryOutput{}, a.change(ctx, in.DryRun, func(c *change) error {
		acl, err := networkACLs.named(c.call, "networkAclId", in.NetworkAclId)
		if err != nil {
			return err
		}
		if acl, err = acl.RemoveEntry(*in.RuleNumber, *in.Egress); err != nil {
			return err
		}
		store.Put(c.tx, acl)
		return nil
	})
}

func (a *API) entry(ctx context.Context, dryRun *bool, request entryRequest, with func(*change, vpc.NetworkACL, vpc.ACLEntry) (vpc.NetworkACL, error)) error {
	entry, err := request.read()
	if err != nil {
		return err
	}
	return a.change(ctx, dryRun, func(c *change) error {
		acl, err := networkACLs.named(c.call, "networkAclId", request.acl)
		if err != nil {
			return err
		}
		if acl, err = with(c, acl, entry); err != nil {
			return err
		}
		store.Put(c.tx, acl)
		return nil
	})
}

// read makes the entry that a request is about.
func (r entryRequest) read() (vpc.ACLEntry, error) {
	var entry vpc.ACLEntry
	if r.number == nil || r.egress == nil {
		return entry, fault.New(fault.Invalid, "MissingParameter", "The request must contain the parameters ruleNumber and egress")
	}
	entry.Number, entry.Egress = *r.number, *r.egress
	switch r.action {
	case ec2model.RuleActionAllow:
		entry.Allow = true
	case ec2model.RuleActionDeny:
	case "":
		return entry, fault.New(fault.Invalid, "MissingParameter", "The request must contain the parameter ruleAction: allow or deny")
	default:
		return entry, invalidValue("ruleAction", r.action, "Use allow or deny.")
	}
	if present(r.cidr) == present(r.ipv6) {
		return entry, fault.New(fault.Invalid, "InvalidParameterCombination", "Exactly one of CidrBlock and Ipv6CidrBlock must be given")
	}
	var err error
	if present(r.cidr) {
		entry.CIDR, err = vpc.ParseRuleCIDR(*r.cidr, false)
	} else {
		entry.CIDR, err = vpc.ParseRuleCIDR(*r.ipv6, true)
	}
	if err != nil {
		return entry, err
	}
	name, err := required("protocol", r.protocol)
	if err != nil {
		return entry, err
	}
	if entry.Protocol, err = vpc.ParseProtocol(name); err != nil {
		return entry, err
	}
	return r.readPorts(entry)
}

// readPorts gives the entry with its ports, or its ICMP type and code, where the protocol has them.
func (r entryRequest) readPorts(entry vpc.ACLEntry) (vpc.ACLEntry, error) {
	var from, to *int32
	switch {
	case entry.Protocol.HasPorts() && r.ports == nil:
		return entry, fault.New(fault.Invalid, "MissingParameter",
			"The request must contain the parameter portRange. Protocol %s has ports; 0 to 65535 are all of them", entry.Protocol.EC2Name())
	case entry.Protocol.HasPorts():
		from, to = r.ports.From, r.ports.To
	case entry.Protocol.HasTypes() && r.icmp == nil:
		return entry, fault.New(fault.Invalid, "MissingParameter",
			"The request must contain the parameter icmpTypeCode. Protocol %s has types and codes; -1 stands for all", entry.Protocol.EC2Name())
	case entry.Protocol.HasTypes():
		from, to = r.icmp.Type, r.icmp.Code
	}
	first, last, err := entry.Protocol.PortRange(from, to)
	switch {
	case err != nil:
		return entry, err
	case entry.Protocol.HasPorts():
		entry.FromPort, entry.ToPort = first, last
	case entry.Protocol.HasTypes():
		entry.ICMPType, entry.ICMPCode = first, last
	}
	return entry, nil
}
