package flowlog

import (
	"sync"
	"time"
)

// The tallies keep the last LongestTally in steps of TallyStep.
const (
	TallyStep    = 15 * time.Second
	LongestTally = 15 * time.Minute
	tallySteps   = int(LongestTally/TallyStep) + 1
)

// How much one VPC's tally holds: flows apart, and those that are counted
// together since there are too many. An entry takes some 2.5 KiB.
const (
	talliedFlows  = 2000
	talliedFolded = 1000
)

// TallyKey is what flows that are counted together have in common. Its members
// are those of Event.
type TallyKey struct {
	Interface, Service, Workload string
	Direction                    string
	Reply                        bool
	Action                       Action
	Protocol                     uint8
	// Local is the interface's own end, Remote the other; Port is that of who was
	// asked, whichever of the two that is. Remote is empty for flows of several.
	Local, Remote    string
	Port             uint16
	Sender, Receiver string

	Stage, Decided, Rule, ACL, Entry, RouteTable, Route, Way string
}

// Sum is what was counted of flows within a window.
type Sum struct {
	TallyKey
	// Began is how many connections began, Newest when the newest of them did.
	Began, Packets, Bytes uint64
	Newest                time.Time
	First, Last           time.Time
	Reason                string // the newest
}

// tallies count events by VPC; the zero value is ready.
type tallies struct {
	mu    sync.Mutex
	byVPC map[string]*tally // guarded by mu; what is in no VPC is by its region
}

// tally is one VPC's. What an event costs follows neither from how many there
// were nor from how many rules there are.
type tally struct {
	flows map[TallyKey]*tallied
	lost  steps
	// newest is the step of the newest event, swept that in which room was made last.
	newest, swept int64
}

// tallied is what was counted of a key.
type tallied struct {
	first, last, newest   time.Time
	reason                string
	began, packets, bytes steps
}

// steps are a ring of counts, one for each step of time.
type steps struct {
	newest int64 // the number of the newest step since the beginning of time
	counts [tallySteps]uint64
}

// step is the number of the step of a time; the first is that of none, too.
func step(t time.Time) int64 { return max(t.UnixNano()/int64(TallyStep), 0) }

// add counts at a time. Events come as they happen: one that is older than the ring
// says that the clock was ahead and was set right, and all that was counted is void.
func (s *steps) add(at int64, count uint64) {
	if at < 0 {
		return // of no time
	}
	if s.newest-at >= int64(tallySteps) {
		*s = steps{newest: at}
	}
	if at > s.newest {
		for n := max(s.newest+1, at-int64(tallySteps)+1); n <= at; n++ {
			s.counts[n%int64(tallySteps)] = 0
		}
		s.newest = at
	}
	s.counts[at%int64(tallySteps)] += count
}

// sum is what was counted from a step to another.
func (s *steps) sum(from, to int64) (total uint64) {
	for n := max(from, s.newest-int64(tallySteps)+1); n <= min(to, s.newest); n++ {
		total += s.counts[n%int64(tallySteps)]
	}
	return total
}

func (t *tallies) add(events []Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range events {
		e := &events[i]
		place := e.VPC
		if place == "" {
			place = e.Region
		}
		one := t.byVPC[place]
		if one == nil {
			one = t.begin(place, step(e.Time))
		}
		if at := step(e.Time); at > one.newest || one.newest-at >= int64(tallySteps) {
			one.newest = at
		}
		if e.Lost > 0 {
			one.lost.add(step(e.Time), e.Lost)
			continue
		}
		one.add(e)
	}
}

// begin begins a tally, and forgets those that nothing was told of for long: of
// VPCs that are gone. The caller holds mu.
func (t *tallies) begin(place string, now int64) *tally {
	if t.byVPC == nil {
		t.byVPC = map[string]*tally{}
	}
	for id, one := range t.byVPC {
		if now-one.newest >= int64(tallySteps) {
			delete(t.byVPC, id)
		}
	}
	t.byVPC[place] = &tally{flows: map[TallyKey]*tallied{}}
	return t.byVPC[place]
}

// keyOf is what an event is counted under.
func keyOf(e *Event) TallyKey {
	k := TallyKey{
		Interface: e.Interface, Service: e.Service, Workload: e.Workload, Direction: e.Direction, Reply: e.Reply || answers(e), Action: e.Action, Protocol: e.Protocol,
		Local: e.Source, Remote: e.Destination, Port: e.DestinationPort, Sender: e.Sender, Receiver: e.Receiver,
		Stage: e.Stage, Decided: e.Decided, Rule: e.Rule, ACL: e.ACL, Entry: e.Entry, RouteTable: e.RouteTable, Route: e.Route, Way: e.Way,
	}
	if k.Reply {
		k.Port = e.SourcePort
	}
	if e.Direction == "ingress" {
		k.Local, k.Remote = k.Remote, k.Local
	}
	return k
}

// ephemeral is the first port that Linux gives those who ask.
const ephemeral = 32768

// answers says whether what was dropped looks like the answer of a server: nothing
// is known of the connection of a packet that did not pass.
func answers(e *Event) bool {
	return e.Action == Reject && e.SourcePort != 0 && e.SourcePort < ephemeral && e.DestinationPort >= ephemeral
}

func (t *tally) add(e *Event) {
	now := step(e.Time)
	one := t.entry(keyOf(e), now)
	if one.first.IsZero() || one.last.Sub(e.Time) > LongestTally { // the clock was ahead
		one.first, one.last = e.Time, e.Time
	}
	if e.Time.After(one.last) {
		one.last = e.Time
	}
	one.reason = e.Reason
	if !e.Began.IsZero() {
		one.began.add(now, 1)
		one.newest = e.Began
	}
	one.packets.add(now, e.Packets)
	one.bytes.add(now, e.Bytes)
}

// entry is where a key is counted. Of too many, those that are over make room;
// then all remote ends of an interface are one, and at last everything is.
func (t *tally) entry(k TallyKey, now int64) *tallied {
	for _, limit := range []int{talliedFlows, talliedFlows + talliedFolded} {
		if one := t.flows[k]; one != nil {
			return one
		}
		if len(t.flows) >= limit {
			t.forget(now)
		}
		if len(t.flows) < limit {
			one := &tallied{}
			t.flows[k] = one
			return one
		}
		k.Remote, k.Port, k.Sender, k.Receiver = "", 0, "", ""
	}
	k = TallyKey{Direction: k.Direction, Action: k.Action, Reply: k.Reply}
	if t.flows[k] == nil { // there are a few of these
		t.flows[k] = &tallied{}
	}
	return t.flows[k]
}

// forget makes room by what was last before the longest window, once in a step.
func (t *tally) forget(now int64) {
	if t.swept == now {
		return
	}
	t.swept = now
	for k, one := range t.flows {
		if ago := now - step(one.last); ago >= int64(tallySteps) || ago <= -int64(tallySteps) { // the clock was ahead
			delete(t.flows, k)
		}
	}
}

// Tally sums up what was seen in a VPC, or where the place is a region on its
// public side, within a window that ends now, and how many packets are known to
// be lost to it. The window begins with the step in which it begins.
func (r *Recent) Tally(place string, window time.Duration, now time.Time) (sums []Sum, lost uint64) {
	r.tallies.mu.Lock()
	defer r.tallies.mu.Unlock()
	t := r.tallies.byVPC[place]
	if t == nil {
		return nil, 0
	}
	to := step(now)
	from := to - int64((window+TallyStep-1)/TallyStep)
	for k, one := range t.flows {
		if step(one.last) < from {
			continue
		}
		s := Sum{TallyKey: k, Began: one.began.sum(from, to), Packets: one.packets.sum(from, to), Bytes: one.bytes.sum(from, to),
			Newest: one.newest, First: one.first, Last: one.last, Reason: one.reason}
		if begin := time.Unix(0, from*int64(TallyStep)); s.First.Before(begin) {
			s.First = begin
		}
		sums = append(sums, s)
	}
	return sums, t.lost.sum(from, to)
}
