package platform

import (
	"fmt"
	"maps"
	"slices"

	"sallyport/internal/fault"
)

// sizes are App Runner's valid pairs: thousandths of a vCPU to MiB.
var sizes = map[int64][]int64{
	250:  {512, 1024},
	500:  {1024},
	1000: {2048, 3072, 4096},
	2000: {4096, 6144},
	4000: {8192, 10240, 12288},
}

// App Runner's defaults for an instance.
const (
	DefaultCPU    = 1000
	DefaultMemory = 2048
)

// cpuNames and memoryNames are what App Runner takes for an instance's size.
var (
	cpuNames = map[string]int64{
		"256": 250, "512": 500, "1024": 1000, "2048": 2000, "4096": 4000,
		"0.25 vCPU": 250, "0.5 vCPU": 500, "1 vCPU": 1000, "2 vCPU": 2000, "4 vCPU": 4000,
	}
	memoryNames = map[string]int64{
		"512": 512, "1024": 1024, "2048": 2048, "3072": 3072, "4096": 4096, "6144": 6144,
		"8192": 8192, "10240": 10240, "12288": 12288,
		"0.5 GB": 512, "1 GB": 1024, "2 GB": 2048, "3 GB": 3072, "4 GB": 4096, "6 GB": 6144,
		"8 GB": 8192, "10 GB": 10240, "12 GB": 12288,
	}
)

// ParseSize reads an instance's size as App Runner takes it, such as "1 vCPU"
// or "1024" and "2 GB" or "2048"; empty means the default. The result is
// thousandths of a vCPU and MiB. Pairs that App Runner does not sell are Invalid.
func ParseSize(cpu, memory string) (millicores, mebibytes int64, err error) {
	millicores, mebibytes = DefaultCPU, DefaultMemory
	if cpu != "" {
		var ok bool
		if millicores, ok = cpuNames[cpu]; !ok {
			return 0, 0, fault.New(fault.Invalid, "", "InstanceConfiguration.Cpu %q is not a size: use 0.25, 0.5, 1, 2 or 4 vCPU", cpu)
		}
	}
	if memory != "" {
		var ok bool
		if mebibytes, ok = memoryNames[memory]; !ok {
			return 0, 0, fault.New(fault.Invalid, "", "InstanceConfiguration.Memory %q is not a size: use 0.5, 1, 2, 3, 4, 6, 8, 10 or 12 GB", memory)
		}
	}
	if !slices.Contains(sizes[millicores], mebibytes) {
		return 0, 0, fault.New(fault.Invalid, "", "InstanceConfiguration: %s MiB of memory do not go with %s units of CPU; valid pairs are %s",
			MemoryUnits(mebibytes), CPUUnits(millicores), pairs())
	}
	return millicores, mebibytes, nil
}

// CPUUnits is how App Runner reports a CPU size: 1024 for a whole vCPU.
func CPUUnits(millicores int64) string { return fmt.Sprint(millicores * 1024 / 1000) }

// MemoryUnits is how App Runner reports a memory size: MiB.
func MemoryUnits(mebibytes int64) string { return fmt.Sprint(mebibytes) }

func pairs() string {
	text := ""
	for _, cpu := range slices.Sorted(maps.Keys(sizes)) {
		if text != "" {
			text += "; "
		}
		text += CPUUnits(cpu) + ":"
		for i, memory := range sizes[cpu] {
			if i > 0 {
				text += ","
			}
			text += " " + MemoryUnits(memory)
		}
	}
	return text
}
