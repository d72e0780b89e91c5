package picture

import (
	"sync"
	"time"

	"sallyport/internal/netplan"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// Drawer draws pictures. It is safe for concurrent use.
type Drawer struct {
	Planner *netplan.Planner
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

// finish completes a picture.
func (d *Drawer) finish(c *canvas, snapshot *store.Snapshot, window time.Duration) Network {
	n := c.network()
	n.At, n.Window, n.Sequence = d.now().UTC(), int(window/time.Second), snapshot.Sequence()
	return n
}

// VPC draws the map of a VPC; false if there is none.
func (d *Drawer) VPC(snapshot *store.Snapshot, vpcID string, window time.Duration) (Network, bool) {
	s, ok := d.scene(snapshot, vpcID)
	if !ok {
		return Network{}, false
	}
	c := newCanvas(s, d.held())
	left := c.drawMap()
	n := d.finish(c, snapshot, window)
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
	n := d.finish(c, snapshot, window)
	n.Service, n.Status, n.Egress, n.Note = service.Name, string(service.Status), service.Configuration.Egress.Type, note
	if there {
		n.VPC = vpcID
	}
	if connected {
		n.Connector = connector.ARN
	}
	return n
}
