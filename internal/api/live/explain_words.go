package live

import (
	"fmt"
	"regexp"
	"slices"

	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// StageWords says in EC2's words what a stage is: which of its things decides there.
func StageWords(stage string) string {
	switch vpc.Stage(stage) {
	case vpc.StageEgressPolicy:
		return "security group, out"
	case vpc.StageIngressPolicy:
		return "security group, in"
	case vpc.StageEgressACL:
		return "network ACL, out"
	case vpc.StageIngressACL:
		return "network ACL, in"
	case vpc.StageRoute:
		return "route table"
	}
	return stage
}

// where is StageWords within a sentence.
func where(stage vpc.Stage) string {
	switch stage {
	case vpc.StageEgressPolicy:
		return "sender's security groups"
	case vpc.StageIngressPolicy:
		return "receiver's security groups"
	case vpc.StageEgressACL:
		return "network ACL of the subnet that it leaves"
	case vpc.StageIngressACL:
		return "network ACL of the subnet that it enters"
	case vpc.StageRoute:
		return "route table"
	}
	return string(stage)
}

// Called is a resource of the report and what people call it.
type Called struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

var resourceID = regexp.MustCompile(`\b(eni|sg|rtb|acl|igw|nat|pcx|vgw|subnet|vpc)-[0-9a-f]{8,}\b`)

// called names what the report speaks of, in the order of its first mention.
func (r *Report) called(snapshot store.Reader) {
	var texts []string
	for _, h := range slices.Concat(r.Forward, r.Return) {
		texts = append(texts, h.Text)
	}
	for _, f := range r.Findings {
		texts = append(texts, f.Text, f.Remedy)
	}
	for _, text := range texts {
		for _, id := range resourceID.FindAllString(text, -1) {
			if slices.ContainsFunc(r.Called, func(c Called) bool { return c.ID == id }) {
				continue
			}
			if name := nameOf(snapshot, id); name != "" {
				r.Called = append(r.Called, Called{id, name})
			}
		}
	}
}

// nameOf is what people call a resource: a group's own name, an interface's
// owner, else the Name tag.
func nameOf(r store.Reader, id string) string {
	if group, ok := store.Get[vpc.SecurityGroup](r, id); ok {
		return group.Name
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
