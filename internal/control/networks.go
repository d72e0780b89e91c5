package control

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"sallyport/internal/datapath"
	"sallyport/internal/fault"
	"sallyport/internal/netplan"
	"sallyport/internal/reconcile"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// networks keeps the kernel at the plan of the newest snapshot.
type networks struct {
	store   *store.Store
	hand    Network
	log     *slog.Logger
	loop    *reconcile.Loop
	rules   *reconcile.Loop
	planner *netplan.Planner

	mu     sync.Mutex
	last   attempt       // guarded by mu
	wanted uint64        // guarded by mu: of the newest snapshot with a change that matters
	news   chan struct{} // guarded by mu: closed and replaced at each attempt
}

// attempt is what came of applying a snapshot.
type attempt struct {
	sequence uint64
	plans    []*vpc.Plan
	report   datapath.Report
	err      error // of the whole
}

func newNetworks(o Options) *networks {
	n := &networks{store: o.Store, hand: o.Network, log: o.Log, planner: o.Planner, news: make(chan struct{})}
	n.loop = &reconcile.Loop{
		Name: "networks", Reconcile: func(ctx context.Context, _ string) (reconcile.Result, error) { return n.pass(ctx) },
		Keys: func() []string { return []string{everything} }, Resync: time.Minute, Log: o.Log,
	}
	n.rules = &reconcile.Loop{
		Name: "rules", Reconcile: func(ctx context.Context, _ string) (reconcile.Result, error) { return n.rulesPass(ctx) }, Log: o.Log,
	}
	return n
}

// start applies once. A part that fails is tried again by the loop and keeps
// nothing else from starting.
func (n *networks) start(ctx context.Context) error {
	report, err := n.apply(ctx)
	if err != nil {
		return err
	}
	if failed := failures(report); failed != nil {
		n.log.Warn("a part of the network does not stand yet", "error", failed)
	}
	return nil
}

func (n *networks) run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return n.loop.Run(ctx) })
	group.Go(func() error { return n.rules.Run(ctx) })
	group.Go(func() error {
		for {
			select {
			case <-ctx.Done():
				return nil
			case <-n.hand.Drift():
				n.log.Info("the kernel's network state changed under us; restoring it")
				n.loop.Enqueue(everything)
			}
		}
	})
	return group.Wait()
}

// changed is told of each change of a document that the plan is made of.
func (n *networks) changed() {
	n.mu.Lock()
	n.wanted = n.store.Snapshot().Sequence()
	n.mu.Unlock()
	n.rules.Enqueue(everything)
	n.loop.Enqueue(everything)
}

// rulesPass brings the rules that stand to the newest plan at once, while the
// other loop may wait for the kernel to make or to end namespaces.
func (n *networks) rulesPass(ctx context.Context) (reconcile.Result, error) {
	return reconcile.Result{}, n.hand.ApplyRules(ctx, n.desired())
}

func (n *networks) pass(ctx context.Context) (reconcile.Result, error) {
	report, err := n.apply(ctx)
	if err == nil {
		err = failures(report)
	}
	return reconcile.Result{}, err
}

// desired is the plan of the present snapshot.
func (n *networks) desired() datapath.Desired {
	plan := n.planner.Plan(n.store.Snapshot())
	return datapath.Desired{Networks: plan.Networks, Sandboxes: plan.Sandboxes, Sequence: plan.Sequence}
}

// apply gives the kernel the plan of the present snapshot, and whoever waits
// the outcome: a failure too, since it might last.
func (n *networks) apply(ctx context.Context) (datapath.Report, error) {
	desired := n.desired()
	report, err := n.hand.Apply(ctx, desired)
	if err != nil {
		err = fmt.Errorf("apply the network plan: %w", err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.last = attempt{desired.Sequence, desired.Networks, report, err}
	close(n.news)
	n.news = make(chan struct{})
	return report, err
}

// failures is something of what a report says went wrong, so that the loop
// tries again. News of others cuts the wait short, so one part that never
// stands holds up none of them.
func failures(report datapath.Report) error {
	if report.Edge != nil {
		return fmt.Errorf("edge: %w", report.Edge)
	}
	for id, err := range report.Networks {
		if err != nil {
			return fmt.Errorf("network of %s: %w", id, err)
		}
	}
	for id, err := range report.Sandboxes {
		if err != nil {
			return fmt.Errorf("sandbox %s: %w", id, err)
		}
	}
	return nil
}

// ready waits until the kernel holds at least what the store says now, and
// returns nil if the sandbox was then read back complete.
func (n *networks) ready(ctx context.Context, sandbox string) error {
	report, err := n.current(ctx)
	if err != nil {
		return err
	}
	failure, known := report.Sandboxes[sandbox]
	if !known {
		failure = fault.New(fault.Unavailable, "", "the network of %s is not in the plan", sandbox)
	}
	if failure != nil {
		n.loop.Enqueue(everything) // whoever comes again shall not read the same report
	}
	return failure
}

// gone waits until the kernel holds nothing of a sandbox any more.
func (n *networks) gone(ctx context.Context, sandbox string) error {
	report, err := n.current(ctx)
	if err != nil {
		return err
	}
	if _, known := report.Sandboxes[sandbox]; known {
		return fault.New(fault.Unavailable, "", "the network of %s still stands", sandbox)
	}
	return nil
}

// current waits for a report about the present snapshot or a later one. When
// it can't be applied, the error is of class Unavailable.
func (n *networks) current(ctx context.Context) (datapath.Report, error) {
	sequence := n.store.Snapshot().Sequence()
	for asked := false; ; asked = true {
		n.mu.Lock()
		last, news := n.last, n.news
		n.mu.Unlock()
		switch {
		case last.sequence >= sequence && last.err == nil:
			return last.report, nil
		case last.sequence >= sequence && last.err != nil && asked:
			return datapath.Report{}, fault.New(fault.Unavailable, "", "%w", last.err)
		case !asked:
			n.loop.Enqueue(everything)
		}
		select {
		case <-news:
		case <-ctx.Done():
			return datapath.Report{}, fmt.Errorf("wait for the network: %w", context.Cause(ctx))
		}
	}
}
