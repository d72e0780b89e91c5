package control

import (
	"context"
	"net/netip"
	"sync"
	"time"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/flow"
	"sallyport/internal/vpc"
)

// fakeTraffic is routers that say what the test puts in.
type fakeTraffic struct {
	mu         sync.Mutex
	tracked    []flow.Tracked // guarded by mu: what the next sweep tells
	sweeps     int            // guarded by mu
	drops      chan flow.Drop
	edge       chan flow.Drop
	lost       chan uint64
	endings    chan flow.Tracked
	listeners  map[string]int // guarded by mu
	refused    uint64         // guarded by mu
	exhausted  []datapath.Exhausted
	atEdge     []flow.Tracked // guarded by mu: what the next sweep of the edge tells
	edgeSweeps int            // guarded by mu
}

func newFakeTraffic() *fakeTraffic {
	return &fakeTraffic{drops: make(chan flow.Drop), edge: make(chan flow.Drop), lost: make(chan uint64), endings: make(chan flow.Tracked), listeners: map[string]int{}}
}

func (f *fakeTraffic) listen(what string, n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.listeners[what] += n
}

func (f *fakeTraffic) listening(what string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.listeners[what]
}

func (f *fakeTraffic) Drops(ctx context.Context, vpcID string, take func(*flow.Drop), lost func(uint64)) error {
	f.listen("drops "+vpcID, 1)
	defer f.listen("drops "+vpcID, -1)
	for {
		select {
		case <-ctx.Done():
			return nil
		case d := <-f.drops:
			take(&d)
		case n := <-f.lost:
			lost(n)
		}
	}
}

func (f *fakeTraffic) EdgeDrops(ctx context.Context, take func(*flow.Drop), _ func(uint64)) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case d := <-f.edge:
			take(&d)
		}
	}
}

func (f *fakeTraffic) Endings(ctx context.Context, vpcID string, take func(*flow.Tracked), _ func()) error {
	f.listen("endings "+vpcID, 1)
	defer f.listen("endings "+vpcID, -1)
	for {
		select {
		case <-ctx.Done():
			return nil
		case t := <-f.endings:
			take(&t)
		}
	}
}

func (f *fakeTraffic) Sweep(_ string, take func(*flow.Tracked)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sweeps++
	for i := range f.tracked {
		take(&f.tracked[i])
	}
	f.tracked = nil
	return nil
}

func (f *fakeTraffic) SweepEdge(take func(*flow.Tracked)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.edgeSweeps++
	for i := range f.atEdge {
		take(&f.atEdge[i])
	}
	f.atEdge = nil
	return nil
}

func (f *fakeTraffic) Refused(string) (uint64, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.refused, nil
}

func (f *fakeTraffic) Exhausted(*vpc.Plan) ([]datapath.Exhausted, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.exhausted, nil
}

// refuse makes NAT gateways refuse connections.
func (f *fakeTraffic) refuse(n uint64, exhausted ...datapath.Exhausted) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refused += n
	f.exhausted = exhausted
}

func (f *fakeTraffic) Device(id string) string        { return "dev-" + id }
func (f *fakeTraffic) GatewayDevice(id string) string { return "gw-" + id }
func (f *fakeTraffic) DoorDevice(id string) string    { return "door-" + id }

// track is what the next sweep tells: a connection from the service to a port of
// the database.
func (f *fakeTraffic) track(port uint16, packets uint64) flow.Tracked {
	there := flow.Tuple{Source: webAddress, Destination: dbAddress, SourcePort: 4000, DestinationPort: port}
	back := flow.Tuple{Source: dbAddress, Destination: webAddress, SourcePort: port, DestinationPort: 4000}
	t := flow.Tracked{Protocol: 6, Original: there, Reply: back, Sent: flow.Count{Packets: packets, Bytes: packets * 100},
		Answered: flow.Count{Packets: packets, Bytes: packets * 1000}, Started: time.Now(), TCP: flow.TCPEstablished}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tracked = append(f.tracked, t)
	return t
}

var webAddress, dbAddress = netip.MustParseAddr("10.0.1.10"), netip.MustParseAddr("10.0.2.10")
