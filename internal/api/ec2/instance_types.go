package ec2

import (
	"maps"
	"slices"
	"strings"
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
		return "", size, invalidValue("instanceType", name, "There are %s.", strings.Join(slices.Sorted(maps.Keys(instanceTypes)), ", "))
	}
	return name, size, nil
}
