package live

import (
	"regexp"
	"slices"

	"sallyport/internal/netplan"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// where is Stage.Words within a sentence.
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
			if name := netplan.Called(snapshot, id); name != "" {
				r.Called = append(r.Called, Called{id, name})
			}
		}
	}
}
