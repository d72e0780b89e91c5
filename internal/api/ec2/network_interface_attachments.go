package ec2

import (
	"context"

	"sallyport/internal/fault"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

// AttachNetworkInterface plugs a free interface into an instance, running or not.
func (a *API) AttachNetworkInterface(ctx context.Context, in *ec2model.AttachNetworkInterfaceInput) (*ec2model.AttachNetworkInterfaceOutput, error) {
	if in.NetworkCardIndex != nil && *in.NetworkCardIndex != 0 {
		return nil, invalidValue("networkCardIndex", *in.NetworkCardIndex, "Instances have one network card here, with the index 0.")
	}
	if in.DeviceIndex == nil {
		return nil, fault.New(fault.Invalid, "MissingParameter", "The request must contain the parameter deviceIndex")
	}
	out := ec2model.AttachNetworkInterfaceOutput{NetworkCardIndex: new(int32(0))}
	err := a.change(ctx, in.DryRun, func(c *change) error {
		one, err := networkInterfaces.named(c.call, "networkInterfaceId", in.NetworkInterfaceId)
		if err != nil {
			return err
		}
		instance, err := instances.named(c.call, "instanceId", in.InstanceId)
		if err != nil {
			return err
		}
		if state, _ := stateOf(c, instance); instance.State == platform.InstanceTerminated {
			return incorrectState(instance, state, "given an interface", "Attach it to another one")
		}
		others := interfacesOf(c, instance)
		attachment := vpc.Attachment{
			ID: c.NewID(vpc.PrefixAttachment), Workload: instance.ID, InstanceID: instance.ID, DeviceIndex: *in.DeviceIndex, AttachedAt: c.Now,
		}
		if one, err = one.Attach(attachment, others, c.quotas.InterfacesPerInstance); err != nil {
			return err
		}
		store.Put(c.tx, one)
		c.plug(instance, append(others, one))
		out.AttachmentId = &attachment.ID
		return nil
	})
	return &out, err
}

// DetachNetworkInterface takes an interface from its instance, running or not.
func (a *API) DetachNetworkInterface(ctx context.Context, in *ec2model.DetachNetworkInterfaceInput) (*ec2model.DetachNetworkInterfaceOutput, error) {
	id, err := required("attachmentId", in.AttachmentId)
	if err != nil {
		return nil, err
	}
	return &ec2model.DetachNetworkInterfaceOutput{}, a.change(ctx, in.DryRun, func(c *change) error {
		one, err := c.attachedBy(id)
		if err != nil {
			return err
		}
		instanceID := one.Attachment.InstanceID
		if one, err = one.Detach(); err != nil {
			return err
		}
		store.Put(c.tx, one)
		c.unplugPublic(one.ID, false)
		if instance, ok := store.Get[platform.Instance](c, instanceID); ok {
			c.plug(instance, interfacesOf(c, instance))
		}
		return nil
	})
}

// attachedBy gives the interface of the region that has an attachment.
func (c call) attachedBy(id string) (vpc.Interface, error) {
	for one := range store.Find[vpc.Interface](c, "region="+c.region) {
		if one.Attachment != nil && one.Attachment.ID == id {
			return one, nil
		}
	}
	return vpc.Interface{}, vpc.AttachmentNotFound(id)
}

// plug makes the attached interfaces those of an instance and of its workload, the first device first: it is the way
// out. The networks loop does to the running workload what that changes.
func (c *change) plug(instance platform.Instance, attached []vpc.Interface) {
	ids := mapped(vpc.ByDevice(attached), func(i vpc.Interface) string { return i.ID })
	instance.Interfaces = ids
	store.Put(c.tx, instance)
	if workload, ok := store.Get[platform.Workload](c, instance.ID); ok {
		workload.Interfaces = ids
		store.Put(c.tx, workload)
	}
}
