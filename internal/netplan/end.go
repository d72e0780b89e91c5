package netplan

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"

	"sallyport/internal/fault"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// End is where a question about the network begins: a workload on this node,
// and its interface if it has one.
type End struct {
	// Sandbox is the workload's; empty for an interface that is in none.
	Sandbox string
	// Interface has no id where the workload sends by the public side; Address is
	// then the one that it sends from.
	Interface vpc.Interface
	Address   netip.Addr
}

// ServiceEnd is the instance that answers for a service, or the newest one that
// has a network. A service that has none is a fault.NotFound.
func ServiceEnd(r store.Reader, s platform.Service) (End, error) {
	workloads := slices.Collect(store.Find[platform.Workload](r, "service="+s.ARN))
	workloads = slices.DeleteFunc(workloads, func(w platform.Workload) bool {
		status, _ := store.Get[platform.WorkloadStatus](r, w.Key)
		return w.Desire != platform.Run || status.Phase == platform.PhaseGone
	})
	slices.SortStableFunc(workloads, func(a, b platform.Workload) int {
		return cmp.Or(-compareTrue(a.Generation == s.Serving, b.Generation == s.Serving), -cmp.Compare(a.Generation, b.Generation))
	})
	if len(workloads) == 0 {
		return End{}, fault.New(fault.NotFound, "", "service %s has no instance at present: it is %s", s.Name, s.Status)
	}
	return workloadEnd(r, workloads[0])
}

// InstanceEnd is an EC2 instance's first interface.
func InstanceEnd(r store.Reader, id string) (End, error) {
	instance, ok := store.Get[platform.Instance](r, id)
	if !ok {
		return End{}, fault.New(fault.NotFound, "InvalidInstanceID.NotFound", "The instance ID '%s' does not exist", id)
	}
	if len(instance.Interfaces) == 0 {
		return End{}, fault.New(fault.NotFound, "", "the instance %s has no network interface: it is %s", id, instance.State)
	}
	end, err := InterfaceEnd(r, instance.Interfaces[0])
	end.Sandbox = id
	return end, err
}

// InterfaceEnd is an interface, plugged in or not.
func InterfaceEnd(r store.Reader, id string) (End, error) {
	found, ok := store.Get[vpc.Interface](r, id)
	if !ok {
		return End{}, vpc.InterfaceNotFound(id)
	}
	end := End{Interface: found, Address: found.Primary()}
	if found.Attachment != nil {
		end.Sandbox = found.Attachment.Workload
	}
	return end, nil
}

func workloadEnd(r store.Reader, w platform.Workload) (End, error) {
	if len(w.Interfaces) == 0 {
		return End{Sandbox: w.Key, Address: w.FrontDoor}, nil
	}
	end, err := InterfaceEnd(r, w.Interfaces[0])
	if err != nil {
		return End{}, fmt.Errorf("interface of %s: %w", w.Key, err)
	}
	end.Sandbox = w.Key
	return end, nil
}

func compareTrue(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// Explainer explains packets by the plan of a snapshot.
func (p *Planner) Explainer(snapshot *store.Snapshot) *vpc.Explainer {
	return &vpc.Explainer{
		World: p.World(snapshot),
		Model: func(id string) (vpc.Model, bool) { return p.Model(snapshot, id) },
	}
}
