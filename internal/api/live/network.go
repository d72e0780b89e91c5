package live

import (
	"context"
	"net/http"
	"sync"
	"time"

	"sallyport/internal/api/caller"
	"sallyport/internal/fault"
	"sallyport/internal/flowlog"
	"sallyport/internal/picture"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// The window of GET /v1/network, over which is counted.
const (
	defaultWindow = 5 * time.Minute
	longestWindow = flowlog.LongestTally
)

// Networks answers GET /v1/network. The zero value of what is not exported is ready.
type Networks struct {
	Store  *store.Store
	Drawer *picture.Drawer
	// Flows are watched for who looks on; nil where nothing is.
	Flows *flowlog.Recent

	leases leases
	drawn  drawings
}

// serve answers GET /v1/network?service=NAME and ?vpc=ID.
func (n *Networks) serve(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	asked := [...]string{caller.From(r.Context()).Region, query.Get("service"), query.Get("vpc"), query.Get("window")}
	network, err := n.drawn.get(asked, func() (picture.Network, error) {
		return n.Draw(r.Context(), asked[1], asked[2], asked[3])
	})
	respond(w, network, err)
}

// drawings are the last ones, so that many pages that look at the same cost
// little more than one.
type drawings struct {
	mu   sync.Mutex
	last map[[4]string]*drawing // guarded by mu
}

// drawing is one picture; who comes while it is drawn waits for it.
type drawing struct {
	once    sync.Once
	at      time.Time
	network picture.Network
	err     error
}

// drawnFor is how long a picture is as good as a new one.
const drawnFor = 250 * time.Millisecond

func (d *drawings) get(asked [4]string, draw func() (picture.Network, error)) (picture.Network, error) {
	d.mu.Lock()
	now := time.Now()
	for key, have := range d.last {
		if now.Sub(have.at) >= drawnFor {
			delete(d.last, key)
		}
	}
	if d.last == nil {
		d.last = map[[4]string]*drawing{}
	}
	have := d.last[asked]
	if have == nil {
		have = &drawing{at: now}
		d.last[asked] = have
	}
	d.mu.Unlock()
	have.once.Do(func() { have.network, have.err = draw() })
	return have.network, have.err
}

// Draw draws the way out of a service, by its name or id, or the map of a VPC:
// one of the two is named. The window is a duration such as 5m, of at most 15m;
// empty for 5m; it is counted in steps of 15s. It keeps the VPC watched for a while.
func (n *Networks) Draw(ctx context.Context, service, vpcID, window string) (picture.Network, error) {
	over, err := parseWindow(window)
	if err != nil {
		return picture.Network{}, err
	}
	snapshot, region := n.Store.Snapshot(), caller.From(ctx).Region
	if (service == "") == (vpcID == "") {
		return picture.Network{}, fault.New(fault.Invalid, "", "name a service (?service=NAME) or a VPC (?vpc=vpc-…), one of the two")
	}
	if vpcID != "" {
		if found, ok := store.Get[vpc.VPC](snapshot, vpcID); !ok || found.Region != region {
			return picture.Network{}, vpc.VPCNotFound(vpcID)
		}
		n.keep(vpcID)
		drawn, _ := n.Drawer.VPC(snapshot, vpcID, over)
		return drawn, nil
	}
	found, ok := findService(snapshot, region, service)
	if !ok {
		return picture.Network{}, fault.New(fault.NotFound, "", "there is no service %q in the region %s", service, region)
	}
	drawn := n.Drawer.Service(snapshot, found, over)
	if drawn.VPC != "" {
		n.keep(drawn.VPC)
	}
	if found.Configuration.Egress.Type != platform.EgressVPC {
		n.keep(region) // its public side
	}
	return drawn, nil
}

func parseWindow(text string) (time.Duration, error) {
	if text == "" {
		return defaultWindow, nil
	}
	window, err := time.ParseDuration(text)
	if err != nil || window < flowlog.TallyStep || window > longestWindow {
		return 0, fault.New(fault.Invalid, "", "the window %q is not a duration from 15s to 15m, such as 5m", text)
	}
	return window, nil
}

// keep watches a VPC, or a region's public side, for the time of a lease.
func (n *Networks) keep(place string) {
	if n.Flows != nil {
		n.leases.keep(n.Flows, place)
	}
}

// lease is how long a VPC stays watched after somebody asked for its picture: a
// page that asks every few seconds sees what passes, and nobody pays once the
// last page is closed.
const lease = 30 * time.Second

// leases are the VPCs that are watched for who looks on, however many do.
type leases struct {
	mu   sync.Mutex
	ends map[string]*time.Timer // guarded by mu
}

// keep watches a VPC from now on for the time of a lease. The timer's own
// goroutine ends it.
func (l *leases) keep(flows *flowlog.Recent, vpcID string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if end := l.ends[vpcID]; end != nil && end.Stop() {
		end.Reset(lease)
		return
	}
	if l.ends == nil {
		l.ends = map[string]*time.Timer{}
	}
	leave := flows.Watch(vpcID)
	var end *time.Timer
	end = time.AfterFunc(lease, func() {
		leave()
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.ends[vpcID] == end {
			delete(l.ends, vpcID)
		}
	})
	l.ends[vpcID] = end
}
