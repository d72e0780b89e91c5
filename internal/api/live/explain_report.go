package live

import (
	"fmt"
	"net/netip"

	"sallyport/internal/vpc"
)

// ReportVersion is the version of Report. It grows when a member changes its
// meaning or goes; new members do not change it.
const ReportVersion = 1

// Question is the body of POST /v1/explain. One of Service and Interface is set.
type Question struct {
	Service   string `json:"service,omitempty"`   // name or id
	Interface string `json:"interface,omitempty"` // eni-…
	// VPC asks as if the service had a connector into it; nothing is probed then.
	VPC      string `json:"vpc,omitempty"`
	Host     string `json:"host"` // a name or an address
	Port     uint16 `json:"port"`
	Protocol string `json:"protocol,omitempty"` // tcp or udp; tcp without
	// NoProbe leaves the probe out: the plan alone answers.
	NoProbe bool `json:"noProbe,omitempty"`
}

// Report is the answer to a Question.
type Report struct {
	Version  int      `json:"version"`
	Question Question `json:"question"`
	From     From     `json:"from"`
	// Names is absent where the question has an address.
	Names *Names `json:"names,omitempty"`
	// Destination is the address that the report is about; empty where the name
	// has none.
	Destination string `json:"destination,omitempty"`
	// Reachable says that the packet gets there and its answer back.
	Reachable bool `json:"reachable"`
	// Summary is the verdict in a sentence.
	Summary string `json:"summary"`
	// Stage is where the way ends, "delivered" where it does not; Answer says that
	// it is the answer's.
	Stage   string `json:"stage,omitempty"`
	Answer  bool   `json:"answer,omitempty"`
	Forward []Hop  `json:"forward"`
	Return  []Hop  `json:"return"`
	// Findings are what stands in the way, Preflight what else is amiss with the
	// service's connector.
	Findings  []Finding `json:"findings"`
	Preflight []Finding `json:"preflight"`
	// Called names what the report speaks of by ids.
	Called []Called `json:"called,omitempty"`
	Probe  *Probe   `json:"probe,omitempty"`
	// Disagreements counts how often plan and probe said different things since
	// Sallyport was started: each is a defect of Sallyport's.
	Disagreements int64 `json:"disagreements"`
}

// From is where the packets start.
type From struct {
	Service   string `json:"service,omitempty"`
	Instance  string `json:"instance,omitempty"` // the workload's key
	Interface string `json:"interface,omitempty"`
	Address   string `json:"address,omitempty"`
	Subnet    string `json:"subnet,omitempty"`
	VPC       string `json:"vpc,omitempty"`
	// Supposed says that there is no such interface: what if there were.
	Supposed bool `json:"supposed,omitempty"`
}

// Names is what a name stands for, as the sender resolves it.
type Names struct {
	Name      string   `json:"name"`
	Addresses []string `json:"addresses"`
	Error     string   `json:"error,omitempty"`
	// Note says where the addresses are from if it was not the sender's name server.
	Note string `json:"note,omitempty"`
}

// Hop is one thing on the way.
type Hop struct {
	Stage     string `json:"stage"`
	Passed    bool   `json:"passed"`
	Component string `json:"component,omitempty"`
	VPC       string `json:"vpc,omitempty"`
	Subnet    string `json:"subnet,omitempty"`
	Interface string `json:"interface,omitempty"`
	// Decided is the rule (sgr-…), the ACL's entry or the route that decided.
	Decided     string `json:"decided,omitempty"`
	Source      string `json:"source,omitempty"` // as it goes on
	Destination string `json:"destination,omitempty"`
	Text        string `json:"text"`
}

// Finding is something that is in the way, and what to change.
type Finding struct {
	Code     string   `json:"code"`
	Subject  string   `json:"subject,omitempty"`
	Text     string   `json:"text"`
	Remedy   string   `json:"remedy,omitempty"`
	Commands []string `json:"commands,omitempty"`
}

// Probe is what real packets met.
type Probe struct {
	Outcome string  `json:"outcome"` // connected, answered, refused, unreachable, silent
	Millis  float64 `json:"milliseconds"`
	Source  string  `json:"source,omitempty"`
	Text    string  `json:"text"`
	// Agreement is agree, disagree, or unproven: a probe without an answer says
	// nothing about a host outside of this node.
	Agreement string `json:"agreement"`
	Error     string `json:"error,omitempty"`
	// Stage is where the kernel says that it dropped the packet, Decided by what;
	// empty where it says nothing.
	Stage   string `json:"stage,omitempty"`
	Decided string `json:"decided,omitempty"`
}

// The words of Probe.Agreement.
const (
	Agree    = "agree"
	Disagree = "disagree"
	Unproven = "unproven"
)

// fill puts an explanation into the report.
func (r *Report) fill(x vpc.Explanation) {
	r.Reachable, r.Stage, r.Answer = x.Reachable, string(x.Stopped), x.Answer
	r.Forward, r.Return = hops(x.Forward), hops(x.Return)
	r.Findings = []Finding{}
	for _, f := range x.Findings {
		r.Findings = append(r.Findings, Finding{Code: f.Code, Subject: subject(f), Text: f.Text, Remedy: f.Remedy.Text, Commands: f.Remedy.Commands})
	}
	switch {
	case !x.Reachable && x.Answer:
		r.Summary = fmt.Sprintf("The packet arrives, but its answer does not get back: it ends at the %s.", where(x.Stopped))
	case !x.Reachable:
		r.Summary = fmt.Sprintf("Not reachable: the packet ends at the %s.", where(x.Stopped))
	case x.Resolver:
		r.Summary = "Reachable: the VPC's own name server takes it."
	case x.Appliance:
		r.Summary = fmt.Sprintf("Handed to %s, which a route names; what that does with it is not known here.", x.To)
	case x.Outside == vpc.OutsideEdge:
		r.Summary = "Reachable: Sallyport itself takes it on the public side."
	case x.Outside != "":
		r.Summary = fmt.Sprintf("Reachable as far as this node goes: the packet leaves for the %s.", x.Outside)
	default:
		r.Summary = fmt.Sprintf("Reachable: the packet arrives at %s, and its answer gets back.", x.To)
	}
}

// subject is the one thing that a finding is about first of all.
func subject(f vpc.Finding) string {
	for _, id := range []string{f.ACL, f.Gateway, f.Table, f.Interface, f.Subnet, f.VPC} {
		if id != "" && (id != f.Interface || len(f.Groups) == 0) {
			return id
		}
		if id == f.Interface && len(f.Groups) > 0 {
			return f.Groups[0]
		}
	}
	return ""
}

func shortcomings(list []vpc.Shortcoming) []Finding {
	found := []Finding{}
	for _, s := range list {
		found = append(found, Finding{Code: s.Code, Subject: s.Subject, Text: s.Text, Remedy: s.Remedy.Text, Commands: s.Remedy.Commands})
	}
	return found
}

func hops(way []vpc.PathComponent) []Hop {
	list := []Hop{}
	for _, c := range way {
		h := Hop{
			Stage: string(c.Stage), Passed: c.Passed, Component: c.Component, VPC: c.VPC, Subnet: c.Subnet, Interface: c.Interface, Text: c.Detail,
			Source: end(c.After.Source, c.After.Protocol, c.After.SourcePorts), Destination: end(c.After.Destination, c.After.Protocol, c.After.DestinationPorts),
		}
		switch {
		case c.Rule != nil:
			h.Decided = c.Rule.ID
		case c.Entry != nil:
			h.Decided = fmt.Sprintf("entry %d", c.Entry.Number)
		case c.Route != nil && c.Route.PrefixListID != "":
			h.Decided = "route " + c.Route.PrefixListID
		case c.Route != nil:
			h.Decided = "route " + c.Route.Destination.String()
		}
		list = append(list, h)
	}
	return list
}

// end is an address with its port; a range of ports is left out.
func end(a netip.Addr, p vpc.Protocol, ports vpc.PortRange) string {
	switch {
	case !a.IsValid():
		return ""
	case p.HasPorts() && ports.From == ports.To:
		return netip.AddrPortFrom(a, ports.From).String()
	}
	return a.String()
}
