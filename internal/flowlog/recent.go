package flowlog

import (
	"sync"
	"time"
)

// Event is a flow as it is told to people: what an interface saw of one
// direction of it within a moment. With Lost it is no flow, but how many packets
// of the VPC could not be told of.
type Event struct {
	Time      time.Time `json:"time"`
	Region    string    `json:"region"`
	VPC       string    `json:"vpc"`
	Interface string    `json:"interface,omitempty"`
	Service   string    `json:"service,omitempty"`
	Instance  string    `json:"instance,omitempty"`
	Workload  string    `json:"workload,omitempty"`

	Direction       string `json:"direction,omitempty"` // egress or ingress
	Source          string `json:"source,omitempty"`
	SourcePort      uint16 `json:"sourcePort,omitempty"`
	Destination     string `json:"destination,omitempty"`
	DestinationPort uint16 `json:"destinationPort,omitempty"`
	// Sender and Receiver name who has the source and the destination: a service,
	// else an instance or a NAT gateway. Empty where it is none of these.
	Sender   string `json:"sender,omitempty"`
	Receiver string `json:"receiver,omitempty"`
	Protocol uint8  `json:"protocol,omitempty"`
	Packets  uint64 `json:"packets,omitempty"`
	Bytes    uint64 `json:"bytes,omitempty"`
	Action   Action `json:"action,omitempty"`
	// Began is when the connection began, if it did since it was told of last;
	// Reply says that it is the direction of its answers.
	Began time.Time `json:"began,omitzero"`
	Reply bool      `json:"reply,omitempty"`
	// What the flow met: the rule of a group (sgr-…) that let it pass, the network
	// ACL of the interface's subnet and its entry ("egress 100"), the subnet's route
	// table and the route that it is sent by (its destination), and the way out
	// ("nat-…/igw-…"). Empty where none was asked.
	Rule       string `json:"rule,omitempty"`
	ACL        string `json:"networkAcl,omitempty"`
	Entry      string `json:"entry,omitempty"`
	RouteTable string `json:"routeTable,omitempty"`
	Route      string `json:"route,omitempty"`
	Way        string `json:"way,omitempty"`
	// Stage is where a flow was rejected, Decided the id of the rule, the ACL and
	// its entry, the route table or the gateway that gave the verdict, and Reason
	// is that for people.
	Stage   string `json:"stage,omitempty"`
	Decided string `json:"decided,omitempty"`
	Reason  string `json:"reason,omitempty"`

	Lost uint64 `json:"lost,omitempty"`
}

// Concerns says whether a flow is a service's: one that an interface of it saw,
// or one that was rejected on its way from or to it, wherever that was.
func (e Event) Concerns(service string) bool {
	return e.Service == service || e.Action == Reject && (e.Sender == service || e.Receiver == service)
}

// Recent keeps the last events and tells followers of new ones. It may be used
// by several goroutines.
type Recent struct {
	mu       sync.Mutex
	ring     []Event        // guarded by mu
	first    uint64         // guarded by mu: the number of the ring's oldest event
	watching map[string]int // guarded by mu: followers of accepted flows, by VPC; "" for all
	changed  chan struct{}  // told when a follower came or left
	tallies  tallies
}

// recentEvents is how many events are kept: some minutes of a busy service, in
// a few MiB.
const recentEvents = 8192

// NewRecent keeps nothing yet.
func NewRecent() *Recent {
	return &Recent{watching: map[string]int{}, changed: make(chan struct{}, 1)}
}

// Add keeps events; the oldest make room. All are counted, see Tally.
func (r *Recent) Add(events ...Event) {
	r.tallies.add(events)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ring = append(r.ring, events...)
	if more := len(r.ring) - recentEvents; more > recentEvents/4 {
		r.first += uint64(more)
		r.ring = append([]Event(nil), r.ring[more:]...)
	}
}

// After gives the events from a number on, and the number to ask for next. It
// begins with 0 for all that is kept.
func (r *Recent) After(number uint64) (events []Event, next uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	next = r.first + uint64(len(r.ring))
	if number < next {
		events = append(events, r.ring[max(number, r.first)-r.first:]...)
	}
	return events, next
}

// Watch asks that accepted flows of a VPC, of all of them where it is empty, are
// told of too, until the function is called. Where it is a region's name, it is
// about what services send by the public side there.
func (r *Recent) Watch(vpcID string) (leave func()) {
	count := func(n int) {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.watching[vpcID] += n; r.watching[vpcID] == 0 {
			delete(r.watching, vpcID)
		}
		select {
		case r.changed <- struct{}{}:
		default:
		}
	}
	count(1)
	return sync.OnceFunc(func() { count(-1) })
}

// Watched says whether somebody wants to see the accepted flows of a VPC.
func (r *Recent) Watched(vpcID string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.watching[vpcID]+r.watching[""] > 0
}

// Changed fires after somebody began to watch, or ended.
func (r *Recent) Changed() <-chan struct{} { return r.changed }
