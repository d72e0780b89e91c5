package control

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"sallyport/internal/engine"
	"sallyport/internal/fault"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// resolverOf is what a workload is told of names: what the DHCP options of the
// VPC say that its default route leads to, or the region's own for one outside
// of all VPCs.
func resolverOf(r store.Reader, workload platform.Workload) engine.Resolver {
	options := vpc.DHCPOptions{}
	if !workload.Public && len(workload.Interfaces) > 0 {
		eni, _ := store.Get[vpc.Interface](r, workload.Interfaces[0])
		network, _ := store.Get[vpc.VPC](r, eni.VPCID)
		options, _ = store.Get[vpc.DHCPOptions](r, network.DHCPOptionsID)
	}
	return engine.Resolver{Nameservers: options.NameServers(), Search: options.SearchDomains(workload.Region)}
}

// resolvers tells running workloads of other DHCP options. In EC2 that waits
// for the lease to be renewed; here nothing has a lease, and it is told at once.
type resolvers struct {
	engine engine.Engine
	// told is what each workload is known to have been told.
	told map[string]engine.Resolver
}

// tell tells those that need it. A workload without a container is told when
// that is made.
func (r *resolvers) tell(ctx context.Context, snapshot *store.Snapshot) error {
	var failures error
	told := make(map[string]engine.Resolver, len(r.told))
	for workload := range store.List[platform.Workload](snapshot) {
		want := resolverOf(snapshot, workload)
		last, known := r.told[workload.Key]
		if !known || !same(last, want) {
			err := r.engine.SetResolver(ctx, workload.Key, want)
			if fault.ClassOf(err) == fault.NotFound {
				continue
			}
			if err != nil {
				failures = errors.Join(failures, fmt.Errorf("tell %s its name servers: %w", workload.Key, err))
				continue
			}
		}
		told[workload.Key] = want
	}
	r.told = told
	return failures
}

func same(a, b engine.Resolver) bool {
	return slices.Equal(a.Nameservers, b.Nameservers) && slices.Equal(a.Search, b.Search) && slices.Equal(a.Options, b.Options)
}
