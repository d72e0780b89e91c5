package datapath

import (
	"context"
	"net"

	"sallyport/internal/fault"
)

type applied struct{}

func newApplied() *applied { return &applied{} }

type watch struct{}

var errEarly = fault.New(fault.Unavailable, "", "the data path is not built yet")

// Apply makes the kernel hold the desired state: it works out the difference
// to what is there, adopts what a process before this one left, and takes away
// what is not desired. The same state again changes nothing. A part that fails
// does not stop the others; the Report names it. The error is for what makes
// the whole impossible: a closed DataPath, an ended context.
func (d *DataPath) Apply(ctx context.Context, desired Desired) (Report, error) {
	return Report{}, errEarly
}

// Observe reads the kernel back.
func (d *DataPath) Observe(ctx context.Context) (Observed, error) { return Observed{}, errEarly }

// Expected is what Observe gives once the kernel holds the desired state.
func (d *DataPath) Expected(desired Desired) (Observed, error) { return Observed{}, errEarly }

// CleanUp removes everything of the tag, whoever made it: namespaces, links,
// tables, rules, routes and changed settings. It needs no state.
func (d *DataPath) CleanUp(ctx context.Context) error { return errEarly }

// DialFrontDoor opens a connection from the edge's namespace to a sandbox's
// front-door address. network is tcp; addr is a literal address and port.
func (d *DataPath) DialFrontDoor(ctx context.Context, network, addr string) (net.Conn, error) {
	return nil, errEarly
}

// Close ends the watch. It leaves the kernel as it is.
func (d *DataPath) Close() {}
