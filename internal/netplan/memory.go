package netplan

import (
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// memory is what the last plan was made of. What it holds is brought up to date
// by the keys that changed since, and never decides what a plan says.
type memory struct {
	networks   map[string]*network // by VPC; nil before the first plan
	sandboxes  []vpc.Sandbox
	placements map[string]vpc.Placement // by interface
	// gone are the workloads of which nothing is left on this node.
	gone map[string]bool
	// stamp names the present state of the placements and interfaces.
	stamp uint64
}

// network is one VPC with something attached.
type network struct {
	compiler   vpc.Compiler
	book       *vpc.RuleBook
	interfaces []vpc.Interface
	peerings   []vpc.PeeringModel
	ended      map[string]string // peerings, by id: the other side
	subnets    []vpc.Subnet
	plan       *vpc.Plan
}

// news is what changed since the last plan.
type news struct {
	all    bool // nobody knows what
	places bool // what is attached where, and between which VPCs
	lists  bool // something else that VPCs consist of
	rules  []string
}

// newsOf sorts the changes since the last plan.
func (p *Planner) newsOf(snapshot *store.Snapshot) news {
	changes, known := snapshot.Since(p.last.Sequence)
	if !known || p.memory.networks == nil {
		return news{all: true}
	}
	var n news
	for _, c := range changes {
		switch c.Kind {
		case vpc.SecurityGroupRule{}.DocumentKind():
			n.rules = append(n.rules, c.Key)
		case platform.WorkloadStatus{}.DocumentKind():
			status, _ := store.Get[platform.WorkloadStatus](snapshot, c.Key)
			n.places = n.places || (status.Phase == platform.PhaseGone) != p.memory.gone[c.Key]
		case vpc.VPC{}.DocumentKind(), vpc.Peering{}.DocumentKind(), vpc.Subnet{}.DocumentKind(), vpc.Interface{}.DocumentKind(),
			platform.Workload{}.DocumentKind(), vpc.Endpoint{}.DocumentKind(), vpc.EndpointTarget{}.DocumentKind():
			n.places = true
		default:
			n.lists = true
		}
	}
	return n
}

// compile makes the plan of a snapshot; it needs mu.
func (p *Planner) compile(snapshot *store.Snapshot) Plan {
	n, m := p.newsOf(snapshot), &p.memory
	if n.all {
		books := map[string]*network{}
		for id, known := range m.networks { // their compilers stay
			books[id] = &network{compiler: known.compiler}
		}
		m.networks = books
	}
	if n.all || n.places {
		m.sandboxes, m.placements = p.place(snapshot)
		m.gone = gone(snapshot)
		m.stamp++
	}
	touched := m.note(snapshot, n.rules)
	plan := Plan{Sandboxes: m.sandboxes}
	stands := make(map[string]*network, len(m.networks))
	for document := range store.List[vpc.VPC](snapshot) {
		known := m.networks[document.ID]
		if known == nil {
			known = &network{}
		}
		if n.all || n.places {
			known.look(snapshot, document)
		}
		if len(known.interfaces) == 0 {
			continue
		}
		stands[document.ID] = known
		if n.all || n.places || n.lists || touched[document.ID] {
			known.plan = p.plan(snapshot, document, known)
		}
		plan.Networks = append(plan.Networks, known.plan)
	}
	m.networks = stands
	return plan
}

// look reads what is attached in the VPC.
func (n *network) look(r store.Reader, document vpc.VPC) {
	vpcID := document.ID
	n.interfaces = attached(r, vpcID)
	n.peerings, n.ended = peerings(r, document)
	n.subnets = collect[vpc.Subnet](r, "vpc="+vpcID)
}

// plan compiles one VPC; it needs mu.
func (p *Planner) plan(r store.Reader, document vpc.VPC, n *network) *vpc.Plan {
	if n.book == nil {
		n.book = &vpc.RuleBook{}
		for rule := range store.Find[vpc.SecurityGroupRule](r, "vpc="+document.ID) {
			n.book.Put(rule)
		}
	}
	model := p.gather(r, document, n)
	model.Book, model.Stamp = n.book, p.memory.stamp
	placements := p.memory.placements
	model.Placed = func(i vpc.Interface) (vpc.Placement, bool) {
		placement, here := placements[i.ID]
		return placement, here
	}
	return n.compiler.Compile(model)
}

// note brings the books up to date with rules that changed, and gives the VPCs
// that they are of.
func (m *memory) note(r store.Reader, rules []string) map[string]bool {
	touched := map[string]bool{}
	for _, id := range rules {
		rule, there := store.Get[vpc.SecurityGroupRule](r, id)
		for vpcID, n := range m.networks {
			switch {
			case n.book == nil: // it will be read whole
			case there && rule.VPCID == vpcID:
				n.book.Put(rule)
				touched[vpcID] = true
			default:
				touched[vpcID] = n.book.Delete(id) || touched[vpcID]
			}
		}
	}
	return touched
}

// gone are the workloads that have no sandbox any more.
func gone(r store.Reader) map[string]bool {
	found := map[string]bool{}
	for s := range store.List[platform.WorkloadStatus](r) {
		if s.Phase == platform.PhaseGone {
			found[s.Key] = true
		}
	}
	return found
}
