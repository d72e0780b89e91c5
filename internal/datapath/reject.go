package datapath

import (
	"cmp"
	"fmt"
	"strings"

	"sallyport/internal/datapath/nft"
	"sallyport/internal/vpc"
)

// RejectGroup is the nflog group, in the namespaces of the VPCs' routers and of
// the edge, that their rules tell of the packets that they drop. The prefix of
// each says where it was; see ParseReject.
const RejectGroup = 4700

// Reject is where a packet ended.
type Reject struct {
	Stage vpc.Stage
	// Component is what dropped it, by its id: the ACL, the route table, the
	// gateway. It is empty where the packet's device says it: the interface that
	// it came in by for the source check and the egress policy, the one that it
	// went out by for the ingress policy; in the edge the link of a gateway or of a
	// sandbox that it came in by.
	Component string
}

const (
	rejectMark  = "sp "
	noComponent = "-"
)

// String is the prefix of the log: "sp", the stage, the component.
func (r Reject) String() string {
	component := r.Component
	if component == "" {
		component = noComponent
	}
	return rejectMark + string(r.Stage) + " " + component
}

// ParseReject reads the prefix of a log; false for one that is not a Reject's.
func ParseReject(prefix string) (Reject, bool) {
	rest, ours := strings.CutPrefix(prefix, rejectMark)
	last := strings.LastIndexByte(rest, ' ')
	if !ours || last <= 0 {
		return Reject{}, false
	}
	r := Reject{Stage: vpc.Stage(rest[:last]), Component: rest[last+1:]}
	if r.Component == noComponent {
		r.Component = ""
	}
	return r, true
}

// logged bounds what a flood of dropped packets costs, and what is told of it:
// the packet's headers are enough. Counters count them all.
const logged = "limit rate 1000/second burst 1000 packets log prefix %q group %d snaplen 128"

// dropped are the rules that drop, count and tell of what gets as far.
func dropped(stage vpc.Stage, component string) []string {
	return []string{fmt.Sprintf(logged, Reject{stage, component}, RejectGroup), counted}
}

// dropIf is the rule that leads what matches to a chain that drops it, so that
// the rest is asked once.
func (l *layout) dropIf(match string, stage vpc.Stage, component string) string {
	return dropIf(l.table, match, stage, component)
}

func dropIf(t *nft.Table, match string, stage vpc.Stage, component string) string {
	chain := "drop-" + strings.ReplaceAll(string(stage), " ", "-") + "." + cmp.Or(component, "none")
	t.Chains[chain] = &nft.Chain{Rules: dropped(stage, component)}
	return match + " goto " + chain
}
