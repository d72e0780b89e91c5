package ec2

import (
	"context"
	"net/netip"
	"runtime"
	"strconv"
	"strings"

	"sallyport/internal/fault"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

var instances = &kind[platform.Instance]{
	resource: ec2model.ResourceTypeInstance,
	prefix:   vpc.PrefixInstance,
	region:   func(i platform.Instance) string { return i.Region },
	tags:     func(i platform.Instance) vpc.Tags { return i.Tags },
	retag:    func(i platform.Instance, t vpc.Tags) platform.Instance { i.Tags = t; return i },
	missing:  instanceMissing,
	indexes:  []filterIndex{{"reservation-id", "reservation"}, {"subnet-id", "subnet"}, {"vpc-id", "vpc"}},
	fields:   instanceFields(),
}

func instanceMissing(id string) error {
	if !hasPrefix(id, vpc.PrefixInstance) {
		return fault.New(fault.Invalid, "InvalidInstanceID.Malformed", "Invalid id: \"%s\" (expecting \"i-...\")", id)
	}
	return fault.New(fault.NotFound, "InvalidInstanceID.NotFound",
		"The instance ID '%s' does not exist in this region. Terminated instances are forgotten after an hour", id)
}

func instanceFields() map[string]field[platform.Instance] {
	fields := map[string]field[platform.Instance]{
		"architecture":             one(func(platform.Instance) string { return string(architecture()) }),
		"client-token":             one(func(i platform.Instance) string { return i.ClientToken }),
		"image-id":                 one(func(i platform.Instance) string { return i.ImageID }),
		"instance-id":              one(func(i platform.Instance) string { return i.ID }),
		"instance-type":            one(func(i platform.Instance) string { return i.Type }),
		"key-name":                 one(func(i platform.Instance) string { return i.KeyName }),
		"launch-index":             one(func(i platform.Instance) string { return numberText(i.LaunchIndex) }),
		"launch-time":              one(func(i platform.Instance) string { return i.LaunchedAt.Format("2006-01-02T15:04:05.000Z") }),
		"monitoring-state":         fixed[platform.Instance]("disabled"),
		"owner-id":                 one(func(i platform.Instance) string { return i.OwnerID }),
		"private-dns-name":         one(func(i platform.Instance) string { return privateName(i.Region, i.PrivateIP) }),
		"private-ip-address":       one(func(i platform.Instance) string { return i.PrivateIP.String() }),
		"reservation-id":           one(func(i platform.Instance) string { return i.ReservationID }),
		"subnet-id":                one(placeOf(func(i platform.Instance) string { return i.SubnetID })),
		"tenancy":                  fixed[platform.Instance]("default"),
		"vpc-id":                   one(placeOf(func(i platform.Instance) string { return i.VPCID })),
		"dns-name":                 ofPublicAddress(publicName),
		"ip-address":               ofPublicAddress(func(_ store.Reader, p vpc.PublicAddress) string { return p.Address.String() }),
		"instance-lifecycle":       none[platform.Instance],
		"platform":                 none[platform.Instance],
		"requester-id":             none[platform.Instance],
		"root-device-type":         fixed[platform.Instance](string(ec2model.DeviceTypeInstanceStore)),
		"root-device-name":         none[platform.Instance],
		"spot-instance-request-id": none[platform.Instance],

		"instance-state-code": func(r store.Reader, i platform.Instance) []string {
			state, _ := stateOf(r, i)
			return []string{numberText(stateCodes[state])}
		},
		"instance-state-name": func(r store.Reader, i platform.Instance) []string {
			state, _ := stateOf(r, i)
			return []string{string(state)}
		},
		"state-reason-code":    ofReason(func(code, _ string) string { return code }),
		"state-reason-message": ofReason(func(_, message string) string { return message }),
		"reason":               ofReason(func(code, _ string) string { return code }),
		"source-dest-check":    ofFirstInterface(func(i vpc.Interface) string { return strconv.FormatBool(!i.NoSourceCheck) }),
		"availability-zone":    zoneOf,
	}
	// What an interface can be found by, its instance can as well.
	for name, get := range networkInterfaces.fields {
		fields["network-interface."+name] = ofInterfaces(get)
	}
	fields["group-id"], fields["instance.group-id"] = ofInterfaces(networkInterfaces.fields["group-id"]), ofInterfaces(networkInterfaces.fields["group-id"])
	fields["group-name"], fields["instance.group-name"] = ofInterfaces(networkInterfaces.fields["group-name"]), ofInterfaces(networkInterfaces.fields["group-name"])
	return fields
}

// architecture is that of this machine, which all instances run on.
func architecture() ec2model.ArchitectureValues {
	if runtime.GOARCH == "arm64" {
		return ec2model.ArchitectureValuesArm64
	}
	return ec2model.ArchitectureValuesX8664
}

// placeOf hides where a terminated instance was, as EC2 does.
func placeOf(get func(platform.Instance) string) func(platform.Instance) string {
	return func(i platform.Instance) string {
		if !i.TerminatedAt.IsZero() {
			return ""
		}
		return get(i)
	}
}

func ofReason(part func(code, message string) string) field[platform.Instance] {
	return func(r store.Reader, i platform.Instance) []string {
		_, reason := stateOf(r, i)
		code, message, ok := strings.Cut(reason, ": ")
		if !ok {
			return nil
		}
		return []string{part(code, message)}
	}
}

func interfacesOf(r store.Reader, i platform.Instance) []vpc.Interface {
	var found []vpc.Interface
	for _, id := range i.Interfaces {
		if one, ok := store.Get[vpc.Interface](r, id); ok && one.Attachment != nil && one.Attachment.InstanceID == i.ID {
			found = append(found, one)
		}
	}
	return found
}

func ofInterfaces(get field[vpc.Interface]) field[platform.Instance] {
	return func(r store.Reader, i platform.Instance) []string {
		var values []string
		for _, one := range interfacesOf(r, i) {
			values = append(values, get(r, one)...)
		}
		return values
	}
}

func ofFirstInterface(get func(vpc.Interface) string) field[platform.Instance] {
	return func(r store.Reader, i platform.Instance) []string {
		if found := interfacesOf(r, i); len(found) > 0 {
			return []string{get(found[0])}
		}
		return nil
	}
}

// publicAddress gives the public address of an instance: that of its first interface's primary address.
func publicAddress(r store.Reader, i platform.Instance) (vpc.PublicAddress, bool) {
	if attached := interfacesOf(r, i); len(attached) > 0 {
		return publicAt(r, attached[0], attached[0].Primary())
	}
	return vpc.PublicAddress{}, false
}

func ofPublicAddress(value func(store.Reader, vpc.PublicAddress) string) field[platform.Instance] {
	return func(r store.Reader, i platform.Instance) []string {
		if p, ok := publicAddress(r, i); ok {
			return []string{value(r, p)}
		}
		return nil
	}
}

// zoneOf is the zone of the instance's subnet; none once it is terminated and the subnet may be gone.
func zoneOf(r store.Reader, i platform.Instance) []string {
	if subnet, ok := store.Get[vpc.Subnet](r, i.SubnetID); ok {
		return []string{subnet.Zone}
	}
	return nil
}

func instanceAnswer(r store.Reader, i platform.Instance) ec2model.Instance {
	state, reason := stateOf(r, i)
	answer := ec2model.Instance{
		InstanceId: &i.ID, ImageId: &i.ImageID, InstanceType: ec2model.InstanceType(i.Type), LaunchTime: &i.LaunchedAt,
		AmiLaunchIndex: &i.LaunchIndex, State: stateAnswer(state), StateReason: reasonAnswer(reason), StateTransitionReason: new(""),
		Architecture: architecture(), RootDeviceType: ec2model.DeviceTypeInstanceStore,
		Monitoring:   &ec2model.Monitoring{State: ec2model.MonitoringStateDisabled},
		EbsOptimized: new(false), PublicDnsName: new(""), PrivateDnsName: new(""),
		BlockDeviceMappings: []ec2model.InstanceBlockDeviceMapping{}, ProductCodes: []ec2model.ProductCode{},
		NetworkInterfaces: []ec2model.InstanceNetworkInterface{}, SecurityGroups: []ec2model.GroupIdentifier{},
		Placement: &ec2model.Placement{Tenancy: ec2model.TenancyDefault, GroupName: new("")}, Tags: tagList(i.Tags),
	}
	if i.KeyName != "" {
		answer.KeyName = &i.KeyName
	}
	if i.ClientToken != "" {
		answer.ClientToken = &i.ClientToken
	}
	if strings.HasPrefix(reason, "Client.UserInitiated") {
		answer.StateTransitionReason = new("User initiated")
	}
	if zones := zoneOf(r, i); len(zones) > 0 {
		answer.Placement.AvailabilityZone, answer.Placement.AvailabilityZoneId = &zones[0], zoneID(i.Region, zones[0])
	}
	if !i.TerminatedAt.IsZero() {
		return answer
	}
	answer.VpcId, answer.SubnetId = &i.VPCID, &i.SubnetID
	answer.PrivateIpAddress, answer.PrivateDnsName = new(i.PrivateIP.String()), new(privateName(i.Region, i.PrivateIP))
	if p, ok := publicAddress(r, i); ok {
		answer.PublicIpAddress, answer.PublicDnsName = new(p.Address.String()), new(publicName(r, p))
	}
	attached := interfacesOf(r, i)
	if len(attached) > 0 {
		answer.SourceDestCheck, answer.SecurityGroups = new(!attached[0].NoSourceCheck), groupList(r, attached[0].Groups)
	}
	answer.NetworkInterfaces = mapped(attached, func(i vpc.Interface) ec2model.InstanceNetworkInterface { return attachedAnswer(r, i) })
	return answer
}

// attachedAnswer is an interface as the description of its instance has it.
func attachedAnswer(r store.Reader, i vpc.Interface) ec2model.InstanceNetworkInterface {
	return ec2model.InstanceNetworkInterface{
		NetworkInterfaceId: &i.ID, VpcId: &i.VPCID, SubnetId: &i.SubnetID, OwnerId: &i.OwnerID, Description: &i.Description,
		InterfaceType: &i.Type, MacAddress: new(macAddress(i)), PrivateIpAddress: new(i.Primary().String()),
		PrivateDnsName: new(privateName(i.Region, i.Primary())), Groups: groupList(r, i.Groups), SourceDestCheck: new(!i.NoSourceCheck),
		Status: interfaceStatus(i), Ipv6Addresses: mapped(i.IPv6Addresses, func(a netip.Addr) ec2model.InstanceIpv6Address {
			return ec2model.InstanceIpv6Address{Ipv6Address: new(a.String()), IsPrimaryIpv6: new(false)}
		}),
		Association: instanceAssociationAnswer(r, i, i.Primary()),
		Attachment: &ec2model.InstanceNetworkInterfaceAttachment{
			AttachTime: &i.Attachment.AttachedAt, AttachmentId: &i.Attachment.ID, DeleteOnTermination: &i.Attachment.DeleteOnTermination,
			DeviceIndex: &i.Attachment.DeviceIndex, NetworkCardIndex: new(int32(0)), Status: ec2model.AttachmentStatusAttached,
		},
		PrivateIpAddresses: mapped(addressesOf(i), func(n numbered) ec2model.InstancePrivateIpAddress {
			return ec2model.InstancePrivateIpAddress{
				Primary: new(n.index == 0), PrivateIpAddress: new(n.address.String()), PrivateDnsName: new(privateName(i.Region, n.address)),
				Association: instanceAssociationAnswer(r, i, n.address),
			}
		}),
	}
}

// DescribeInstances lists instances by the reservations that they were run with.
func (a *API) DescribeInstances(ctx context.Context, in *ec2model.DescribeInstancesInput) (*ec2model.DescribeInstancesOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	if err := idsOrPages(in.InstanceIds, in.MaxResults); err != nil {
		return nil, err
	}
	page, next, err := describe(c, instances, query{"DescribeInstances", in.InstanceIds, in.Filters, in.MaxResults, in.NextToken, usualPages})
	if err != nil {
		return nil, err
	}
	out := &ec2model.DescribeInstancesOutput{Reservations: []ec2model.Reservation{}, NextToken: next}
	at := map[string]int{}
	for _, instance := range page {
		n, known := at[instance.ReservationID]
		if !known {
			n = len(out.Reservations)
			at[instance.ReservationID] = n
			out.Reservations = append(out.Reservations, ec2model.Reservation{
				ReservationId: &instance.ReservationID, OwnerId: &instance.OwnerID, Groups: []ec2model.GroupIdentifier{},
			})
		}
		out.Reservations[n].Instances = append(out.Reservations[n].Instances, instanceAnswer(c, instance))
	}
	return out, nil
}

// idsOrPages refuses a request that names instances and asks for pages.
func idsOrPages(ids []string, maxResults *int32) error {
	if len(ids) == 0 || maxResults == nil {
		return nil
	}
	return fault.New(fault.Invalid, "InvalidParameterCombination",
		"The parameter instancesSet cannot be used with the parameter maxResults. Leave out one of the two")
}

// DescribeInstanceStatus lists whether instances work; without IncludeAllInstances only those that run.
func (a *API) DescribeInstanceStatus(ctx context.Context, in *ec2model.DescribeInstanceStatusInput) (*ec2model.DescribeInstanceStatusOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	if err := idsOrPages(in.InstanceIds, in.MaxResults); err != nil {
		return nil, err
	}
	all := isTrue(in.IncludeAllInstances)
	page, next, err := describeOnly(c, instanceStatuses, query{"DescribeInstanceStatus", in.InstanceIds, in.Filters, in.MaxResults, in.NextToken, usualPages},
		func(i platform.Instance) bool {
			state, _ := stateOf(c, i)
			return all || state == ec2model.InstanceStateNameRunning
		})
	if err != nil {
		return nil, err
	}
	answer := func(i platform.Instance) ec2model.InstanceStatus { return statusAnswer(c, i) }
	return &ec2model.DescribeInstanceStatusOutput{InstanceStatuses: mapped(page, answer), NextToken: next}, nil
}

// instanceStatuses are instances with the filters of DescribeInstanceStatus.
var instanceStatuses = &kind[platform.Instance]{
	region: instances.region, tags: instances.tags, missing: instances.missing,
	fields: map[string]field[platform.Instance]{
		"availability-zone":            zoneOf,
		"instance-state-code":          instances.fields["instance-state-code"],
		"instance-state-name":          instances.fields["instance-state-name"],
		"instance-status.reachability": func(r store.Reader, i platform.Instance) []string { return []string{string(reachability(r, i))} },
		"instance-status.status":       func(r store.Reader, i platform.Instance) []string { return []string{string(summary(r, i))} },
		"system-status.reachability":   func(r store.Reader, i platform.Instance) []string { return []string{string(reachability(r, i))} },
		"system-status.status":         func(r store.Reader, i platform.Instance) []string { return []string{string(summary(r, i))} },
		"event.code":                   none[platform.Instance],
		"event.description":            none[platform.Instance],
		"event.instance-event-id":      none[platform.Instance],
		"event.not-after":              none[platform.Instance],
		"event.not-before":             none[platform.Instance],
		"event.not-before-deadline":    none[platform.Instance],
	},
}

func summary(r store.Reader, i platform.Instance) ec2model.SummaryStatus {
	state, _ := stateOf(r, i)
	switch state {
	case ec2model.InstanceStateNameRunning:
		return ec2model.SummaryStatusOk
	case ec2model.InstanceStateNamePending:
		return ec2model.SummaryStatusInitializing
	}
	return ec2model.SummaryStatusNotApplicable
}

func reachability(r store.Reader, i platform.Instance) ec2model.StatusType {
	switch summary(r, i) {
	case ec2model.SummaryStatusOk:
		return ec2model.StatusTypePassed
	case ec2model.SummaryStatusInitializing:
		return ec2model.StatusTypeInitializing
	}
	return ec2model.StatusTypeInsufficientData
}

func statusAnswer(r store.Reader, i platform.Instance) ec2model.InstanceStatus {
	state, _ := stateOf(r, i)
	checks := &ec2model.InstanceStatusSummary{Status: summary(r, i), Details: []ec2model.InstanceStatusDetails{
		{Name: ec2model.StatusNameReachability, Status: reachability(r, i)},
	}}
	answer := ec2model.InstanceStatus{InstanceId: &i.ID, InstanceState: stateAnswer(state), InstanceStatus: checks, SystemStatus: checks}
	if zones := zoneOf(r, i); len(zones) > 0 {
		answer.AvailabilityZone, answer.AvailabilityZoneId = &zones[0], zoneID(i.Region, zones[0])
	}
	return answer
}
