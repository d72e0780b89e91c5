package control

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync"

	"sallyport/internal/datapath"
	"sallyport/internal/vpc"
)

// fakeNetwork holds a plan in memory, and is as strict as the kernel about
// what refers to what: an address has one port, a port one sandbox.
type fakeNetwork struct {
	mu     sync.Mutex
	held   datapath.Desired // guarded by mu
	closed map[string]bool  // guarded by mu: front door addresses nobody listens on
	fail   error            // guarded by mu: what Apply answers
	broken map[string]error // guarded by mu: sandboxes, networks and gateways that do not come to stand
	drift  chan struct{}
	dials  int // guarded by mu: how often an address was tried
	// listens tells whether the application in a sandbox accepts connections.
	listens func(sandbox string) bool
	// serve is the application at the other end of a connection; nil hangs up.
	serve func(sandbox string, conn net.Conn)
}

// set changes what the fake does.
func (f *fakeNetwork) set(change func(*fakeNetwork)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

func (f *fakeNetwork) Apply(_ context.Context, d datapath.Desired) (datapath.Report, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fail != nil {
		return datapath.Report{}, f.fail
	}
	report := datapath.Report{Sandboxes: map[string]error{}, Networks: map[string]error{}, Gateways: map[string]error{}}
	ports := map[string]*vpc.Port{}
	addresses := map[string]string{}
	for _, plan := range d.Networks {
		report.Networks[plan.VPC] = f.broken[plan.VPC]
		for _, gateway := range plan.Gateways {
			report.Gateways[gateway.ID] = f.broken[gateway.ID]
		}
		for _, port := range plan.Ports {
			ports[port.Interface] = port
			where := plan.VPC + " " + port.Addresses[0].String()
			if other := addresses[where]; other != "" {
				return report, fmt.Errorf("address %s is on %s and %s", where, other, port.Interface)
			}
			addresses[where] = port.Interface
		}
	}
	doors := map[string]string{}
	for _, s := range d.Sandboxes {
		report.Sandboxes[s.ID] = f.broken[s.ID]
		if s.FrontDoor.IsValid() {
			if other := doors[s.FrontDoor.String()]; other != "" {
				return report, fmt.Errorf("front door address %s is that of %s and %s", s.FrontDoor, other, s.ID)
			}
			doors[s.FrontDoor.String()] = s.ID
		}
		for _, id := range s.Ports {
			if ports[id] == nil || ports[id].Sandbox != s.ID {
				report.Sandboxes[s.ID] = fmt.Errorf("interface %s is not plugged in", id)
			}
		}
	}
	f.held = d
	return report, nil
}

// ApplyRules has nothing to do: the fake lets every packet through.
func (f *fakeNetwork) ApplyRules(context.Context, datapath.Desired) error { return nil }

func (f *fakeNetwork) Drift() <-chan struct{} { return f.drift }

func (f *fakeNetwork) SandboxPath(id string) string { return "/run/netns/" + id }

// DialFrontDoor connects to whatever stands, unless its address is closed.
func (f *fakeNetwork) DialFrontDoor(_ context.Context, _, address string) (net.Conn, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, err
	}
	f.dials++
	i := slices.IndexFunc(f.held.Sandboxes, func(s vpc.Sandbox) bool { return s.FrontDoor == at.Addr() && f.listens(s.ID) })
	if i < 0 || f.closed[address] {
		return nil, fmt.Errorf("connection refused (%d)", f.dials)
	}
	near, far := net.Pipe()
	if f.serve == nil {
		_ = far.Close()
	} else {
		go f.serve(f.held.Sandboxes[i].ID, far) // ends with the connection
	}
	return near, nil
}

// sandboxes are the ids of those that stand.
func (f *fakeNetwork) sandboxes() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var ids []string
	for _, s := range f.held.Sandboxes {
		ids = append(ids, s.ID)
	}
	return ids
}
