package netplan

import (
	"fmt"

	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// Called is what people call an instance or a resource of a VPC, by its id: a group's own name,
// an interface's owner, else the Name tag; empty for what nobody named.
func Called(r store.Reader, id string) string {
	if group, ok := store.Get[vpc.SecurityGroup](r, id); ok {
		return group.Name
	}
	if i, ok := store.Get[platform.Instance](r, id); ok {
		return i.Tags["Name"]
	}
	if i, ok := store.Get[vpc.Interface](r, id); ok {
		return interfaceOwner(r, i)
	}
	if v, ok := store.Get[vpc.VPC](r, id); ok {
		return v.Tags["Name"]
	}
	if s, ok := store.Get[vpc.Subnet](r, id); ok {
		return s.Tags["Name"]
	}
	if t, ok := store.Get[vpc.RouteTable](r, id); ok {
		return t.Tags["Name"]
	}
	if a, ok := store.Get[vpc.NetworkACL](r, id); ok {
		return a.Tags["Name"]
	}
	return ""
}

func interfaceOwner(r store.Reader, i vpc.Interface) string {
	if i.Attachment == nil {
		return i.Tags["Name"]
	}
	if w, ok := store.Get[platform.Workload](r, i.Attachment.Workload); ok {
		if s, ok := store.Get[platform.Service](r, w.ServiceARN); ok {
			return "of the service " + s.Name
		}
	}
	if instance, ok := store.Get[platform.Instance](r, i.Attachment.InstanceID); ok {
		if name := instance.Tags["Name"]; name != "" {
			return fmt.Sprintf("of the instance %s (%s)", instance.ID, name)
		}
		return "of the instance " + instance.ID
	}
	return i.Tags["Name"]
}
