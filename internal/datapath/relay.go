package datapath

import (
	"fmt"

	"sallyport/internal/datapath/nft"
	"sallyport/internal/datapath/sysctl"
	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

// A relay is the sandbox of an interface endpoint: a namespace without a
// workload, which passes on what its port takes. Its table does all of it: to
// the VPC it is the interface of the service, to the edge it is its door's
// address.

// relayTable is the rules of a relay. Nothing but the service's port passes,
// from the interface to the target, and the answers.
func relayTable(spec vpc.Sandbox, port *vpc.Port) (*nft.Table, error) {
	if !vpc.RelayRange.Contains(spec.FrontDoor) || !spec.Relay.Addr().Is4() || port == nil || !port.Addresses[0].Is4() {
		return nil, fault.New(fault.Invalid, "", "sandbox %s: a relay needs a door in %s, one interface and a target, not %s and %s",
			spec.ID, vpc.RelayRange, spec.FrontDoor, spec.Relay)
	}
	in, out := fmt.Sprintf("%q", port.Device), fmt.Sprintf("%q", doorDevice)
	t := nft.New(table)
	t.Chains["arrive"] = &nft.Chain{Hook: "type nat hook prerouting priority dstnat; policy accept;"}
	for _, protocol := range []string{"tcp", "udp"} {
		add(t.Chains["arrive"], fmt.Sprintf("iifname %s ip daddr %s %s dport %d dnat ip to %s", in, port.Addresses[0], protocol, spec.Relay.Port(), spec.Relay))
	}
	t.Chains["forward"] = &nft.Chain{Hook: "type filter hook forward priority filter; policy drop;", Rules: []string{
		fmt.Sprintf("iifname %s oifname %s ct status dnat ip daddr %s accept", in, out, spec.Relay.Addr()),
		fmt.Sprintf("iifname %s oifname %s ct state established,related accept", out, in),
		counted,
	}}
	for _, hook := range []string{"input", "output"} {
		t.Chains[hook] = &nft.Chain{Hook: "type filter hook " + hook + " priority filter; policy drop;", Rules: []string{counted}}
	}
	t.Chains["leave"] = &nft.Chain{Hook: "type nat hook postrouting priority srcnat; policy accept;", Rules: []string{
		fmt.Sprintf("oifname %s snat ip to %s", out, spec.FrontDoor)}}
	return t, nil
}

// settings of the sandbox's namespace; those of one that is not ours are left
// alone.
func (s *sandbox) settings() []sysctl.Setting {
	switch {
	case s.spec.Namespace != "":
		return nil
	case s.spec.Relay.IsValid(), s.spec.HostInterface != "":
		return routerSettings()
	}
	return sandboxSettings()
}

// onePort is the one interface of a sandbox without a workload; nil where it has not exactly one.
func (s *sandbox) onePort() *vpc.Port {
	if len(s.ports) != 1 || len(s.ports[0].port.Addresses) == 0 {
		return nil
	}
	return s.ports[0].port
}
