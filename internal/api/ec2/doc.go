// Package ec2 serves the part of EC2's API that makes a VPC and runs private applications in it.
//
// There is one file for each resource. A handler checks the request's shape, lets the rules of package vpc decide
// within one transaction, and shapes the answer. The region is the caller's: what is in another one is not found.
// Requests that only ask (DryRun) run to their end and are rolled back, so what they answer is true.
package ec2
