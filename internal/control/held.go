package control

import (
	"reflect"

	"sallyport/internal/datapath"
	"sallyport/internal/vpc"
)

// Held is what the kernel was read to hold when it was last given a plan.
type Held struct {
	datapath.Report
	// Behind has the VPCs whose plan is another one by now, so that the report is
	// of what was.
	Behind map[string]bool
	// Err is why the whole plan could not be applied; nil if it could.
	Err error
}

// Held tells what the kernel holds. The maps are not to be written to.
func (c *Controller) Held() Held { return c.networks.held() }

func (n *networks) held() Held {
	n.mu.Lock()
	last, wanted := n.last, n.wanted
	n.mu.Unlock()
	h := Held{Report: last.report, Behind: map[string]bool{}, Err: last.err}
	if wanted <= last.sequence {
		return h
	}
	held := make(map[string]*vpc.Plan, len(last.plans))
	for _, p := range last.plans {
		held[p.VPC] = p
	}
	for _, p := range n.desired().Networks {
		// Parts that did not change are the same pointers, so this looks at little.
		h.Behind[p.VPC] = held[p.VPC] != p && !reflect.DeepEqual(held[p.VPC], p)
	}
	return h
}
