package control

import (
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// dispatch tells the loops what changed, until the feed ends.
func (c *Controller) dispatch(changes <-chan store.Batch) {
	for batch := range changes {
		snapshot := c.store.Snapshot()
		for _, change := range batch {
			c.tell(snapshot, change)
		}
	}
}

func (c *Controller) tell(snapshot *store.Snapshot, change store.Change) {
	c.gateways.changed(change)
	switch change.Kind {
	case platform.Service{}.DocumentKind():
		c.services.enqueue(change.Key)
		c.routes.loop.Enqueue(everything)
	case platform.Workload{}.DocumentKind():
		c.networks.changed()
		c.names.changed()
		c.workloads.changed(snapshot, change.Key)
		c.routes.loop.Enqueue(everything)
	case platform.WorkloadStatus{}.DocumentKind():
		c.routes.loop.Enqueue(everything)
		c.owner(snapshot, change.Key)
	case platform.Instance{}.DocumentKind():
		c.instances.enqueue(change.Key)
	case platform.Operation{}.DocumentKind(), platform.Event{}.DocumentKind(), platform.Connector{}.DocumentKind(),
		vpc.FlowLog{}.DocumentKind(), vpc.SubnetReservation{}.DocumentKind():
	case vpc.SecurityGroup{}.DocumentKind(), vpc.SecurityGroupRule{}.DocumentKind(), vpc.NetworkACL{}.DocumentKind(), vpc.RouteTable{}.DocumentKind():
		c.networks.changed() // and no name
	case vpc.Endpoint{}.DocumentKind():
		c.hosts.changed()
		c.networks.changed()
		c.names.changed()
	default:
		c.networks.changed()
		c.names.changed()
	}
}

// owner wakes whoever a workload belongs to, and its health checks.
func (c *Controller) owner(snapshot *store.Snapshot, key string) {
	workload, ok := store.Get[platform.Workload](snapshot, key)
	if !ok {
		return
	}
	c.health.loop.Enqueue(key)
	c.services.enqueue(workload.ServiceARN)
	c.instances.enqueue(workload.InstanceID)
}

// everything is the key of loops that look at the whole at once.
const everything = "all"
