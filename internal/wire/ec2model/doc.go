// Package ec2model holds the requests and answers of the EC2 operations that Sallyport serves, generated from
// AWS's service model: the names are AWS's, and an operation X has XInput and XOutput as in AWS's SDKs.
//
// What is absent can be told from what is zero, in requests and answers alike: strings, numbers, booleans, times
// and structures are pointers; an enumeration is a string type, "" when absent; a list is nil when absent (in an
// answer, nil leaves the element out and an empty list is an empty element). Elements of lists are values.
//
// The tag query is a member's name in a request ("TagSpecification.1.Tag.1.Key" is led by these names), the tag xml
// its name in an answer, for lists followed by that of the elements ("vpcSet>item"). A member has the tag of each
// direction in which it travels.
package ec2model

//go:generate go run sallyport/internal/wire/gen -service ec2
