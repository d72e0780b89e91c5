package control

import (
	"sallyport/internal/engine"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// resolver is what a workload is told of names: what the DHCP options of the
// VPC say that its default route leads to, or the region's own for one outside
// of all VPCs. A workload is told when its container is made; what the options
// say later, later ones are told.
func (w *workloads) resolver(workload platform.Workload) engine.Resolver {
	options := vpc.DHCPOptions{}
	if !workload.Public {
		options = optionsOf(w.store.Snapshot(), workload)
	}
	return engine.Resolver{Nameservers: options.NameServers(), Search: options.SearchDomains(workload.Region)}
}

func optionsOf(r store.Reader, workload platform.Workload) vpc.DHCPOptions {
	if len(workload.Interfaces) == 0 {
		return vpc.DHCPOptions{}
	}
	eni, _ := store.Get[vpc.Interface](r, workload.Interfaces[0])
	network, _ := store.Get[vpc.VPC](r, eni.VPCID)
	options, _ := store.Get[vpc.DHCPOptions](r, network.DHCPOptionsID)
	return options
}
