package main

// benchmarks are run in this order.
var benchmarks = []benchmark{
	{"BenchmarkPath", "test/bench", "bench", "1x"},
	{"BenchmarkProxy", "internal/ingress", "", "1x"},
}

var sections = []section{
	{
		title: "Packets through a VPC",
		note: "The kernel's own plain routing between two namespaces by a third is 1; both sides have the same load, made of bare system calls.\n" +
			"The policy is on: security groups of both ends, connection tracking, source check. Docker is not on this machine: its bridge\n" +
			"and rules were made by hand, with packets going out by them, masqueraded. In brackets: the same ratio of the work done for a second of CPU time,\n" +
			"which the machine's other load disturbs less.",
		rows: []row{
			{what: "connects", how: "4 clients open and close connections; VPC ÷ plain routing", metric: "BenchmarkPath vpc/plain-connects", perCPU: "BenchmarkPath vpc/plain-connects-per-cpu", floor: 0.90, digits: 2},
			{what: "requests", how: "8 kept connections; VPC ÷ plain routing", metric: "BenchmarkPath vpc/plain-requests", perCPU: "BenchmarkPath vpc/plain-requests-per-cpu", floor: 0.88, digits: 2},
			{what: "packets", how: "UDP of 64 bytes over an established flow; VPC ÷ plain routing", metric: "BenchmarkPath vpc/plain-packets", perCPU: "BenchmarkPath vpc/plain-packets-per-cpu", floor: 0.90, digits: 2},
			{what: "10,000 rules, connects", how: "groups with 10,000 rules ÷ groups with ten", metric: "BenchmarkPath vpc-10k/vpc-connects", perCPU: "BenchmarkPath vpc-10k/vpc-connects-per-cpu", floor: 0.90, digits: 2},
			{what: "10,000 rules, requests", how: "groups with 10,000 rules ÷ groups with ten", metric: "BenchmarkPath vpc-10k/vpc-requests", perCPU: "BenchmarkPath vpc-10k/vpc-requests-per-cpu", floor: 0.90, digits: 2},
			{what: "10,000 rules, packets", how: "groups with 10,000 rules ÷ groups with ten", metric: "BenchmarkPath vpc-10k/vpc-packets", perCPU: "BenchmarkPath vpc-10k/vpc-packets-per-cpu", floor: 0.90, digits: 2},
			{what: "against Docker's way, connects", how: "VPC ÷ a bridge with rules like Docker's", metric: "BenchmarkPath vpc/docker-connects", perCPU: "BenchmarkPath vpc/docker-connects-per-cpu", floor: 1.15, digits: 2},
			{what: "against Docker's way, requests", how: "VPC ÷ a bridge with rules like Docker's", metric: "BenchmarkPath vpc/docker-requests", perCPU: "BenchmarkPath vpc/docker-requests-per-cpu", digits: 2},
			{what: "against Docker's way, packets", how: "VPC ÷ a bridge with rules like Docker's", metric: "BenchmarkPath vpc/docker-packets", perCPU: "BenchmarkPath vpc/docker-packets-per-cpu", digits: 2},
			{what: "connects through a VPC", how: "a second", metric: "BenchmarkPath vpc-connects/s"},
			{what: "requests through a VPC", how: "a second", metric: "BenchmarkPath vpc-requests/s"},
			{what: "packets through a VPC", how: "a second", metric: "BenchmarkPath vpc-packets/s"},
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
}
