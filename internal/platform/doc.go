// Package platform is the domain of App Runner: services and their revisions,
// deployments, operations, VPC connectors and the workloads that all of it
// comes down to. It holds their states, their rules, and what comes next.
//
// The package is pure: no clock, no kernel, no I/O. Advance looks at a service,
// its operation and what was observed of its workloads, and says what to do;
// the control loops do it.
package platform
