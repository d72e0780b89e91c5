package ingress

import (
	"net/netip"
	"time"
)

// DefaultRequestTimeout is App Runner's limit for one request: reading it,
// waiting for the answer and sending that, together.
const DefaultRequestTimeout = 120 * time.Second

// Config is the complete desired state of the front door.
type Config struct {
	Routes []Route
}

// Route leads the requests for some host names to the instances of a service.
type Route struct {
	// Hosts are the names the service answers to, without port. Case and a
	// trailing dot do not matter. A name that an earlier route of the same
	// Config has is ignored, and logged.
	Hosts []string

	// Service is the id of the service, unique within a Config. The counters
	// are kept under it for as long as a route names it.
	Service string

	// Targets are the service's healthy instances. Order does not matter.
	Targets []Target

	// RequestTimeout bounds a whole request, streaming answers included; 0
	// means no bound. A connection that switched protocols (WebSocket) is no
	// longer a request and has no bound.
	RequestTimeout time.Duration
}

// Target is one instance.
type Target struct {
	// ID is the instance's id, unique over all services. It is the only part
	// of a target that error texts show to clients.
	ID string

	// Addr is where the instance listens, as the Dialer understands it.
	Addr netip.AddrPort

	// Draining keeps new requests away; those in flight finish.
	Draining bool
}
