package control

import (
	"context"
	"fmt"
	"net/netip"
	"sync"
	"time"

	"sallyport/internal/ingress/health"
	"sallyport/internal/platform"
	"sallyport/internal/reconcile"
	"sallyport/internal/store"
)

// prober looks at running instances of services, again and again, and says
// which are healthy.
type prober struct {
	store     *store.Store
	statuses  statuses
	workloads *workloads
	dial      health.Dialer
	now       func() time.Time
	since     time.Time // when this process began to look
	loop      *reconcile.Loop

	mu    sync.Mutex
	looks map[string]*look // guarded by mu: by workload
}

// look is what the prober remembers of one process of a workload. Only the
// loop's worker that has the workload uses it.
type look struct {
	startedAt time.Time // of the process
	tracker   *health.Tracker
	count     int
	due       time.Time // of the next look: news in between is no reason for one
}

// The first looks come quickly, so that a service is up as soon as it answers:
// they begin here and double up to the check's own interval.
const firstLook = 10 * time.Millisecond

// concurrentLooks bounds the health checks that wait for an answer at once.
const concurrentLooks = 256

func newProber(o Options, st statuses, w *workloads) *prober {
	p := &prober{store: o.Store, statuses: st, workloads: w, dial: o.Network.DialFrontDoor, now: o.Now, since: o.Now(), looks: map[string]*look{}}
	p.loop = &reconcile.Loop{Name: "health", Workers: concurrentLooks, Reconcile: p.pass, Keys: p.keys, Log: o.Log}
	return p
}

func (p *prober) keys() []string {
	var keys []string
	for w := range store.List[platform.Workload](p.store.Snapshot()) {
		if w.Port != 0 {
			keys = append(keys, w.Key)
		}
	}
	return keys
}

func (p *prober) pass(ctx context.Context, key string) (reconcile.Result, error) {
	snapshot := p.store.Snapshot()
	w, ok := store.Get[platform.Workload](snapshot, key)
	status, _ := store.Get[platform.WorkloadStatus](snapshot, key)
	if !ok || w.Port == 0 || w.Desire != platform.Run || status.Phase == platform.PhaseFailed || status.Phase == platform.PhaseGone {
		p.forget(key)
		return reconcile.Done()
	}
	switch status.Phase {
	case platform.PhaseStarted, platform.PhaseHealthy:
		return p.check(ctx, w, status)
	case platform.PhaseExited:
		if p.late(w, status) {
			return reconcile.Result{}, p.statuses.phase(ctx, key, platform.PhaseFailed, neverHealthy(w, status, nil))
		}
		if !status.WasHealthy {
			return reconcile.After(p.left(w, status))
		}
	}
	return reconcile.Done()
}

// check looks once if a look is due, and acts on what it means for where the
// instance stands.
func (p *prober) check(ctx context.Context, w platform.Workload, status platform.WorkloadStatus) (reconcile.Result, error) {
	look := p.look(w, status)
	if wait := look.due.Sub(p.now()); wait > 0 {
		return reconcile.After(wait)
	}
	began := p.now()
	check := health.Check{Protocol: health.Protocol(w.Health.Protocol), Path: w.Health.Path, Timeout: w.Health.Timeout}
	failure := health.Probe(ctx, check, netip.AddrPortFrom(w.FrontDoor, uint16(w.Port)), p.dial)
	if ctx.Err() != nil {
		return reconcile.Result{}, ctx.Err()
	}
	look.count++
	look.tracker.Observe(began, failure)
	verdict, _ := look.tracker.Status()
	wait := w.Health.Interval
	switch {
	case verdict == health.Healthy:
		if err := p.healthy(ctx, w, status); err != nil {
			return reconcile.Result{}, err
		}
	case p.late(w, status):
		return reconcile.Result{}, p.statuses.phase(ctx, w.Key, platform.PhaseFailed, neverHealthy(w, status, failure))
	case status.Phase == platform.PhaseHealthy && verdict == health.Unhealthy,
		status.WasHealthy && status.Phase == platform.PhaseStarted && p.now().Sub(p.later(status.StartedAt)) > w.Health.Budget():
		return reconcile.Result{}, p.unhealthy(ctx, w, status, failure)
	case failure != nil && status.Phase == platform.PhaseStarted:
		wait = p.soon(w, status, look)
	}
	look.due = p.now().Add(wait)
	return reconcile.After(wait)
}

// neverHealthy says why an instance is given up. If its process ended again
// and again, that is why, whether or not it happens to run just now.
func neverHealthy(w platform.Workload, status platform.WorkloadStatus, failure error) string {
	if status.LastExit != "" {
		return fmt.Sprintf("%s It ended %d times before it was healthy.", status.LastExit, status.Restarts)
	}
	text := fmt.Sprintf("Health check failed on port '%d'. Check your configured port number. For more information, read the application logs.", w.Port)
	if failure != nil {
		text += fmt.Sprintf(" Last answer within %s: %s", w.Health.Budget(), sentence(failure))
	}
	return text
}

func (p *prober) healthy(ctx context.Context, w platform.Workload, status platform.WorkloadStatus) error {
	if status.Phase == platform.PhaseHealthy {
		return nil
	}
	return p.statuses.change(ctx, w.Key, func(st *platform.WorkloadStatus) {
		if st.Phase == platform.PhaseStarted {
			st.Phase, st.Reason, st.WasHealthy = platform.PhaseHealthy, "", true
			if st.HealthyAt.IsZero() {
				st.HealthyAt = p.now()
			}
		}
	})
}

// unhealthy takes an instance out of the routes and ends its process, if it is
// still the one that was looked at; the workloads loop starts it again.
func (p *prober) unhealthy(ctx context.Context, w platform.Workload, seen platform.WorkloadStatus, failure error) error {
	reason := "The instance failed its health check and is being restarted."
	if failure != nil {
		reason += " " + sentence(failure)
	}
	same := false
	err := p.statuses.change(ctx, w.Key, func(st *platform.WorkloadStatus) {
		same = st.Phase == seen.Phase && st.StartedAt.Equal(seen.StartedAt)
		if same {
			st.Phase, st.Reason = platform.PhaseStarted, reason
		}
	})
	if err != nil || !same {
		return err
	}
	p.forget(w.Key)
	p.workloads.routes.apply()
	if err := p.workloads.halt(ctx, w.Key); err != nil {
		return err
	}
	p.workloads.loop.Enqueue(w.Key)
	return nil
}

// soon is the pause before the next look at an instance that is starting.
func (p *prober) soon(w platform.Workload, status platform.WorkloadStatus, l *look) time.Duration {
	pause := min(firstLook<<min(l.count, 16), w.Health.Interval)
	if status.WasHealthy {
		return pause
	}
	return min(pause, p.left(w, status))
}

// late tells whether an instance has used up the time that it may take to
// become healthy for the first time.
func (p *prober) late(w platform.Workload, status platform.WorkloadStatus) bool {
	return !status.WasHealthy && !p.now().Before(p.deadline(w, status))
}

// left is how long an instance that never was healthy has until it is late.
func (p *prober) left(w platform.Workload, status platform.WorkloadStatus) time.Duration {
	return max(p.deadline(w, status).Sub(p.now()), time.Millisecond)
}

func (p *prober) deadline(w platform.Workload, status platform.WorkloadStatus) time.Time {
	return p.later(status.FirstStartedAt).Add(w.Health.Budget())
}

// later is a time, but not before this process began to look: what nobody
// looked at was not seen failing.
func (p *prober) later(t time.Time) time.Time {
	if t.Before(p.since) {
		return p.since
	}
	return t
}

func (p *prober) look(w platform.Workload, status platform.WorkloadStatus) *look {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.looks[w.Key]
	if l == nil || !l.startedAt.Equal(status.StartedAt) {
		l = &look{startedAt: status.StartedAt, tracker: health.NewTracker(policy(w.Health), p.now())}
		p.looks[w.Key] = l
	}
	return l
}

func (p *prober) forget(key string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.looks, key)
}

func policy(h platform.HealthCheck) health.Policy {
	return health.Policy{Interval: h.Interval, HealthyThreshold: h.HealthyThreshold, UnhealthyThreshold: h.UnhealthyThreshold}
}
