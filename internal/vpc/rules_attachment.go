package vpc

import (
	"slices"
	"strings"

	"sallyport/internal/fault"
)

// AttachmentNotFound is the error for an unknown attachment of an interface.
func AttachmentNotFound(id string) error {
	return missing("InvalidAttachmentID.NotFound", "attachment", id)
}

// Attach gives the interface attached to an instance that has the interfaces others, of which there is at least one.
func (i Interface) Attach(a Attachment, others []Interface, limit int) (Interface, error) {
	if err := i.CheckAttach(); err != nil {
		return i, err
	}
	if a.DeviceIndex < 0 {
		return i, fault.New(fault.Invalid, "InvalidParameterValue",
			"Value (%d) for parameter deviceIndex is invalid. Device indexes count from 0", a.DeviceIndex)
	}
	if len(others) >= limit {
		return i, fault.New(fault.Limit, "AttachmentLimitExceeded",
			"Interface count %d exceeds the limit for %s. It may have %d: detach those that are not needed, or raise the quota", len(others)+1, a.InstanceID, limit)
	}
	for _, other := range others {
		if other.Attachment.DeviceIndex == a.DeviceIndex {
			return i, fault.New(fault.Invalid, "InvalidParameterValue",
				"Instance '%s' already has an interface attached at device index '%d'. It is %s; use another index", a.InstanceID, a.DeviceIndex, other.ID)
		}
		if other.Zone != i.Zone || other.VPCID != i.VPCID {
			return i, fault.New(fault.Invalid, "InvalidParameterCombination",
				"You may not attach a network interface to an instance if they are not in the same availability zone and VPC. %s is in %s (%s), %s in %s (%s)",
				i.ID, i.VPCID, i.Zone, a.InstanceID, other.VPCID, other.Zone)
		}
	}
	i.Attachment = &a
	return i, nil
}

// Detach gives the interface free again. The first of an instance stays where it is.
func (i Interface) Detach() (Interface, error) {
	if err := i.CheckManaged(); err != nil {
		return i, err
	}
	if i.Attachment != nil && i.Attachment.DeviceIndex == 0 {
		return i, fault.New(fault.Invalid, "OperationNotPermitted",
			"The network interface at device index 0 cannot be detached. %s is the way out of %s and goes with it", i.ID, i.Attachment.InstanceID)
	}
	i.Attachment = nil
	return i, nil
}

// ByDevice orders attached interfaces by their device indexes.
func ByDevice(interfaces []Interface) []Interface {
	ordered := slices.Clone(interfaces)
	slices.SortFunc(ordered, func(a, b Interface) int {
		if a.Attachment.DeviceIndex != b.Attachment.DeviceIndex {
			return int(a.Attachment.DeviceIndex) - int(b.Attachment.DeviceIndex)
		}
		return strings.Compare(a.ID, b.ID)
	})
	return ordered
}
