package engine

import "net/netip"

// Workload is what Run starts. ID, Image and NetNS are required.
type Workload struct {
	// ID is unique among the engine's workloads and stable: [a-z0-9] and inner '-', at most 63 characters.
	ID string

	// Image as returned by Pull in Image.Reference.
	Image string

	// Command replaces the image's command; its entrypoint stays. Nil takes the image's own.
	Command []string

	// Env is laid over the image's environment. PATH and HOME are set when neither names them.
	Env map[string]string

	CPU    int64 // thousandths of a processor (1000 = 1 vCPU); 0 = no limit
	Memory int64 // bytes, swap included; 0 = no limit
	PIDs   int64 // processes and threads; 0 = DefaultPIDs

	// NetNS is the path of an existing network namespace, which holds the workload's links and rules before it starts.
	NetNS string

	// Hostname, Hosts and Resolver become the host name, /etc/hostname, /etc/hosts (after localhost) and
	// /etc/resolv.conf. No host name means the id.
	Hostname string
	Hosts    []HostEntry
	Resolver Resolver

	// LogPath is the file that standard output and standard error are appended to. Empty: they are discarded. It may be cut
	// short at any time (package logstore), since it is written in append mode.
	LogPath string

	// Labels are given back by List. A key and its value have at most 4,000 bytes together.
	Labels map[string]string
}

// DefaultPIDs bounds the processes of a workload that names no bound.
const DefaultPIDs = 1024

// HostEntry is a line of /etc/hosts.
type HostEntry struct {
	Address netip.Addr
	Names   []string
}

// Resolver is the content of /etc/resolv.conf.
type Resolver struct {
	Nameservers []netip.Addr
	Search      []string
	Options     []string // "ndots:1"
}
