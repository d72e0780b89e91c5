package picture

import (
	"cmp"
	"fmt"
	"slices"

	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// ServiceID is the id of a service's node.
func ServiceID(name string) string { return "service/" + name }

// instances are a service's workloads of which something is left, the newest first.
func instances(r store.Reader, s platform.Service) []platform.Workload {
	var found []platform.Workload
	for w := range store.Find[platform.Workload](r, "service="+s.ARN) {
		if status, _ := store.Get[platform.WorkloadStatus](r, w.Key); status.Phase != platform.PhaseGone {
			found = append(found, w)
		}
	}
	slices.SortStableFunc(found, func(a, b platform.Workload) int {
		return cmp.Or(-cmp.Compare(a.Generation, b.Generation), cmp.Compare(a.Key, b.Key))
	})
	return found
}

// drawService draws a service with its instances, and the way of what they send;
// of a service without instances the way that they would have. The note says so.
func (c *canvas) drawService(s platform.Service, workloads []platform.Workload, connector platform.Connector, connected bool) (note string) {
	n := Node{ID: ServiceID(s.Name), Kind: KindService, Rank: rankService, Name: s.Name, Label: []string{string(s.Status)}, State: Enforced}
	if connected {
		n.Label = append(n.Label, "by the connector "+connector.Name)
	} else {
		n.Label = append(n.Label, "by the public side")
	}
	service, _ := c.add(n)
	for _, w := range workloads {
		c.addInstance(s, w)
		c.link(service.ID, w.Key, Runs)
		instance := c.nodes[w.Key]
		if instance.State == Failed || instance.State == Pending && service.State != Failed {
			service.State, service.Reason = instance.State, instance.Reason
		}
	}
	if len(workloads) > 0 {
		return ""
	}
	service.State = Unused
	switch {
	case connected:
		for _, id := range connector.Subnets {
			c.addSubnet(id)
			c.link(service.ID, id, In)
		}
		for _, id := range connector.Groups {
			c.addGroup(id)
			c.link(service.ID, id, GuardedBy)
		}
	default:
		c.addPublicSide()
		c.link(service.ID, publicSide, LeadsTo)
	}
	if s.Status == platform.Paused {
		return fmt.Sprintf("The service %s is paused: it has no instance, and sends nothing. The picture is of the way that it has once it is resumed.", s.Name)
	}
	return fmt.Sprintf("The service %s has no instance (it is %s): the picture is of the way that one would have.", s.Name, s.Status)
}

// addInstance draws an instance of a service and its interfaces.
func (c *canvas) addInstance(s platform.Service, w platform.Workload) {
	status, _ := store.Get[platform.WorkloadStatus](c.snapshot, w.Key)
	n := Node{ID: w.Key, Kind: KindInstance, Rank: rankInstance, Label: []string{string(cmp.Or(status.Phase, platform.PhasePending)), fmt.Sprintf("deployment %d", w.Generation)}}
	switch {
	case w.Desire != platform.Run:
		n.Label = append(n.Label, "draining")
	case w.Generation == s.Serving:
		n.Label = append(n.Label, "takes requests")
	}
	n.State, n.Reason = c.held.sandbox(w.Key)
	if n.State == Enforced && status.Phase != platform.PhaseHealthy && status.Phase != platform.PhaseStarted && w.Desire == platform.Run {
		n.State, n.Reason = Pending, status.Reason
		if status.Phase == platform.PhaseFailed {
			n.State = Failed
		}
	}
	c.add(n)
	for _, id := range w.Interfaces {
		i, ok := store.Get[vpc.Interface](c.snapshot, id)
		if !ok || i.VPCID != c.model.VPC.ID {
			continue
		}
		c.addInterface(i)
		c.link(w.Key, id, Has)
	}
	if w.Public {
		c.addPublicSide()
		c.link(w.Key, publicSide, LeadsTo)
	}
}

// addPublicSide draws the way out of services without a connector.
func (c *canvas) addPublicSide() {
	n := Node{ID: publicSide, Kind: KindPublic, Rank: rankTarget, Name: "the public side", Label: []string{"public addresses only"}}
	n.State, n.Reason = c.held.publicSide()
	c.add(n)
	c.addInternet()
	c.link(publicSide, internet, LeadsTo)
}
