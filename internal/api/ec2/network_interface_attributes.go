package ec2

import (
	"context"
	"fmt"

	"sallyport/internal/fault"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

// DescribeNetworkInterfaceAttribute tells one attribute of an interface.
func (a *API) DescribeNetworkInterfaceAttribute(ctx context.Context, in *ec2model.DescribeNetworkInterfaceAttributeInput) (*ec2model.DescribeNetworkInterfaceAttributeOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	found, err := networkInterfaces.named(c, "networkInterfaceId", in.NetworkInterfaceId)
	if err != nil {
		return nil, err
	}
	out := &ec2model.DescribeNetworkInterfaceAttributeOutput{NetworkInterfaceId: &found.ID}
	switch in.Attribute {
	case ec2model.NetworkInterfaceAttributeDescription:
		out.Description = &ec2model.AttributeValue{Value: &found.Description}
	case ec2model.NetworkInterfaceAttributeGroupSet:
		out.Groups = groupList(c, found.Groups)
	case ec2model.NetworkInterfaceAttributeSourceDestCheck:
		out.SourceDestCheck = &ec2model.AttributeBooleanValue{Value: new(!found.NoSourceCheck)}
	case ec2model.NetworkInterfaceAttributeAttachment:
		out.Attachment = attachmentAnswer(found)
	case "":
		return nil, fault.New(fault.Invalid, "MissingParameter", "The request must contain the parameter attribute: description, groupSet, sourceDestCheck or attachment")
	default:
		return nil, invalidValue("attribute", in.Attribute, "Use description, groupSet, sourceDestCheck or attachment.")
	}
	return out, nil
}

// ModifyNetworkInterfaceAttribute changes one attribute of an interface.
func (a *API) ModifyNetworkInterfaceAttribute(ctx context.Context, in *ec2model.ModifyNetworkInterfaceAttributeInput) (*ec2model.ModifyNetworkInterfaceAttributeOutput, error) {
	return &ec2model.ModifyNetworkInterfaceAttributeOutput{}, a.change(ctx, in.DryRun, func(c *change) error {
		found, err := networkInterfaces.named(c.call, "networkInterfaceId", in.NetworkInterfaceId)
		if err != nil {
			return err
		}
		if err := found.CheckManaged(); err != nil {
			return err
		}
		given := 0
		if in.Description != nil {
			found.Description = text(in.Description.Value)
			given++
		}
		if len(in.Groups) > 0 {
			if found.Groups, err = c.carriedGroups(found.VPCID, in.Groups); err != nil {
				return err
			}
			given++
		}
		if in.SourceDestCheck != nil && in.SourceDestCheck.Value != nil {
			found.NoSourceCheck = !*in.SourceDestCheck.Value
			given++
		}
		if in.Attachment != nil {
			if found.Attachment, err = changedAttachment(found, *in.Attachment); err != nil {
				return err
			}
			given++
		}
		if given != 1 {
			return fault.New(fault.Invalid, "InvalidParameterCombination",
				"Exactly one of description, groups, sourceDestCheck and attachment must be given; %d are. Modify one attribute of %s a call", given, found.ID)
		}
		store.Put(c.tx, found)
		return nil
	})
}

func changedAttachment(i vpc.Interface, changes ec2model.NetworkInterfaceAttachmentChanges) (*vpc.Attachment, error) {
	id, err := required("attachment.attachmentId", changes.AttachmentId)
	if err != nil {
		return nil, err
	}
	if i.Attachment == nil || i.Attachment.ID != id {
		return nil, fault.New(fault.NotFound, "InvalidAttachmentID.NotFound",
			"The attachment '%s' does not exist. Interface %s is %s", id, i.ID, attachmentText(i))
	}
	changed := *i.Attachment
	if changes.DeleteOnTermination != nil {
		changed.DeleteOnTermination = *changes.DeleteOnTermination
	}
	return &changed, nil
}

func attachmentText(i vpc.Interface) string {
	if i.Attachment == nil {
		return "not attached"
	}
	return fmt.Sprintf("attached by %s", i.Attachment.ID)
}
