package control

import (
	"iter"
	"net/netip"
	"slices"
	"time"

	"sallyport/internal/fault"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// launch makes the workload of a deployment, with its addresses, in the
// transaction of the step that asks for it: either all of it exists or nothing.
// An error with a class is the deployment's failure.
func launch(tx *store.Tx, now time.Time, service platform.Service, operation platform.Operation) error {
	workload := service.NewWorkload(operation, now)
	address, err := vpc.AllocateFrontDoor(frontDoors(tx))
	if err != nil {
		return err
	}
	workload.FrontDoor = address
	if arn := service.Configuration.Egress.ConnectorARN; service.Configuration.Egress.Type == platform.EgressVPC {
		connector, ok := store.Get[platform.Connector](tx, arn)
		if !ok {
			return fault.New(fault.NotFound, "", "the VPC connector %s does not exist any more; create one and update the service to use it", arn)
		}
		eni, err := plugIn(tx, now, connector, service, workload)
		if err != nil {
			return err
		}
		workload.Interfaces = []string{eni.ID}
	}
	store.Put(tx, workload)
	store.Put(tx, platform.WorkloadStatus{Key: workload.Key, Phase: platform.PhasePending, UpdatedAt: now})
	return nil
}

// plugIn makes the network interface of an instance of a service, spread over
// the connector's subnets.
func plugIn(tx *store.Tx, now time.Time, connector platform.Connector, service platform.Service, workload platform.Workload) (vpc.Interface, error) {
	var subnets []vpc.Subnet
	for _, id := range connector.Subnets {
		if subnet, ok := store.Get[vpc.Subnet](tx, id); ok {
			subnets = append(subnets, subnet)
		}
	}
	subnet, err := vpc.Spread(subnets, interfacesOf(tx, connector.Subnets), func(i vpc.Interface) bool {
		return i.Attachment != nil && belongs(tx, i.Attachment.Workload, service.ARN)
	}, reservationsIn(tx, connector.Subnets)...)
	if err != nil {
		return vpc.Interface{}, err
	}
	address, err := subnet.Allocate(store.Find[vpc.Interface](tx, "subnet="+subnet.ID), reservationsIn(tx, []string{subnet.ID})...)
	if err != nil {
		return vpc.Interface{}, err
	}
	eni := vpc.Interface{
		ID: vpc.RandomID("eni"), Region: service.Region, OwnerID: service.AccountID,
		VPCID: subnet.VPCID, SubnetID: subnet.ID, Zone: subnet.Zone,
		Description: "Sallyport service " + service.Name + ", connector " + connector.Name,
		Type:        "interface", Addresses: []netip.Addr{address}, Groups: connector.Groups,
		RequesterID: "sallyport-apprunner", RequesterManaged: true,
		Attachment: &vpc.Attachment{
			ID: vpc.RandomID("eni-attach"), Workload: workload.Key, DeviceIndex: 1, DeleteOnTermination: true, AttachedAt: now,
		},
		CreatedAt: now,
		Tags:      vpc.Tags{"AWSAppRunnerManaged": "true"},
	}
	store.Put(tx, eni)
	return eni, nil
}

func belongs(r store.Reader, workload, service string) bool {
	w, ok := store.Get[platform.Workload](r, workload)
	return ok && w.ServiceARN == service
}

func interfacesOf(r store.Reader, subnets []string) iter.Seq[vpc.Interface] {
	return func(yield func(vpc.Interface) bool) {
		for _, id := range subnets {
			for i := range store.Find[vpc.Interface](r, "subnet="+id) {
				if !yield(i) {
					return
				}
			}
		}
	}
}

func reservationsIn(r store.Reader, subnets []string) (all []vpc.SubnetReservation) {
	for _, id := range subnets {
		all = slices.AppendSeq(all, store.Find[vpc.SubnetReservation](r, "subnet="+id))
	}
	return all
}

func frontDoors(r store.Reader) iter.Seq[netip.Addr] {
	return func(yield func(netip.Addr) bool) {
		for w := range store.List[platform.Workload](r) {
			if w.FrontDoor.IsValid() && !yield(w.FrontDoor) {
				return
			}
		}
	}
}
