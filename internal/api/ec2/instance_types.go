package ec2

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"sallyport/internal/fault"
	"sallyport/internal/wire/ec2model"
)

// instanceSize is what an instance may use at most.
type instanceSize struct {
	cpu    int64 // thousandths of a vCPU
	memory int64 // MiB
}

const defaultInstanceType = "t3.micro"

// instanceTypes are the general sizes of EC2, with EC2's numbers. The kernel enforces them.
var instanceTypes = map[string]instanceSize{
	"t2.nano": {1000, 512}, "t2.micro": {1000, 1024}, "t2.small": {1000, 2048}, "t2.medium": {2000, 4096},
	"t2.large": {2000, 8192}, "t2.xlarge": {4000, 16384}, "t2.2xlarge": {8000, 32768},
	"t3.nano": {2000, 512}, "t3.micro": {2000, 1024}, "t3.small": {2000, 2048}, "t3.medium": {2000, 4096},
	"t3.large": {2000, 8192}, "t3.xlarge": {4000, 16384}, "t3.2xlarge": {8000, 32768},
	"m5.large": {2000, 8192}, "m5.xlarge": {4000, 16384}, "m5.2xlarge": {8000, 32768}, "m5.4xlarge": {16000, 65536},
	"m5.8xlarge": {32000, 131072}, "m5.12xlarge": {48000, 196608}, "m5.16xlarge": {64000, 262144}, "m5.24xlarge": {96000, 393216},
}

// sizeOf gives the size of an instance type, and its name where the request leaves it out.
func sizeOf(name string) (string, instanceSize, error) {
	if name == "" {
		name = defaultInstanceType
	}
	size, ok := instanceTypes[name]
	if !ok {
		return "", size, invalidValue("instanceType", name, "There are %s.", strings.Join(typeNames(), ", "))
	}
	return name, size, nil
}

func typeNames() []string { return slices.Sorted(maps.Keys(instanceTypes)) }

// vCPUs is how many processors a type has.
func vCPUs(name string) int32 { return int32(instanceTypes[name].cpu / 1000) }

func instanceTypeFields() map[string]func(string) string {
	always := func(value string) func(string) string { return func(string) string { return value } }
	return map[string]func(string) string{
		"bare-metal": always("false"), "burstable-performance-supported": always("false"), "current-generation": always("true"),
		"hibernation-supported": always("false"), "instance-storage-supported": always("false"),
		"supported-root-device-type":            always(string(ec2model.RootDeviceTypeInstanceStore)),
		"supported-usage-class":                 always(string(ec2model.UsageClassTypeOnDemand)),
		"processor-info.supported-architecture": always(string(architecture())),
		"instance-type":                         itself,
		"memory-info.size-in-mib":               func(name string) string { return strconv.FormatInt(instanceTypes[name].memory, 10) },
		"vcpu-info.default-vcpus":               func(name string) string { return numberText(vCPUs(name)) },
	}
}

// instanceTypePages are the limits of DescribeInstanceTypes.
var instanceTypePages = pageLimits{least: 5, most: 100, unsaid: everything}

// DescribeInstanceTypes lists what instances can be as large as.
func (a *API) DescribeInstanceTypes(ctx context.Context, in *ec2model.DescribeInstanceTypesInput) (*ec2model.DescribeInstanceTypesOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	filters, err := parseFilters(in.Filters)
	if err != nil {
		return nil, err
	}
	for _, name := range in.InstanceTypes {
		if _, ok := instanceTypes[string(name)]; !ok {
			return nil, fault.New(fault.Invalid, "InvalidInstanceType",
				"The following supplied instance types do not exist: [%s]. There are %s", name, strings.Join(typeNames(), ", "))
		}
	}
	types, err := chosen(typeNames(), filters, instanceTypeFields(), func(name string) bool {
		return len(in.InstanceTypes) == 0 || slices.Contains(in.InstanceTypes, ec2model.InstanceType(name))
	})
	if err != nil {
		return nil, err
	}
	q := query{operation: "DescribeInstanceTypes", maxResults: in.MaxResults, nextToken: in.NextToken, limits: instanceTypePages}
	page, next, err := pageOf(c, q, types, itself)
	if err != nil {
		return nil, err
	}
	quotas := a.quotas
	return &ec2model.DescribeInstanceTypesOutput{NextToken: next, InstanceTypes: mapped(page, func(name string) ec2model.InstanceTypeInfo {
		info := instanceTypeAnswer(name)
		info.NetworkInfo.MaximumNetworkInterfaces = new(int32(quotas.InterfacesPerInstance))
		info.NetworkInfo.Ipv4AddressesPerInterface = new(int32(quotas.AddressesPerInterface))
		info.NetworkInfo.Ipv6AddressesPerInterface = new(int32(quotas.AddressesPerInterface))
		return info
	})}, nil
}

// instanceTypeAnswer tells of a type what holds for containers: no volumes, no bursts, no hypervisor.
func instanceTypeAnswer(name string) ec2model.InstanceTypeInfo {
	cpus := vCPUs(name)
	return ec2model.InstanceTypeInfo{
		InstanceType: ec2model.InstanceType(name), CurrentGeneration: new(true), FreeTierEligible: new(false), BareMetal: new(false),
		SupportedUsageClasses:         []ec2model.UsageClassType{ec2model.UsageClassTypeOnDemand},
		SupportedRootDeviceTypes:      []ec2model.RootDeviceType{ec2model.RootDeviceTypeInstanceStore},
		SupportedVirtualizationTypes:  []ec2model.VirtualizationType{ec2model.VirtualizationTypeHvm},
		ProcessorInfo:                 &ec2model.ProcessorInfo{SupportedArchitectures: []ec2model.ArchitectureType{ec2model.ArchitectureType(architecture())}},
		VCpuInfo:                      &ec2model.VCpuInfo{DefaultVCpus: &cpus, DefaultCores: &cpus, DefaultThreadsPerCore: new(int32(1))},
		MemoryInfo:                    &ec2model.MemoryInfo{SizeInMiB: new(instanceTypes[name].memory)},
		InstanceStorageSupported:      new(false),
		BurstablePerformanceSupported: new(false), HibernationSupported: new(false), DedicatedHostsSupported: new(false), AutoRecoverySupported: new(false),
		EbsInfo: &ec2model.EbsInfo{
			EbsOptimizedSupport: ec2model.EbsOptimizedSupportUnsupported, EncryptionSupport: ec2model.EbsEncryptionSupportUnsupported,
			NvmeSupport: ec2model.EbsNvmeSupportUnsupported,
		},
		NetworkInfo: &ec2model.NetworkInfo{
			Ipv6Supported: new(true), EnaSupport: ec2model.EnaSupportUnsupported, EfaSupported: new(false), EncryptionInTransitSupported: new(false),
			MaximumNetworkCards: new(int32(1)), DefaultNetworkCardIndex: new(int32(0)),
		},
		NitroEnclavesSupport: ec2model.NitroEnclavesSupportUnsupported, NitroTpmSupport: ec2model.NitroTpmSupportUnsupported,
	}
}
