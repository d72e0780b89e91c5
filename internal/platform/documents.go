package platform

import "fmt"

// The documents of this package as the store keeps them.

func (s Service) DocumentKind() string { return "service" }
func (s Service) DocumentKey() string  { return s.ARN }

// DocumentIndexes adds "name=<region>/<name>" and "host=…" while the service
// is not deleted, and "connector=…" for each connector that it holds.
func (s Service) DocumentIndexes() []string {
	keys := []string{"region=" + s.Region}
	if s.Status == Deleted {
		return keys
	}
	keys = append(keys, "name="+s.Region+"/"+s.Name, "host="+s.Host)
	for _, arn := range s.Connectors() {
		keys = append(keys, "connector="+arn)
	}
	return keys
}

// Connectors are the ARNs of the connectors that the service holds: the one
// it wants, and the one it would roll back to.
func (s Service) Connectors() []string {
	var arns []string
	if arn := s.Configuration.Egress.ConnectorARN; arn != "" {
		arns = append(arns, arn)
	}
	if s.Good != nil {
		if arn := s.Good.Egress.ConnectorARN; arn != "" && (len(arns) == 0 || arns[0] != arn) {
			arns = append(arns, arn)
		}
	}
	return arns
}

func (c Connector) DocumentKind() string { return "vpc-connector" }
func (c Connector) DocumentKey() string  { return c.ARN }

// DocumentIndexes adds the subnets and groups that an active connector holds.
func (c Connector) DocumentIndexes() []string {
	keys := []string{"region=" + c.Region}
	if !c.Active {
		return keys
	}
	keys = append(keys, "vpc="+c.VPCID, "name="+c.Region+"/"+c.Name)
	for _, s := range c.Subnets {
		keys = append(keys, "subnet="+s)
	}
	for _, g := range c.Groups {
		keys = append(keys, "group="+g)
	}
	return keys
}

func (o Operation) DocumentKind() string      { return "operation" }
func (o Operation) DocumentKey() string       { return o.ID }
func (o Operation) DocumentIndexes() []string { return []string{"service=" + o.ServiceARN} }

func (e Event) DocumentKind() string      { return "event" }
func (e Event) DocumentKey() string       { return fmt.Sprintf("%s/%012d", e.ServiceID, e.Number) }
func (e Event) DocumentIndexes() []string { return []string{"service=" + e.ServiceID} }

func (w Workload) DocumentKind() string { return "workload" }
func (w Workload) DocumentKey() string  { return w.Key }

// DocumentIndexes lets an owner find its workloads.
func (w Workload) DocumentIndexes() []string {
	if w.ServiceARN != "" {
		return []string{"service=" + w.ServiceARN}
	}
	return []string{"instance=" + w.InstanceID}
}

func (s WorkloadStatus) DocumentKind() string { return "workload-status" }
func (s WorkloadStatus) DocumentKey() string  { return s.Key }

func (i Instance) DocumentKind() string { return "instance" }
func (i Instance) DocumentKey() string  { return i.ID }

// DocumentIndexes adds the instance's VPC and subnet while it is not terminated.
func (i Instance) DocumentIndexes() []string {
	keys := []string{"region=" + i.Region, "reservation=" + i.ReservationID}
	if i.TerminatedAt.IsZero() {
		keys = append(keys, "vpc="+i.VPCID, "subnet="+i.SubnetID)
	}
	if i.ClientToken != "" {
		keys = append(keys, "token="+i.Region+"/"+i.ClientToken)
	}
	return keys
}
