package platform

import (
	"net/netip"
	"time"

	"sallyport/internal/vpc"
)

// ServiceStatus is App Runner's status of a service.
type ServiceStatus string

// The states of a service, as App Runner names them.
const (
	OperationInProgress ServiceStatus = "OPERATION_IN_PROGRESS"
	Running             ServiceStatus = "RUNNING"
	Paused              ServiceStatus = "PAUSED"
	CreateFailed        ServiceStatus = "CREATE_FAILED"
	Deleted             ServiceStatus = "DELETED"
	DeleteFailed        ServiceStatus = "DELETE_FAILED"
)

// Service is a web service: a configuration, and the generation of workloads
// that answers for it.
type Service struct {
	ID        string // 32 lower-case hex digits
	Name      string
	ARN       string
	Region    string
	AccountID string
	// Host is the service's default domain without a port, lower case.
	Host      string
	Status    ServiceStatus
	CreatedAt time.Time
	UpdatedAt time.Time
	DeletedAt time.Time

	// Configuration is what the user asked for last; it is what Describe shows.
	Configuration Configuration
	// Good is the configuration of the last deployment that succeeded: what a
	// failed update rolls back to, and what Resume starts. Nil before the first.
	Good *Configuration

	// Generation is the number of the newest deployment; each gets the next one.
	Generation int
	// Serving is the generation that requests are routed to; 0 for none.
	Serving int
	// OperationID is the operation in progress, or empty.
	OperationID string
	// PushSeen is the digest because of which the last automatic deployment was
	// begun; empty once the tag stands for what runs.
	PushSeen string

	KMSKey string
	Tags   vpc.Tags
}

// Configuration is what one deployment of a service runs.
type Configuration struct {
	Image Image
	// AutoDeployments asks for a deployment whenever the image's tag is pushed.
	AutoDeployments bool
	AccessRoleARN   string // kept as given

	CPU             int64 // thousandths of a vCPU: 250, 500, 1000, 2000, 4000
	Memory          int64 // MiB
	InstanceRoleARN string

	Health      HealthCheck
	Egress      Egress
	Public      bool   // IngressConfiguration.IsPubliclyAccessible
	AddressType string // IPV4 or DUAL_STACK

	AutoScalingARN   string
	ObservabilityOn  bool
	ObservabilityARN string
}

// Image is a container image and how to run it.
type Image struct {
	Identifier     string // as the user gave it
	RepositoryType string // RepositoryECR or RepositoryECRPublic
	Port           int    // TCP, 8080 by default
	StartCommand   string // replaces the image's command; split as a shell would
	Environment    map[string]string
	Secrets        map[string]string // RuntimeEnvironmentSecrets: name to ARN
	// Resolved is the reference with the digest that the last successful
	// deployment ran, so that Resume fetches nothing newer.
	Resolved string
}

// HealthCheck says when an instance is fit for requests.
type HealthCheck struct {
	Protocol           string // TCP or HTTP
	Path               string
	Interval           time.Duration
	Timeout            time.Duration
	HealthyThreshold   int
	UnhealthyThreshold int
}

// Egress says which way a service's outbound packets go.
type Egress struct {
	Type         string // EgressDefault or EgressVPC
	ConnectorARN string // with EgressVPC
}

// The two kinds of egress, as App Runner names them.
const (
	EgressDefault = "DEFAULT"
	EgressVPC     = "VPC"
)

// Connector is a VPC connector: the subnets and groups that services send through.
type Connector struct {
	ID        string // 32 lower-case hex digits
	Name      string
	ARN       string
	Region    string
	Revision  int // always 1, as App Runner has it
	VPCID     string
	Subnets   []string
	Groups    []string
	Active    bool
	CreatedAt time.Time
	DeletedAt time.Time
	Tags      vpc.Tags
}

// OperationType is App Runner's type of an operation.
type OperationType string

// The types of operations, as App Runner names them.
const (
	CreateService   OperationType = "CREATE_SERVICE"
	UpdateService   OperationType = "UPDATE_SERVICE"
	StartDeployment OperationType = "START_DEPLOYMENT"
	PauseService    OperationType = "PAUSE_SERVICE"
	ResumeService   OperationType = "RESUME_SERVICE"
	DeleteService   OperationType = "DELETE_SERVICE"
)

// OperationStatus is App Runner's status of an operation.
type OperationStatus string

// The states of an operation, as App Runner names them.
const (
	Pending            OperationStatus = "PENDING"
	InProgress         OperationStatus = "IN_PROGRESS"
	Failed             OperationStatus = "FAILED"
	Succeeded          OperationStatus = "SUCCEEDED"
	RollbackInProgress OperationStatus = "ROLLBACK_IN_PROGRESS"
	RollbackFailed     OperationStatus = "ROLLBACK_FAILED"
	RollbackSucceeded  OperationStatus = "ROLLBACK_SUCCEEDED"
)

// Operation is one asynchronous change of a service. It is durable, and a
// fresh process resumes it at any point.
type Operation struct {
	ID         string // UUID with dashes
	ServiceARN string
	Region     string
	Type       OperationType
	Status     OperationStatus
	// Generation is the deployment that the operation makes; 0 for none.
	Generation int
	// Reason is why it failed; it is in the service's event log as well.
	Reason string
	// Steps are its parts in the order in which they are done; none for operations
	// of releases that did not keep them.
	Steps     []OperationStep
	StartedAt time.Time
	UpdatedAt time.Time
	EndedAt   time.Time
}

// Ended reports whether nothing more will happen to the operation.
func (o Operation) Ended() bool { return !o.EndedAt.IsZero() }

// Event is one line of a service's event log.
type Event struct {
	ServiceID   string
	Number      int64 // from 1, within the service
	OperationID string
	At          time.Time
	Text        string
}

// Desire is what should become of a workload.
type Desire string

// What a workload's owner may want of it.
const (
	Run    Desire = "run"
	Stop   Desire = "stop"   // stopped, kept: an EC2 instance
	Remove Desire = "remove" // torn down, then forgotten
)

// Workload is the one thing an engine runs: an instance of a service, or an
// EC2 instance. Its owner writes it; its state is in WorkloadStatus.
type Workload struct {
	// Key is also the sandbox's and the container's name: [a-z0-9-], at most 40.
	Key    string
	Region string
	Desire Desire

	ServiceARN string // of an instance of a service
	Generation int
	InstanceID string // of an EC2 instance: i-…

	Image string // reference as the user gave it, or with a digest
	// Command replaces the image's command; Shell is a command line to split.
	Shell       string
	Command     []string
	Environment map[string]string
	CPU         int64 // thousandths of a vCPU; 0 for no limit
	Memory      int64 // MiB; 0 for no limit
	Hostname    string

	// FrontDoor is eth0's address; the zero value for none.
	FrontDoor netip.Addr
	// Public makes eth0 the way out, to public addresses.
	Public bool
	// Interfaces are the ids of its network interfaces; the first has the default route.
	Interfaces []string

	// Port and Health say how it is probed; Port 0 for not at all.
	Port   int
	Health HealthCheck

	CreatedAt time.Time
}

// Phase is how far a workload has come.
type Phase string

// The phases of a workload.
const (
	PhasePending  Phase = "pending"  // nothing stands yet
	PhasePulling  Phase = "pulling"  // its image is being fetched
	PhaseStarting Phase = "starting" // network and container are being made
	PhaseStarted  Phase = "started"  // its process runs; not yet found healthy
	PhaseHealthy  Phase = "healthy"  // runs, and passes its health check if it has one
	PhaseExited   Phase = "exited"   // its process ended; it is started again after a pause
	PhaseFailed   Phase = "failed"   // given up before it was ever healthy
	PhaseStopped  Phase = "stopped"  // as desired
	PhaseGone     Phase = "gone"     // container and files are removed; the network may go
)

// WorkloadStatus is what was last seen of a workload. The workloads loop writes
// it, and the health loop what it finds out. PhaseFailed and PhaseGone are
// final: only PhaseGone follows on PhaseFailed.
type WorkloadStatus struct {
	Key   string
	Phase Phase
	// Reason says why it is not further, in a sentence for the user.
	Reason    string
	Image     string // reference with digest, once pulled
	ImageSize int64  // of its layers, in bytes, as the registry has them
	StartedAt time.Time
	// FirstStartedAt is when its process was started for the first time.
	FirstStartedAt time.Time
	// PulledAt, NetworkedAt and HealthyAt are when its image was here, its network
	// had been read back and it was healthy for the first time; DrainedAt is when
	// it had answered its last requests.
	PulledAt, NetworkedAt, HealthyAt, DrainedAt time.Time
	// WasHealthy says that it has been healthy since it was made.
	WasHealthy bool
	Restarts   int
	// ExitedAt is when the process ended whose end was counted last; ExitCode
	// and OutOfMemory say how.
	ExitedAt time.Time
	// LastExit says how its process ended last, and stays when it runs again.
	LastExit    string
	ExitCode    int
	OutOfMemory bool
	// NextStart is when an exited one is started again.
	NextStart time.Time
	UpdatedAt time.Time
}

// InstanceState is what the user wants of an EC2 instance.
type InstanceState string

// The states that a user can ask of an instance.
const (
	InstanceRunning    InstanceState = "running"
	InstanceStopped    InstanceState = "stopped"
	InstanceTerminated InstanceState = "terminated"
)

// Instance is an EC2 instance: how a private application gets into a VPC. It
// is run as the workload whose key is its id.
type Instance struct {
	ID            string // i-…
	Region        string
	OwnerID       string
	ReservationID string // r-…
	ImageID       string // an OCI image reference
	Type          string // such as t3.micro
	KeyName       string
	VPCID         string
	SubnetID      string
	Interfaces    []string
	State         InstanceState
	// StateReason is why it is in that state, as "code: message".
	StateReason  string
	UserData     string
	ClientToken  string
	LaunchIndex  int32
	LaunchedAt   time.Time
	TerminatedAt time.Time // set once nothing is left of it
	// AutomaticPublic says that the first interface has a public address of its
	// own while the instance runs and no Elastic IP address is there.
	AutomaticPublic bool
	// PrivateIP is kept for terminated instances' descriptions.
	PrivateIP netip.Addr
	Tags      vpc.Tags
}
