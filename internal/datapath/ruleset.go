package datapath

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"sallyport/internal/datapath/netns"
	"sallyport/internal/datapath/nft"
	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

// ruleset is the rules of one router. It has a lock of its own: making links
// and namespaces can take the kernel seconds, and rules must not wait for it.
type ruleset struct {
	name string
	ns   *netns.Namespace

	mu sync.Mutex
	// kernel is guarded by mu.
	kernel nft.Kernel
	// compile remembers the compiled groups of a VPC; guarded by mu.
	compile *compiler
	// want is the newest table that was asked for, and sequence that of the
	// state it is from; guarded by mu.
	want     *nft.Table
	sequence uint64
	// table is what the kernel holds as of generation; nil when that is not
	// known; guarded by mu.
	table      *nft.Table
	generation uint32
	// translated are the translations that connections may have; nil when that is
	// not known; guarded by mu.
	translated translations
	// owners are who had each address last; guarded by mu.
	owners owners
	closed bool // guarded by mu: the namespace was let go of
}

// make compiles the table of a state.
type makeTable func(*compiler) (*nft.Table, error)

// ofPlan makes the table of a VPC's plan.
func ofPlan(n names, p *vpc.Plan) makeTable {
	return func(c *compiler) (*nft.Table, error) { return c.compile(n, p) }
}

// fixed is a table that needs no compiling.
func fixed(t *nft.Table) makeTable {
	return func(*compiler) (*nft.Table, error) { return t, nil }
}

// hold makes the kernel hold the rules of a state, in one transaction. Those
// of a newer state, if they were asked for already, stay, and so do the last ones
// where no rules can be made of the state. With suspicion it looks first whether
// somebody else changed them. healed says that somebody had.
func (r *ruleset) hold(ctx context.Context, sequence uint64, table makeTable, suspicion bool) (healed bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return false, fault.New(fault.Unavailable, "", "router %s is being taken away", r.name)
	}
	if suspicion && r.table != nil && r.foreign() {
		healed, r.table = true, nil
	}
	if r.want == nil {
		if err := r.adopt(ctx); err != nil {
			return healed, err
		}
	}
	var refused error
	if r.want == nil || sequence >= r.sequence {
		var want *nft.Table
		if want, refused = table(r.compile); refused == nil {
			r.want, r.sequence = want, sequence
		}
	}
	if r.want == nil {
		return healed, refused
	}
	again, err := r.commit(ctx)
	if err == nil && r.compile.translations != nil {
		err = r.cut()
	}
	return healed || again, errors.Join(refused, err)
}

// adopt reads what a process before this one left, whose versions go on. The
// caller holds mu.
func (r *ruleset) adopt(ctx context.Context) (err error) {
	kernel := r.kernel
	if r.generation, err = kernel.Generation(); err != nil {
		return err
	}
	if r.table, err = kernel.Read(ctx, table); err != nil {
		return err
	}
	r.compile.follow(r.table)
	r.owners = ownersIn(r.table)
	return nil
}

// commit brings the kernel to want. A refused transaction leaves the rules
// that stood before. The caller holds mu.
func (r *ruleset) commit(ctx context.Context) (healed bool, err error) {
	kernel := r.kernel
	for range 3 { // others may change the ruleset meanwhile, but not for ever
		have, known, generation := r.table, r.table != nil, r.generation
		if !known {
			if generation, err = kernel.Generation(); err == nil {
				have, err = kernel.Read(ctx, r.want.Name)
			}
			if err != nil {
				return healed, err
			}
		}
		generation, err = kernel.Commit(ctx, nft.Diff(have, r.want), generation)
		if err != nil && !errors.Is(err, nft.ErrGeneration) {
			generation, err = kernel.Commit(ctx, nft.Replace(r.want), generation)
		}
		if err == nil {
			r.table, r.generation = r.want, generation
			return healed, nil
		}
		if !r.foreign() && known {
			break // nothing changed: what we know still stands
		}
		healed, r.table = known, nil
	}
	return healed, fmt.Errorf("set the rules of %s: %w", r.name, err)
}

// foreign reports whether somebody else changed the ruleset since the last
// commit. The caller holds mu.
func (r *ruleset) foreign() bool {
	generation, err := r.kernel.Generation()
	return err != nil || generation != r.generation
}

// compiler gives one that compiles a plan to what this ruleset would.
func (r *ruleset) compiler() *compiler {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := newCompiler()
	c.versions, c.ports = r.compile.versions, r.compile.ports
	return c
}

// held is the table that the kernel holds; nil when that is not known.
func (r *ruleset) held() *nft.Table {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.table
}

// drifted reports whether the kernel holds something else than was committed.
func (r *ruleset) drifted() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.table != nil && !r.closed && r.foreign()
}

// verifySets reads back those sets that say what a link may do.
func (r *ruleset) verifySets() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.table == nil {
		return fault.New(fault.Unavailable, "", "the rules of %s are not known", r.name)
	}
	for name, want := range r.table.Sets {
		if len(want.Key) == 0 || want.Key[0] != nft.Device {
			continue
		}
		have, err := r.kernel.Elements(r.table.Name, name)
		if err != nil {
			return err
		}
		if len(have) != len(want.Elements) {
			return fmt.Errorf("read back set %s of %s: %d elements, not %d", name, r.name, len(have), len(want.Elements))
		}
		for i := range have {
			if have[i] != want.Elements[i] {
				return fmt.Errorf("read back set %s of %s: another element than was set", name, r.name)
			}
		}
	}
	return nil
}

// close ends the use of the namespace, which the caller closes then.
func (r *ruleset) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	r.kernel.Close()
}

// rulesets are those of the VPCs that stand, by VPC id.
type rulesets struct {
	mu    sync.Mutex
	byVPC map[string]*ruleset // guarded by mu
}

func (s *rulesets) put(vpcID string, r *ruleset) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byVPC == nil {
		s.byVPC = map[string]*ruleset{}
	}
	s.byVPC[vpcID] = r
}

func (s *rulesets) get(vpcID string) *ruleset {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byVPC[vpcID]
}

func (s *rulesets) remove(vpcID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.byVPC, vpcID)
}

// ApplyRules brings the rules of the VPCs that stand already to a desired
// state, and nothing else: it does not wait for an Apply that is under way, and
// that one keeps its newer rules. VPCs that do not stand yet get their rules
// from Apply.
func (d *DataPath) ApplyRules(ctx context.Context, desired Desired) error {
	var failed error
	for _, p := range desired.Networks {
		if r := d.rulesets.get(p.VPC); r != nil {
			_, err := r.hold(ctx, desired.Sequence, ofPlan(d.names(), p), false)
			failed = errors.Join(failed, err)
		}
	}
	return failed
}
