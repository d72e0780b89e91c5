package control

import (
	"net/netip"
	"sync"

	"sallyport/internal/datapath"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// planner turns a snapshot into what this node's kernel must hold. It keeps
// one compiler a VPC, so that what did not change is not made again, and the
// last plan, which two loops ask for.
type planner struct {
	mu        sync.Mutex
	compilers map[string]*vpc.Compiler // guarded by mu
	last      datapath.Desired         // guarded by mu
}

func newPlanner() *planner { return &planner{compilers: map[string]*vpc.Compiler{}} }

// plan is the plan of a snapshot, or of a newer one if that was asked for
// before; its sequence is that of the snapshot it is from.
func (p *planner) plan(snapshot *store.Snapshot) datapath.Desired {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.last.Sequence == 0 || p.last.Sequence < snapshot.Sequence() {
		p.last = p.compile(snapshot)
		p.last.Sequence = snapshot.Sequence()
	}
	return p.last
}

// compile needs mu.
func (p *planner) compile(r store.Reader) datapath.Desired {
	sandboxes, placements := place(r)
	desired := datapath.Desired{Sandboxes: sandboxes}
	for network := range store.List[vpc.VPC](r) {
		model, populated := gather(r, network, func(i vpc.Interface) (vpc.Placement, bool) {
			placement, here := placements[i.ID]
			return placement, here
		})
		if !populated {
			delete(p.compilers, network.ID)
			continue
		}
		compiler := p.compilers[network.ID]
		if compiler == nil {
			compiler = new(vpc.Compiler)
			p.compilers[network.ID] = compiler
		}
		desired.Networks = append(desired.Networks, compiler.Compile(model))
	}
	p.forget(r)
	return desired
}

// forget drops the compilers of VPCs that are no more.
func (p *planner) forget(r store.Reader) {
	for id := range p.compilers {
		if _, ok := store.Get[vpc.VPC](r, id); !ok {
			delete(p.compilers, id)
		}
	}
}

// place lists this node's sandboxes and says where each workload's interfaces
// are plugged in. A workload whose container is gone has no sandbox any more.
func place(r store.Reader) ([]vpc.Sandbox, map[string]vpc.Placement) {
	var sandboxes []vpc.Sandbox
	placements := map[string]vpc.Placement{}
	for w := range store.List[platform.Workload](r) {
		if status, _ := store.Get[platform.WorkloadStatus](r, w.Key); status.Phase == platform.PhaseGone {
			continue
		}
		sandboxes = append(sandboxes, vpc.Sandbox{ID: w.Key, FrontDoor: w.FrontDoor, Public: w.Public, Ports: w.Interfaces})
		for i, id := range w.Interfaces {
			placements[id] = vpc.Placement{Sandbox: w.Key, Device: device(w, i), DefaultRoute: i == 0 && !w.Public}
		}
	}
	return sandboxes, placements
}

// device names an interface inside of its sandbox. eth0 is the front door's
// link where there is one.
func device(w platform.Workload, index int) string {
	if w.FrontDoor != (netip.Addr{}) {
		index++
	}
	return "eth" + string(rune('0'+index))
}

// gather collects what the compiler needs of one VPC; populated is false when
// no interface of it is in use.
func gather(r store.Reader, network vpc.VPC, placed func(vpc.Interface) (vpc.Placement, bool)) (model vpc.Model, populated bool) {
	index := "vpc=" + network.ID
	for i := range store.Find[vpc.Interface](r, index) {
		if i.Attachment != nil {
			model.Interfaces = append(model.Interfaces, i)
		}
	}
	if len(model.Interfaces) == 0 {
		return vpc.Model{}, false
	}
	model.VPC = network
	model.Placed = placed
	model.Subnets = collect[vpc.Subnet](r, index)
	model.Groups = collect[vpc.SecurityGroup](r, index)
	model.Rules = collect[vpc.SecurityGroupRule](r, index)
	model.RouteTables = collect[vpc.RouteTable](r, index)
	return model, true
}

func collect[D store.Document](r store.Reader, index string) []D {
	var found []D
	for d := range store.Find[D](r, index) {
		found = append(found, d)
	}
	return found
}
