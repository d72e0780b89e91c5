package vpc

import "time"

// FlowLog records what passes, or does not pass, the interfaces of a VPC, a
// subnet, or one interface.
type FlowLog struct {
	ID         string // fl-…
	Region     string
	OwnerID    string
	ResourceID string // vpc-…, subnet-… or eni-…
	VPCID      string // the VPC of the resource
	Traffic    TrafficType
	// Format has the fields' names, ${…} each, with spaces between.
	Format string
	// Aggregation is how long a flow is summed up before it is written: one or
	// ten minutes.
	Aggregation time.Duration
	// Destination is where the files go: the ARN of a bucket and prefix, or of a
	// log group, both of which are directories of the installation.
	Destination     string
	DestinationType string // FlowLogsToS3 or FlowLogsToCloudWatch
	// PermissionARN and CrossAccountRole are roles; kept, without effect.
	PermissionARN    string
	CrossAccountRole string
	HiveCompatible   bool
	PerHour          bool
	// DeliverError is what the last delivery failed of; empty when it did not.
	DeliverError string
	CreatedAt    time.Time
	Tags         Tags
}

// TrafficType says which flows a flow log records.
type TrafficType string

// The traffic types.
const (
	TrafficAll    TrafficType = "ALL"
	TrafficAccept TrafficType = "ACCEPT"
	TrafficReject TrafficType = "REJECT"
)

// DocumentKind is the kind that the store keeps flow logs under.
func (l FlowLog) DocumentKind() string { return "flow-log" }

// DocumentKey is the flow log's id.
func (l FlowLog) DocumentKey() string { return l.ID }

// DocumentIndexes are "region=…", "vpc=…" and "resource=…".
func (l FlowLog) DocumentIndexes() []string {
	return []string{"region=" + l.Region, "vpc=" + l.VPCID, "resource=" + l.ResourceID}
}
