package ec2

import (
	"context"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"

	"sallyport/internal/fault"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

// commandTag is the tag of an instance that replaces its image's command. It is read when the instance is made.
const commandTag = "sallyport:command"

// launchRequest is what RunInstances asks for, read and checked as far as that goes without the model.
type launchRequest struct {
	in          *ec2model.RunInstancesInput
	image       string
	typeName    string
	size        instanceSize
	least, most int32
	environment map[string]string
	tags        map[ec2model.ResourceType]vpc.Tags
	address     netip.Addr
}

// RunInstances runs containers as instances of EC2: each with an interface in a subnet. It makes as many as there is
// room for, between MinCount and MaxCount, or none.
func (a *API) RunInstances(ctx context.Context, in *ec2model.RunInstancesInput) (*ec2model.RunInstancesOutput, error) {
	request, err := readLaunch(in)
	if err != nil {
		return nil, err
	}
	var out ec2model.RunInstancesOutput
	err = once(ctx, a, in.DryRun, "RunInstances", in.ClientToken, in, &out, func(c *change) error {
		made, err := c.launchAll(request)
		if err != nil {
			return err
		}
		out = ec2model.RunInstancesOutput{
			ReservationId: &made[0].ReservationID, OwnerId: &made[0].OwnerID, Groups: []ec2model.GroupIdentifier{},
			Instances: mapped(made, func(i platform.Instance) ec2model.Instance { return instanceAnswer(c, i) }),
		}
		return nil
	})
	return &out, err
}

func readLaunch(in *ec2model.RunInstancesInput) (launchRequest, error) {
	r := launchRequest{in: in}
	if err := refusedLaunchOptions(in); err != nil {
		return r, err
	}
	var err error
	if r.image, err = required("ImageId", in.ImageId); err != nil {
		return r, err
	}
	if err := checkImage(r.image); err != nil {
		return r, err
	}
	if in.MinCount == nil || in.MaxCount == nil {
		return r, fault.New(fault.Invalid, "MissingParameter", "The request must contain the parameters MinCount and MaxCount")
	}
	if r.least, r.most = *in.MinCount, *in.MaxCount; r.least < 1 || r.most < r.least {
		return r, invalidValue("MinCount", r.least, "The least number of instances is at least 1 and at most MaxCount (%d).", r.most)
	}
	if r.typeName, r.size, err = sizeOf(string(in.InstanceType)); err != nil {
		return r, err
	}
	if r.environment, err = environment(in.UserData); err != nil {
		return r, err
	}
	if present(in.PrivateIpAddress) {
		if r.address, err = parseIPv4("address", *in.PrivateIpAddress); err != nil {
			return r, err
		}
	}
	// There are no volumes, so what they would be tagged with has nothing to go on.
	r.tags, err = creationTagsOf(in.TagSpecifications, ec2model.ResourceTypeInstance, ec2model.ResourceTypeNetworkInterface, ec2model.ResourceTypeVolume)
	if err != nil {
		return r, err
	}
	if command, set := r.tags[ec2model.ResourceTypeInstance][commandTag]; set {
		if _, err := platform.SplitCommand(command); err != nil {
			return r, invalidValue("tag "+commandTag, command, "It is not a command line: %v.", err)
		}
	}
	return r, r.checkInterfaces()
}

var machineImage = regexp.MustCompile(`^ami-[0-9a-f]{8,17}$`)

// checkImage takes every valid reference of an OCI image.
func checkImage(image string) error {
	if machineImage.MatchString(image) {
		return fault.New(fault.NotFound, "InvalidAMIID.NotFound",
			"The image id '[%s]' does not exist. Instances run container images here: give a reference such as registry.example/postgres:15", image)
	}
	if _, err := name.ParseReference(image, name.WeakValidation); err != nil {
		return fault.New(fault.Invalid, "InvalidAMIID.Malformed",
			"Invalid id: \"%s\". Give the reference of a container image, such as registry.example/postgres:15: %w", image, err)
	}
	return nil
}

const noVolumes = "Instances are containers, without volumes."

// refusedLaunchOptions refuses what would change how an instance runs and is not there. What is only about machines
// (key pairs, monitoring, metadata options, credits) is taken and has no effect.
func refusedLaunchOptions(in *ec2model.RunInstancesInput) error {
	for _, option := range []struct {
		given         bool
		name, instead string
	}{
		{in.LaunchTemplate != nil, "LaunchTemplate", "There are no launch templates here; give the parameters themselves."},
		{len(in.BlockDeviceMappings) > 0, "BlockDeviceMapping", noVolumes},
		{in.IamInstanceProfile != nil, "IamInstanceProfile", "There are no instance profiles here."},
		{in.InstanceMarketOptions != nil, "InstanceMarketOptions", "There is no spot market here."},
		{isTrue(in.DisableApiTermination), "DisableApiTermination", "Instances have no protection against termination here."},
		{isTrue(in.DisableApiStop), "DisableApiStop", "Instances have no protection against stopping here."},
		{in.HibernationOptions != nil && isTrue(in.HibernationOptions.Configured), "HibernationOptions", "Instances are containers, whose memory is not kept."},
	} {
		if err := unsupported(option.given, option.name, option.instead); err != nil {
			return err
		}
	}
	return nil
}

// checkInterfaces refuses interfaces that contradict the rest of the request or each other.
func (r launchRequest) checkInterfaces() error {
	in := r.in
	if len(in.NetworkInterfaces) == 0 {
		if r.address.IsValid() && r.most > 1 {
			return fault.New(fault.Invalid, "InvalidParameterCombination", "The parameter privateIpAddress may not be used with more than one instance. %s can go to one", r.address)
		}
		return nil
	}
	if present(in.SubnetId) || len(in.SecurityGroupIds) > 0 || len(in.SecurityGroups) > 0 || present(in.PrivateIpAddress) {
		return fault.New(fault.Invalid, "InvalidParameterCombination",
			"Network interfaces and an instance-level subnet ID, security groups or private address may not be specified on the same request. Put them into NetworkInterface.1")
	}
	seen := map[int32]bool{}
	for n, spec := range in.NetworkInterfaces {
		if spec.DeviceIndex == nil || *spec.DeviceIndex < 0 || seen[*spec.DeviceIndex] {
			return fault.New(fault.Invalid, "InvalidParameterValue", "Each network interface requires a unique device index. NetworkInterface.%d lacks one; count from 0", n+1)
		}
		seen[*spec.DeviceIndex] = true
		single := present(spec.NetworkInterfaceId) || present(spec.PrivateIpAddress) || len(spec.PrivateIpAddresses) > 0
		if single && r.most > 1 {
			return fault.New(fault.Invalid, "InvalidParameterCombination", "NetworkInterface.%d names what only one instance can have, and MaxCount is %d", n+1, r.most)
		}
	}
	if !seen[0] {
		return fault.New(fault.Invalid, "InvalidParameterCombination", "One network interface must have the device index 0: it is the instance's way out")
	}
	return nil
}

// launchAll makes the instances of one reservation.
func (c *change) launchAll(r launchRequest) ([]platform.Instance, error) {
	if err := c.roomForInstances(int(r.least)); err != nil {
		return nil, err
	}
	reservation := c.NewID(vpc.PrefixReservation)
	var made []platform.Instance
	for index := range r.most {
		instance, err := c.launch(r, reservation, index)
		if fault.ClassOf(err) == fault.Limit && index >= r.least {
			break // between the least and the most, it is as many as there is room for
		}
		if err != nil {
			return nil, err
		}
		made = append(made, instance)
	}
	return made, nil
}

func (c *change) roomForInstances(more int) error {
	count := more
	for instance := range store.Find[platform.Instance](c, "region="+c.region) {
		if instance.TerminatedAt.IsZero() {
			count++
		}
	}
	if count > c.quotas.InstancesPerRegion {
		return fault.New(fault.Limit, "InstanceLimitExceeded",
			"You have requested more instances (%d) than your current instance limit of %d allows. Terminate those of the region %s that are not needed, or raise the quota", count, c.quotas.InstancesPerRegion, c.region)
	}
	return nil
}

// launch makes one instance: the instance, its interfaces, and the workload that runs it. It writes nothing unless it
// succeeds.
func (c *change) launch(r launchRequest, reservation string, index int32) (platform.Instance, error) {
	if err := c.roomForInstances(1); err != nil {
		return platform.Instance{}, err
	}
	id := c.NewID(vpc.PrefixInstance)
	attached, public, err := c.launchInterfaces(r, id)
	if err != nil {
		return platform.Instance{}, err
	}
	first := attached[0]
	ids := mapped(attached, func(i vpc.Interface) string { return i.ID })
	instance := platform.Instance{
		ID: id, Region: c.region, OwnerID: c.OwnerID, ReservationID: reservation, ImageID: r.image, Type: r.typeName,
		KeyName: text(r.in.KeyName), VPCID: first.VPCID, SubnetID: first.SubnetID, Interfaces: ids, State: platform.InstanceRunning,
		UserData: text(r.in.UserData), ClientToken: text(r.in.ClientToken), LaunchIndex: index, LaunchedAt: c.Now,
		PrivateIP: first.Primary(), AutomaticPublic: public, Tags: r.tags[ec2model.ResourceTypeInstance],
	}
	store.Put(c.tx, instance)
	store.Put(c.tx, platform.Workload{
		Key: id, Region: c.region, Desire: platform.Run, InstanceID: id, Image: r.image, Shell: instance.Tags[commandTag],
		Environment: r.environment, CPU: r.size.cpu, Memory: r.size.memory,
		Hostname: "ip-" + strings.ReplaceAll(first.Primary().String(), ".", "-"), Interfaces: ids, CreatedAt: c.Now,
	})
	return instance, nil
}

// launchInterfaces attaches the interfaces of one instance, by device index; the first has the default route, and the
// automatic public address where there is one.
func (c *change) launchInterfaces(r launchRequest, instanceID string) (attached []vpc.Interface, public bool, err error) {
	specs := slices.Clone(r.in.NetworkInterfaces)
	if len(specs) == 0 {
		specs = []ec2model.InstanceNetworkInterfaceSpecification{{
			DeviceIndex: new(int32(0)), SubnetId: r.in.SubnetId, Groups: r.in.SecurityGroupIds, PrivateIpAddress: r.in.PrivateIpAddress,
			Ipv6Addresses: r.in.Ipv6Addresses, Ipv6AddressCount: r.in.Ipv6AddressCount,
		}}
	}
	slices.SortFunc(specs, func(a, b ec2model.InstanceNetworkInterfaceSpecification) int {
		return int(*a.DeviceIndex - *b.DeviceIndex)
	})
	if err := c.roomForInterfaces(len(specs)); err != nil {
		return nil, false, err
	}
	var undo []func()
	defer func() {
		if err != nil {
			for _, step := range slices.Backward(undo) {
				step()
			}
		}
	}()
	for _, spec := range specs {
		one, existing, err := c.launchInterface(r, spec)
		if err != nil {
			return nil, false, err
		}
		if len(attached) > 0 && (one.Zone != attached[0].Zone || one.VPCID != attached[0].VPCID) {
			return nil, false, fault.New(fault.Invalid, "InvalidParameterCombination",
				"All network interfaces of an instance must be in one VPC and zone. Those here are in %s (%s) and %s (%s)", attached[0].VPCID, attached[0].Zone, one.VPCID, one.Zone)
		}
		if existing {
			undo = append(undo, func() { store.Put(c.tx, one) })
		} else {
			undo = append(undo, func() { store.Delete[vpc.Interface](c.tx, one.ID) })
		}
		// What was there before the instance outlives it unless the user says otherwise.
		plugged := one
		plugged.Attachment = &vpc.Attachment{
			ID: c.NewID(vpc.PrefixAttachment), Workload: instanceID, InstanceID: instanceID, DeviceIndex: *spec.DeviceIndex,
			DeleteOnTermination: !existing, AttachedAt: c.Now,
		}
		if spec.DeleteOnTermination != nil {
			plugged.Attachment.DeleteOnTermination = *spec.DeleteOnTermination
		}
		// Kept at once, so that the next interface of the same subnet gets another address.
		store.Put(c.tx, plugged)
		attached = append(attached, plugged)
	}
	subnet, _ := store.Get[vpc.Subnet](c, attached[0].SubnetID)
	if public, err = wantsPublic(specs, subnet); err != nil || !public {
		return attached, false, err
	}
	return attached, true, c.givePublic(attached[0])
}

// launchInterface gives the interface that a specification names, or makes one.
func (c *change) launchInterface(r launchRequest, spec ec2model.InstanceNetworkInterfaceSpecification) (made vpc.Interface, existing bool, err error) {
	if present(spec.NetworkInterfaceId) {
		found, err := networkInterfaces.find(c.call, *spec.NetworkInterfaceId)
		if err != nil {
			return found, true, err
		}
		return found, true, found.CheckAttach()
	}
	subnet, err := c.launchSubnet(spec.SubnetId, r.in.Placement)
	if err != nil {
		return made, false, err
	}
	ipv6, err := readIPv6(spec.Ipv6Addresses, spec.Ipv6AddressCount)
	if err != nil {
		return made, false, err
	}
	private, err := readPrivate(spec.PrivateIpAddress, spec.PrivateIpAddresses, spec.SecondaryPrivateIpAddressCount)
	if err != nil {
		return made, false, err
	}
	groups := slices.Clone(spec.Groups)
	for _, groupName := range r.in.SecurityGroups {
		group, err := c.groupNamed(subnet.VPCID, groupName)
		if err != nil {
			return made, false, err
		}
		groups = append(groups, group.ID)
	}
	made, err = c.newInterface(interfaceRequest{subnet, groups, private, ipv6, text(spec.Description), r.tags[ec2model.ResourceTypeNetworkInterface]})
	return made, false, err
}

// launchSubnet gives the subnet that is named, or the default one of the zone that is, or that of the first zone.
func (c *change) launchSubnet(id *string, placement *ec2model.Placement) (vpc.Subnet, error) {
	var zone string
	if placement != nil {
		zone = text(placement.AvailabilityZone)
	}
	if present(id) {
		subnet, err := subnets.find(c.call, *id)
		if err == nil && zone != "" && subnet.Zone != zone {
			err = fault.New(fault.Invalid, "InvalidParameterValue", "The availability zone '%s' does not match the subnet. %s is in %s", zone, subnet.ID, subnet.Zone)
		}
		return subnet, err
	}
	v, err := needDefaultVPC(c.call)
	if err != nil {
		return vpc.Subnet{}, err
	}
	var best vpc.Subnet
	for _, subnet := range c.subnetsOf(v.ID) {
		if subnet.Default && (zone == "" || subnet.Zone == zone) && (best.ID == "" || subnet.Zone < best.Zone) {
			best = subnet
		}
	}
	if best.ID == "" {
		return best, fault.New(fault.Invalid, "MissingInput",
			"No subnets found for the default VPC '%s'. Please specify a subnet. Zone asked for: %q; CreateDefaultSubnet makes a zone's default subnet", v.ID, zone)
	}
	return best, nil
}
