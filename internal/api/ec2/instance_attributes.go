package ec2

import (
	"context"
	"encoding/base64"

	"sallyport/internal/fault"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/wire/ec2model"
)

// shutdownBehavior is EC2's default of what becomes of an instance that ends itself.
const shutdownBehavior = "stop"

// DescribeInstanceAttribute tells one attribute of an instance.
func (a *API) DescribeInstanceAttribute(ctx context.Context, in *ec2model.DescribeInstanceAttributeInput) (*ec2model.DescribeInstanceAttributeOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	instance, err := instances.named(c, "instanceId", in.InstanceId)
	if err != nil {
		return nil, err
	}
	out := &ec2model.DescribeInstanceAttributeOutput{InstanceId: &instance.ID}
	off := &ec2model.AttributeBooleanValue{Value: new(false)}
	switch in.Attribute {
	case ec2model.InstanceAttributeNameInstanceType:
		out.InstanceType = &ec2model.AttributeValue{Value: &instance.Type}
	case ec2model.InstanceAttributeNameUserData:
		out.UserData = &ec2model.AttributeValue{}
		if instance.UserData != "" {
			out.UserData.Value = &instance.UserData
		}
	case ec2model.InstanceAttributeNameDisableApiTermination:
		out.DisableApiTermination = off
	case ec2model.InstanceAttributeNameDisableApiStop:
		out.DisableApiStop = off
	case ec2model.InstanceAttributeNameEbsOptimized:
		out.EbsOptimized = off
	case ec2model.InstanceAttributeNameEnaSupport:
		out.EnaSupport = off
	case ec2model.InstanceAttributeNameEnclaveOptions:
		out.EnclaveOptions = &ec2model.EnclaveOptions{Enabled: new(false)}
	case ec2model.InstanceAttributeNameInstanceInitiatedShutdownBehavior:
		out.InstanceInitiatedShutdownBehavior = &ec2model.AttributeValue{Value: new(shutdownBehavior)}
	case ec2model.InstanceAttributeNameSourceDestCheck:
		if attached := interfacesOf(c, instance); len(attached) > 0 {
			out.SourceDestCheck = &ec2model.AttributeBooleanValue{Value: new(!attached[0].NoSourceCheck)}
		}
	case ec2model.InstanceAttributeNameGroupSet:
		if attached := interfacesOf(c, instance); len(attached) > 0 {
			out.Groups = groupList(c, attached[0].Groups)
		}
	case ec2model.InstanceAttributeNameBlockDeviceMapping:
		out.BlockDeviceMappings = []ec2model.InstanceBlockDeviceMapping{}
	case ec2model.InstanceAttributeNameProductCodes:
		out.ProductCodes = []ec2model.ProductCode{}
	case ec2model.InstanceAttributeNameKernel:
		out.KernelId = &ec2model.AttributeValue{}
	case ec2model.InstanceAttributeNameRamdisk:
		out.RamdiskId = &ec2model.AttributeValue{}
	case ec2model.InstanceAttributeNameRootDeviceName:
		out.RootDeviceName = &ec2model.AttributeValue{}
	case ec2model.InstanceAttributeNameSriovNetSupport:
		out.SriovNetSupport = &ec2model.AttributeValue{}
	}
	return out, nil
}

// ModifyInstanceAttribute changes an attribute of an instance's only interface: its groups or its source check. What
// else EC2 lets be changed is refused, save for the value that it has.
func (a *API) ModifyInstanceAttribute(ctx context.Context, in *ec2model.ModifyInstanceAttributeInput) (*ec2model.ModifyInstanceAttributeOutput, error) {
	return &ec2model.ModifyInstanceAttributeOutput{}, a.change(ctx, in.DryRun, func(c *change) error {
		instance, err := instances.named(c.call, "instanceId", in.InstanceId)
		if err != nil {
			return err
		}
		if err := refusedAttributes(instance, in); err != nil {
			return err
		}
		if in.SourceDestCheck == nil && len(in.Groups) == 0 {
			return nil
		}
		only, err := c.onlyInterface(instance.ID)
		if err != nil {
			return err
		}
		if in.SourceDestCheck != nil {
			only.NoSourceCheck = !on(in.SourceDestCheck)
		}
		if len(in.Groups) > 0 {
			if only.Groups, err = c.carriedGroups(only.VPCID, in.Groups); err != nil {
				return err
			}
		}
		store.Put(c.tx, only)
		return nil
	})
}

// refusedAttributes refuses what an instance can't be changed to. Tools set protections to false before they terminate.
func refusedAttributes(i platform.Instance, in *ec2model.ModifyInstanceAttributeInput) error {
	const again = "An instance has it for life here; run another one."
	for _, attribute := range []struct {
		changes       bool
		name, instead string
	}{
		{in.Attribute != "" || present(in.Value), "attribute", "Give the attribute by the parameter of its name, such as SourceDestCheck.Value."},
		{in.InstanceType != nil && text(in.InstanceType.Value) != i.Type, "instanceType", again},
		{in.UserData != nil && base64.StdEncoding.EncodeToString(in.UserData.Value) != i.UserData, "userData", again},
		{on(in.DisableApiTermination), "disableApiTermination", "Instances have no protection against termination here."},
		{on(in.DisableApiStop), "disableApiStop", "Instances have no protection against stopping here."},
		{on(in.EbsOptimized), "ebsOptimized", noVolumes},
		{len(in.BlockDeviceMappings) > 0, "blockDeviceMapping", noVolumes},
		{on(in.EnaSupport), "enaSupport", "Instances are containers, without drivers."},
		{in.SriovNetSupport != nil, "sriovNetSupport", "Instances are containers, without drivers."},
		{in.Kernel != nil, "kernel", "Instances are containers, on this machine's kernel."},
		{in.Ramdisk != nil, "ramdisk", "Instances are containers, on this machine's kernel."},
		{in.InstanceInitiatedShutdownBehavior != nil && text(in.InstanceInitiatedShutdownBehavior.Value) != shutdownBehavior,
			"instanceInitiatedShutdownBehavior", "A process that ends is started again; leave it at " + shutdownBehavior + "."},
	} {
		if err := unsupported(attribute.changes, attribute.name, attribute.instead); err != nil {
			return err
		}
	}
	return nil
}

// DescribeInstanceCreditSpecifications knows of no instance that has credits: containers use their processors all the
// time. So does EC2 of types that do not burst.
func (a *API) DescribeInstanceCreditSpecifications(ctx context.Context, in *ec2model.DescribeInstanceCreditSpecificationsInput) (*ec2model.DescribeInstanceCreditSpecificationsOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	if len(in.InstanceIds) > 0 {
		instance, err := instances.find(c, in.InstanceIds[0])
		if err != nil {
			return nil, err
		}
		return nil, fault.New(fault.Invalid, "InstanceCreditSpecification.NotSupported",
			"The instance %s (%s) does not have CPU credits here. Leave it out, and its credit specification too", instance.ID, instance.Type)
	}
	return &ec2model.DescribeInstanceCreditSpecificationsOutput{InstanceCreditSpecifications: []ec2model.InstanceCreditSpecification{}}, nil
}
