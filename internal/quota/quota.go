// Package quota lists the quotas that are enforced, and counts how much of each
// is used. Who enforces them is the domain; this is for whoever shows them.
package quota

import (
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// The metric by which AWS tells of the use of quotas.
const (
	Namespace  = "AWS/Usage"
	MetricName = "ResourceCount"
)

// Limits are the values that are enforced.
type Limits struct {
	Services, Connectors int // a region
	Network              vpc.Quotas
}

// Quota is one quota of every region. Where it bounds what a VPC, a group or
// another thing may have, it holds for each of them.
type Quota struct {
	ServiceCode string // apprunner, vpc or ec2
	// Code is AWS's where AWS has a quota of the same meaning, and begins with
	// SP- where it is Sallyport's own.
	Code string
	Name string
	// Value is what is enforced, Default what is without any setting.
	Value, Default int
	// Adjustable says that a flag of serve changes it.
	Adjustable bool

	resource string // the dimension Resource of the use; empty where nobody counts
	count    func(r store.Reader, region string) int
}

// Service names a service that has quotas.
type Service struct{ Code, Name, usage string }

// Services are those that have quotas, by their codes.
func Services() []Service {
	return []Service{
		{"apprunner", "AWS App Runner", "App Runner"},
		{"ec2", "Amazon Elastic Compute Cloud (Amazon EC2)", "EC2"},
		{"vpc", "Amazon Virtual Private Cloud (Amazon VPC)", "VPC"},
	}
}

// ServiceName is the name of the quota's service.
func (q Quota) ServiceName() string { return q.service().Name }

func (q Quota) service() Service {
	for _, s := range Services() {
		if s.Code == q.ServiceCode {
			return s
		}
	}
	return Service{}
}

// Counted says whether the use of the quota is known.
func (q Quota) Counted() bool { return q.count != nil }

// Use is how much of the quota is used: where it holds for each of several
// things, by the one that uses most.
func (q Quota) Use(r store.Reader, region string) int { return q.count(r, region) }

// Dimension is a dimension of the metric of a quota's use.
type Dimension struct{ Name, Value string }

// Dimensions are those of the quota's use, in the order of their names.
func (q Quota) Dimensions() []Dimension {
	return []Dimension{{"Class", "None"}, {"Resource", q.resource}, {"Service", q.service().usage}, {"Type", "Resource"}}
}
