package picture

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"sallyport/internal/flowlog"
	"sallyport/internal/netplan"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// Drawer draws pictures. It is safe for concurrent use.
type Drawer struct {
	Planner *netplan.Planner
	// Flows have counted what was seen; nil where nothing is.
	Flows *flowlog.Recent
	// Held tells what the kernel was last read to hold.
	Held func() Held
	// Now is the clock; nil means time.Now.
	Now func() time.Time

	mu sync.Mutex
	// scenes are those last drawn, by VPC: guarded by mu. One that is older than
	// the snapshot is made anew.
	scenes map[string]*scene
}

// keptScenes is how many VPCs' scenes are kept for the next picture.
const keptScenes = 16

// scene is a VPC as a snapshot has it; false if there is none.
func (d *Drawer) scene(snapshot *store.Snapshot, vpcID string) (*scene, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if have := d.scenes[vpcID]; have != nil && have.snapshot.Sequence() == snapshot.Sequence() {
		return have, true
	}
	fresh, ok := newScene(d.Planner, snapshot, vpcID)
	if !ok {
		delete(d.scenes, vpcID)
		return nil, false
	}
	if d.scenes == nil || len(d.scenes) >= keptScenes && d.scenes[vpcID] == nil {
		d.scenes = map[string]*scene{}
	}
	d.scenes[vpcID] = fresh
	return fresh, true
}

func (d *Drawer) now() time.Time {
	if d.Now != nil {
		return d.Now()
	}
	return time.Now()
}

func (d *Drawer) held() *Held {
	h := d.Held()
	return &h
}

// finish completes a picture with what was seen of it.
func (d *Drawer) finish(c *canvas, snapshot *store.Snapshot, window time.Duration, seen seen) Network {
	c.count(seen.sums)
	n := c.network()
	if d.Flows == nil {
		n.Uncounted = "Nothing is counted: nobody hears here what passes."
	}
	n.At, n.Window, n.Sequence, n.Lost = d.now().UTC(), int(window/time.Second), snapshot.Sequence(), seen.lost
	return n
}

// seen is what was seen of what a picture is of.
type seen struct {
	sums []*flowlog.Sum
	lost uint64
}

// see adds what was seen in a place, as far as it belongs to the picture.
func (d *Drawer) see(to *seen, place string, window time.Duration, belongs func(*flowlog.Sum) bool) {
	if d.Flows == nil {
		return
	}
	sums, lost := d.Flows.Tally(place, window, d.now())
	to.lost += lost
	for i := range sums {
		if belongs(&sums[i]) {
			to.sums = append(to.sums, &sums[i])
		}
	}
	// The sums come in no order; what is newest is said last.
	slices.SortFunc(to.sums, func(a, b *flowlog.Sum) int {
		return cmp.Or(a.Last.Compare(b.Last), cmp.Compare(a.Interface, b.Interface), cmp.Compare(a.Remote, b.Remote), cmp.Compare(a.Port, b.Port))
	})
}

// VPC draws the map of a VPC; false if there is none.
func (d *Drawer) VPC(snapshot *store.Snapshot, vpcID string, window time.Duration) (Network, bool) {
	s, ok := d.scene(snapshot, vpcID)
	if !ok {
		return Network{}, false
	}
	c := newCanvas(s, d.held())
	left := c.drawMap()
	var seen seen
	d.see(&seen, vpcID, window, func(*flowlog.Sum) bool { return true })
	n := d.finish(c, snapshot, window, seen)
	n.VPC, n.LeftOut = vpcID, left
	return n, true
}

// Service draws the way out of a service.
func (d *Drawer) Service(snapshot *store.Snapshot, service platform.Service, window time.Duration) Network {
	connector, connected := store.Get[platform.Connector](snapshot, service.Configuration.Egress.ConnectorARN)
	workloads := instances(snapshot, service)
	vpcID := connector.VPCID
	for _, w := range workloads { // while it changes, an instance may still be elsewhere
		if vpcID == "" && len(w.Interfaces) > 0 {
			i, _ := store.Get[vpc.Interface](snapshot, w.Interfaces[0])
			vpcID = i.VPCID
		}
	}
	s, there := d.scene(snapshot, vpcID)
	if !there { // it has none
		s = &scene{snapshot: snapshot}
	}
	c := newCanvas(s, d.held())
	c.snapshot = snapshot
	note := c.drawService(service, workloads, connector, connected)
	n := d.finish(c, snapshot, window, d.ofService(service, s.model, window))
	n.Service, n.Status, n.Egress, n.Note = service.Name, string(service.Status), service.Configuration.Egress.Type, note
	if there {
		n.VPC = vpcID
	}
	if connected {
		n.Connector = connector.ARN
	}
	return n
}

// ofService is what was seen of a service: at its own interfaces, at those that
// rejected what it sent or the answers, in its VPC or a peer's, and on the public side.
func (d *Drawer) ofService(service platform.Service, m vpc.Model, window time.Duration) seen {
	var s seen
	elsewhere := func(sum *flowlog.Sum) bool {
		return sum.Action == flowlog.Reject && (sum.Sender == service.Name || sum.Reply && sum.Receiver == service.Name)
	}
	own := func(sum *flowlog.Sum) bool {
		return sum.Service == service.Name || elsewhere(sum)
	}
	if m.VPC.ID != "" {
		d.see(&s, m.VPC.ID, window, own)
		for _, p := range m.Peerings {
			d.see(&s, p.VPC.ID, window, elsewhere)
		}
	}
	d.see(&s, service.Region, window, func(sum *flowlog.Sum) bool { return sum.Service == service.Name })
	return s
}
