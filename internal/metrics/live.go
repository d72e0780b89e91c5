package metrics

import (
	"sync/atomic"
	"time"
)

// State is what a service does now, and what that came to since this process
// began.
type State struct {
	Subject
	Instances int // that take requests
	// CPU is what its instances have used, Memory what they hold in bytes.
	CPU    time.Duration
	Memory int64
	// EgressBytes and EgressPackets are what its interfaces in VPCs sent.
	EgressBytes, EgressPackets uint64
	// Rejected are the flows from and to it that were rejected, by stage.
	Rejected map[string]uint64
}

// Live is the newest state of all services, for whoever asks more often than
// once a minute. The zero value has none. It may be used by several goroutines.
type Live struct{ states atomic.Pointer[[]State] }

// Set replaces what is known. The states belong to it from then on.
func (l *Live) Set(states []State) { l.states.Store(&states) }

// States are those that were set last, which are not to be changed.
func (l *Live) States() []State {
	if states := l.states.Load(); states != nil {
		return *states
	}
	return nil
}
