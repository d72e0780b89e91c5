package main

// benchmarks are run in this order.
var benchmarks = []benchmark{
	{"BenchmarkPath", "test/bench", "bench", "1x"},
	{"BenchmarkGateways", "test/bench", "bench", "1x"},
	{"BenchmarkFlowLogs", "test/bench", "bench", "1x"},
	{"BenchmarkExplain", "internal/vpc", "", "20x"},
	{"BenchmarkChange", "test/bench", "bench", "1x"},
	{"BenchmarkCost", "test/bench", "bench", "1x"},
	{"BenchmarkCrowd", "internal/datapath", "kernel", "1x"},
	{"BenchmarkCreateService", "test/bench", "bench", "1x"},
	{"BenchmarkStart", "internal/engine/containerd", "engine", "15x"},
	{"BenchmarkProxy", "internal/ingress", "", "1x"},
	{"BenchmarkDescribeVpcs", "test/bench", "bench", "1x"},
	{"BenchmarkMemory", "test/bench", "bench", "1x"},
}

var sections = []section{
	{
		title: "Packets through a VPC",
		note: "The kernel's own plain routing between two namespaces by a third is 1; both sides have the same load, made of bare system calls.\n" +
			"The policy is on: security groups of both ends, connection tracking, source check. Docker is not on this machine: its bridge\n" +
			"and rules were made by hand, with packets going out by them, masqueraded. In brackets: the same ratio of the work done for a second\n" +
			"of CPU time, which the machine's other load disturbs less. Connections open and close without a byte, so that what a VPC costs\n" +
			"each of them is compared with the least that a connection can cost.",
		rows: []row{
			{what: "connects", how: "4 clients open and close connections; VPC ÷ plain routing", metric: "BenchmarkPath vpc/plain-connects", perCPU: "BenchmarkPath vpc/plain-connects-per-cpu", floor: 0.90, digits: 2},
			{what: "requests", how: "8 kept connections; VPC ÷ plain routing", metric: "BenchmarkPath vpc/plain-requests", perCPU: "BenchmarkPath vpc/plain-requests-per-cpu", floor: 0.88, digits: 2},
			{what: "packets", how: "UDP of 64 bytes over an established flow; VPC ÷ plain routing", metric: "BenchmarkPath vpc/plain-packets", perCPU: "BenchmarkPath vpc/plain-packets-per-cpu", floor: 0.90, digits: 2},
			{what: "10,000 rules, connects", how: "groups with 10,000 rules, each a port of an address, ÷ groups with ten", metric: "BenchmarkPath vpc-10k/vpc-connects", perCPU: "BenchmarkPath vpc-10k/vpc-connects-per-cpu", floor: 0.90, digits: 2},
			{what: "", how: "the same, each rule for 1,000 ports", metric: "BenchmarkPath vpc-10k-wide/vpc-connects", perCPU: "BenchmarkPath vpc-10k-wide/vpc-connects-per-cpu", digits: 2},
			{what: "10,000 rules, requests", how: "groups with 10,000 rules ÷ groups with ten", metric: "BenchmarkPath vpc-10k/vpc-requests", perCPU: "BenchmarkPath vpc-10k/vpc-requests-per-cpu", floor: 0.90, digits: 2},
			{what: "10,000 rules, packets", how: "groups with 10,000 rules ÷ groups with ten", metric: "BenchmarkPath vpc-10k/vpc-packets", perCPU: "BenchmarkPath vpc-10k/vpc-packets-per-cpu", floor: 0.90, digits: 2},
			{what: "against Docker's way, connects", how: "VPC ÷ a bridge with rules like Docker's", metric: "BenchmarkPath vpc/docker-connects", perCPU: "BenchmarkPath vpc/docker-connects-per-cpu", floor: 1.15, digits: 2},
			{what: "against Docker's way, requests", how: "VPC ÷ a bridge with rules like Docker's", metric: "BenchmarkPath vpc/docker-requests", perCPU: "BenchmarkPath vpc/docker-requests-per-cpu", digits: 2},
			{what: "against Docker's way, packets", how: "VPC ÷ a bridge with rules like Docker's", metric: "BenchmarkPath vpc/docker-packets", perCPU: "BenchmarkPath vpc/docker-packets-per-cpu", digits: 2},
			{what: "noise, connects", how: "plain routing ÷ plain routing: as far from 1 as this is, the numbers above may be wrong", metric: "BenchmarkPath plain/plain-connects", perCPU: "BenchmarkPath plain/plain-connects-per-cpu", digits: 2},
			{what: "noise, requests", how: "plain routing ÷ plain routing", metric: "BenchmarkPath plain/plain-requests", perCPU: "BenchmarkPath plain/plain-requests-per-cpu", digits: 2},
			{what: "noise, packets", how: "plain routing ÷ plain routing", metric: "BenchmarkPath plain/plain-packets", perCPU: "BenchmarkPath plain/plain-packets-per-cpu", digits: 2},
			{what: "connects through a VPC", how: "a second", metric: "BenchmarkPath vpc-connects/s"},
			{what: "requests through a VPC", how: "a second", metric: "BenchmarkPath vpc-requests/s"},
			{what: "packets through a VPC", how: "a second", metric: "BenchmarkPath vpc-packets/s"},
		},
	},
	{
		title: "ACLs, NAT gateways",
		note: "The way through a VPC with small groups and the default ACL is 1. The NAT gateway's way is longer by two namespaces:\n" +
			"private subnet, NAT gateway, internet gateway, edge, host, and a server beyond. In brackets as above.",
		rows: []row{
			{what: "ACLs and groups, connects", how: "ACLs of 20 rules in both subnets and groups of 1,000 ÷ without", metric: "BenchmarkGateways guarded/vpc-connects", perCPU: "BenchmarkGateways guarded/vpc-connects-per-cpu", floor: 0.90, digits: 2},
			{what: "ACLs and groups, requests", how: "the same", metric: "BenchmarkGateways guarded/vpc-requests", perCPU: "BenchmarkGateways guarded/vpc-requests-per-cpu", floor: 0.90, digits: 2},
			{what: "ACLs and groups, packets", how: "the same", metric: "BenchmarkGateways guarded/vpc-packets", perCPU: "BenchmarkGateways guarded/vpc-packets-per-cpu", floor: 0.90, digits: 2},
			{what: "NAT gateway, connects", how: "through a NAT gateway ÷ within the VPC", metric: "BenchmarkGateways nat/vpc-connects", perCPU: "BenchmarkGateways nat/vpc-connects-per-cpu", floor: 0.75, digits: 2},
			{what: "", how: "through a NAT gateway ÷ the same way with an Elastic IP address: what the NAT gateway adds", metric: "BenchmarkGateways nat/elastic-connects", perCPU: "BenchmarkGateways nat/elastic-connects-per-cpu", digits: 2},
			{what: "NAT gateway, requests", how: "through a NAT gateway ÷ within the VPC", metric: "BenchmarkGateways nat/vpc-requests", perCPU: "BenchmarkGateways nat/vpc-requests-per-cpu", digits: 2},
			{what: "NAT gateway, packets", how: "through a NAT gateway ÷ within the VPC", metric: "BenchmarkGateways nat/vpc-packets", perCPU: "BenchmarkGateways nat/vpc-packets-per-cpu", digits: 2},
		},
	},
	{
		title: "Flow logs and explain",
		note:  "A VPC with flow logs of everything ÷ the same VPC without; means over long rounds, since a sweep of connections is rare.",
		rows: []row{
			{what: "flow logs, connects", how: "4 clients open and close connections", metric: "BenchmarkFlowLogs flow-logs/vpc-connects", perCPU: "BenchmarkFlowLogs flow-logs/vpc-connects-per-cpu", floor: 0.95, digits: 2},
			{what: "flow logs, packets", how: "UDP of 64 bytes over an established flow", metric: "BenchmarkFlowLogs flow-logs/vpc-packets", perCPU: "BenchmarkFlowLogs flow-logs/vpc-packets-per-cpu", floor: 0.95, digits: 2},
			{what: "noise, connects", how: "the same VPC without, twice", metric: "BenchmarkFlowLogs vpc/vpc-connects", perCPU: "BenchmarkFlowLogs vpc/vpc-connects-per-cpu", digits: 2},
			{what: "explain", how: "a refused packet in a VPC of 1,000 interfaces and 2,000 rules, from compiling its plan on, without the probe", metric: "BenchmarkExplain/plan_and_explain ns/op", unit: " ms", factor: 1e6, floor: 50, limit: true, digits: 1},
			{what: "", how: "with the plan at hand", metric: "BenchmarkExplain/explain ns/op", unit: " µs", factor: 1e3},
		},
	},
	{
		title: "A node with 1,000 interfaces",
		note: "All of serve but for the containers, which are pretended: store, API, loops and kernel are real. The 1,000 interfaces are of\n" +
			"instances of RunInstances and carry one group, which has 10,000 rules. A probe sends a datagram every half millisecond.",
		rows: []row{
			{what: "a rule allowed", how: "from the API's answer until the first packet arrives; median of 15", metric: "BenchmarkChange authorize-ms", unit: " ms", floor: 50, limit: true, digits: 1},
			{what: "", how: "the longest", metric: "BenchmarkChange authorize-max-ms", unit: " ms", digits: 1},
			{what: "a rule revoked", how: "from the API's answer until the last packet that arrived was sent; median of 15", metric: "BenchmarkChange revoke-ms", unit: " ms", floor: 50, limit: true, digits: 1},
			{what: "", how: "the longest", metric: "BenchmarkChange revoke-max-ms", unit: " ms", digits: 1},
			{what: "the call", how: "AuthorizeSecurityGroupIngress or Revoke…, until its answer; median", metric: "BenchmarkChange call-ms", unit: " ms", digits: 1},
			{what: "an interface in bulk", how: "the kernel is given all 1,000 at once; a 1,000th part", metric: "BenchmarkCrowd build-ms", unit: " ms", floor: 10, limit: true, digits: 1, factor: 1000},
			{what: "", how: "from RunInstances until all run, addresses, documents and loops included; a 1,000th part", metric: "BenchmarkChange launch-ms", unit: " ms", digits: 1},
			{what: "restart", how: "serve starts and finds all 1,000 as they were, until it is ready", metric: "BenchmarkChange restart-ms", unit: " s", floor: 5, limit: true, digits: 1, factor: 1000},
			{what: "", how: "the kernel's part of it", metric: "BenchmarkCrowd adopt-ms", unit: " s", digits: 1, factor: 1000},
			{what: "reboot", how: "serve starts and finds nothing, until all 1,000 stand", metric: "BenchmarkChange reboot-ms", unit: " s", floor: 15, limit: true, digits: 1, factor: 1000},
			{what: "", how: "until all instances run again", metric: "BenchmarkChange reboot-all-running-ms", unit: " s", digits: 1, factor: 1000},
		},
	},
	{
		title: "What a change costs",
		note: "From the snapshot that has the change to the kernel's answer, for a VPC with an ACL, routes and an internet gateway, turn and turn about:\n" +
			"with 1,000 interfaces whose group has 10,000 rules, and with 10 of both.",
		rows: []row{
			{what: "a rule of a group", how: "1,000 and 10,000 ÷ 10 and 10", metric: "BenchmarkCost rule-many/few", digits: 2},
			{what: "", how: "with 1,000 and 10,000; median", metric: "BenchmarkCost rule-many-ms", unit: " ms", digits: 1},
			{what: "an entry of an ACL", how: "1,000 and 10,000 ÷ 10 and 10", metric: "BenchmarkCost acl-many/few", digits: 2},
			{what: "", how: "with 1,000 and 10,000; median", metric: "BenchmarkCost acl-many-ms", unit: " ms", digits: 1},
			{what: "a route", how: "1,000 and 10,000 ÷ 10 and 10", metric: "BenchmarkCost route-many/few", digits: 2},
			{what: "", how: "with 1,000 and 10,000; median", metric: "BenchmarkCost route-many-ms", unit: " ms", digits: 1},
			{what: "an Elastic IP address associated", how: "1,000 and 10,000 ÷ 10 and 10", metric: "BenchmarkCost address-many/few", digits: 2},
			{what: "", how: "with 1,000 and 10,000; median", metric: "BenchmarkCost address-many-ms", unit: " ms", digits: 1},
			{what: "an interface attached", how: "1,000 and 10,000 ÷ 10 and 10", metric: "BenchmarkCost interface-many/few", digits: 2},
			{what: "", how: "with 1,000 and 10,000; median", metric: "BenchmarkCost interface-many-ms", unit: " ms", digits: 1},
		},
	},
	{
		title: "Starting a service",
		note:  "The image, a small static program, was pulled before. `ctr run` uses the same containerd and the host's network.",
		rows: []row{
			{what: "CreateService", how: "until DescribeService says RUNNING ÷ `ctr run` until the first answer, turn and turn about", metric: "BenchmarkCreateService create/ctr", floor: 3, limit: true, digits: 2},
			{what: "CreateService", how: "until RUNNING; median", metric: "BenchmarkCreateService create-ms", unit: " ms"},
			{what: "`ctr run`", how: "until the first answer; median", metric: "BenchmarkCreateService ctr-ms", unit: " ms"},
			{what: "the engine's part", how: "a container with our limits and seccomp profile ÷ ctr's defaults, until the first output", metric: "BenchmarkStart ratio", digits: 2},
			{what: "100 services", how: "created 8 at a time, until all run", metric: "BenchmarkMemory create-s", unit: " s", digits: 1},
		},
	},
	{
		title: "Front door",
		note:  "64 connections; the application, the load and the proxies share the processors. Each proxy is a process of its own.",
		rows: []row{
			{what: "requests", how: "front door ÷ nginx as a proxy, turn and turn about", metric: "BenchmarkProxy frontdoor/nginx", floor: 0.40, digits: 2},
			{what: "requests by the front door", how: "a second", metric: "BenchmarkProxy frontdoor-req/s"},
			{what: "requests by nginx", how: "a second", metric: "BenchmarkProxy nginx-req/s"},
			{what: "CPU of the front door", how: "a request", metric: "BenchmarkProxy frontdoor-cpu-s/10k", unit: " µs", factor: 0.01},
			{what: "CPU of nginx", how: "a request", metric: "BenchmarkProxy nginx-cpu-s/10k", unit: " µs", factor: 0.01},
		},
	},
	{
		title: "API",
		note:  "A running serve, 16 kept connections; the client is a process of its own on the same processors.",
		rows: []row{
			{what: "DescribeVpcs", how: "signed beforehand, sent as bytes; the signature is verified each time; a second", metric: "BenchmarkDescribeVpcs signed-calls/s", floor: 3000},
			{what: "", how: "CPU of serve for a call", metric: "BenchmarkDescribeVpcs signed-cpu-µs", unit: " µs"},
			{what: "DescribeVpcs by the AWS SDK for Go", how: "which signs each call; its own CPU is most of it; a second", metric: "BenchmarkDescribeVpcs sdk-calls/s"},
		},
	},
	{
		title: "Memory of serve",
		note:  "The heap is what was live at the last collection; with no service there was none yet, since Go does not collect below 4 MiB.",
		rows: []row{
			{what: "without services", how: "resident", metric: "BenchmarkMemory rss-0-MiB", unit: " MiB"},
			{what: "100 services that run", how: "resident", metric: "BenchmarkMemory rss-100-MiB", unit: " MiB"},
			{what: "", how: "Go's heap", metric: "BenchmarkMemory heap-100-MiB", unit: " MiB"},
			{what: "", how: "CPU of serve while nobody asks for anything, checks every 5 s; of one core", metric: "BenchmarkMemory idle-cpu-%", unit: " %", digits: 1},
		},
	},
}
