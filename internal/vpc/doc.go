// Package vpc is the domain of virtual private clouds: the model of what a
// user defined, the rules of what is valid, the addresses, and the compilation
// of a VPC to the plan that the kernel of one node must hold.
//
// The package is pure: no kernel, no clock, no I/O. Whoever needs the time or
// a random id hands it in. The same plan is executed by datapath and followed
// by reach.
package vpc
