package live

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"sallyport/internal/api/caller"
	"sallyport/internal/platform"
	"sallyport/internal/store"
)

// ProgressVersion is the version of Progress. It grows when a member changes
// its meaning or goes; new members do not change it.
const ProgressVersion = 1

// Progress is how far an operation of a service is: the one that was asked
// for, or the one in progress, or the last one.
type Progress struct {
	Version int `json:"version"`
	// Now is the time of the answer, by the clock that all the others are of: what
	// is running has been running for Now less its Began.
	Now     time.Time `json:"now"`
	Service string    `json:"service"` // name
	ARN     string    `json:"arn"`
	// Status is the service's, in App Runner's words, such as OPERATION_IN_PROGRESS.
	Status string `json:"status"`
	// Operation is absent if none of the service's operations is known any more.
	Operation *OperationProgress `json:"operation,omitempty"`
}

// OperationProgress is an operation with its steps.
type OperationProgress struct {
	ID string `json:"id"`
	// Type and Status are App Runner's, such as CREATE_SERVICE and IN_PROGRESS.
	Type   string    `json:"type"`
	Status string    `json:"status"`
	Began  time.Time `json:"began"`
	// Ended is absent while the operation is in progress.
	Ended *time.Time `json:"ended,omitempty"`
	// Reason is why it failed, in the words of the event log. It is there as soon
	// as that is known, which is before the end where there is a rollback.
	Reason string `json:"reason,omitempty"`
	// Steps are in the order in which they are done, one after the other. While the
	// operation is in progress exactly one is running. They are complete from the
	// beginning, but that a failure adds the rollback. Operations of releases that
	// did not keep them have none.
	Steps []StepProgress `json:"steps"`
}

// StepState is where a step stands.
type StepState string

// The states of steps.
const (
	StepWaiting StepState = "waiting"
	StepRunning StepState = "running"
	StepDone    StepState = "done"
	StepFailed  StepState = "failed"
	StepSkipped StepState = "skipped" // never begun, since one before it failed
)

// StepProgress is one step of an operation.
type StepProgress struct {
	// Name is one of configure, provision, pull, network, start, health, route,
	// drain, stop, delete and rollback. An operation has a step once at the most.
	Name  string `json:"name"`
	Title string `json:"title"` // for people: "Pull the image"
	// State is waiting, running, done, failed or skipped.
	State StepState `json:"state"`
	// Began is absent while the step is waiting and where it was skipped, Ended
	// until it is done or has failed.
	Began *time.Time `json:"began,omitempty"`
	Ended *time.Time `json:"ended,omitempty"`
	// Text says more, in sentences: why a step failed, or why it is not further.
	Text string `json:"text,omitempty"`
	// Pull is of the step pull, once that has begun.
	Pull *PullProgress `json:"pull,omitempty"`
}

// PullProgress is how much of an image is here.
type PullProgress struct {
	// Image is the reference, completed by the digest once the image is here.
	Image string `json:"image"`
	// Done and Total are bytes of the image's layers for this machine's platform, as
	// the registry has them; what was here before counts as done. Total is 0 until
	// the registry has told. Once all bytes are here they are still to be unpacked.
	Done  int64 `json:"done"`
	Total int64 `json:"total"`
}

// Pulls tells how far pulls are: control.Controller.
type Pulls interface {
	// Pulling tells how many bytes of a workload's image are here and how many it
	// has in all; ok only while it is being pulled and that is known.
	Pulling(workload string) (done, total int64, ok bool)
}

// progress answers how far an operation is.
func (a *API) progress(w http.ResponseWriter, r *http.Request) {
	region, name, id := caller.From(r.Context()).Region, r.PathValue("name"), r.URL.Query().Get("operation")
	service, ok := findService(a.Store.Snapshot(), region, name)
	if !ok {
		http.Error(w, fmt.Sprintf("there is no service %q in the region %s", name, region), http.StatusNotFound)
		return
	}
	if op, ok := store.Get[platform.Operation](a.Store.Snapshot(), id); id != "" && (!ok || op.ServiceARN != service.ARN) {
		http.Error(w, fmt.Sprintf("the service %s has no operation %q; `aws apprunner list-operations` shows those that it has", service.Name, id), http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	follow := r.URL.Query().Get("follow") == "true"
	var told []byte
	for {
		progress := a.progressOf(service.ARN, id)
		line, err := progress.line(&told)
		if err == nil && line != nil {
			_, err = w.Write(line)
		}
		if err != nil || !follow || progress.Operation == nil || progress.Operation.Ended != nil {
			return
		}
		id = progress.Operation.ID // the next one is another story
		if !a.again(w, r) {
			return
		}
	}
}

// line is the progress as a line of JSON, or nothing if only the time differs
// from what was told before.
func (p Progress) line(told *[]byte) ([]byte, error) {
	at := p.Now
	p.Now = time.Time{}
	content, err := json.Marshal(p)
	if err != nil || bytes.Equal(content, *told) {
		return nil, err
	}
	*told = content
	p.Now = at
	line, err := json.Marshal(p)
	return append(line, '\n'), err
}

// progressOf looks at an operation of a service; without an id at the newest,
// which is the one in progress if there is one.
func (a *API) progressOf(arn, id string) Progress {
	snapshot := a.Store.Snapshot()
	service, _ := store.Get[platform.Service](snapshot, arn)
	p := Progress{Version: ProgressVersion, Now: time.Now().UTC(), Service: service.Name, ARN: service.ARN, Status: string(service.Status)}
	operation, ok := store.Get[platform.Operation](snapshot, id)
	if id == "" {
		for op := range store.Find[platform.Operation](snapshot, "service="+arn) { // oldest first
			operation, ok = op, true
		}
	}
	if !ok {
		return p
	}
	var workloads []platform.Observed
	for w := range store.Find[platform.Workload](snapshot, "service="+arn) {
		status, _ := store.Get[platform.WorkloadStatus](snapshot, w.Key)
		workloads = append(workloads, platform.Observed{Workload: w, Status: status})
	}
	operation = operation.Follow(workloads)
	p.Operation = operationProgress(operation)
	a.addPull(p.Operation, operation, workloads)
	return p
}

func operationProgress(op platform.Operation) *OperationProgress {
	p := &OperationProgress{
		ID: op.ID, Type: string(op.Type), Status: string(op.Status), Began: op.StartedAt.UTC(), Ended: moment(op.EndedAt),
		Reason: op.Reason, Steps: []StepProgress{},
	}
	began := op.StartedAt
	running := !op.Ended()
	for _, step := range op.Steps {
		s := StepProgress{Name: string(step.Name), Title: title(op.Type, step.Name), State: StepState(step.Outcome), Text: step.Text}
		switch {
		case step.Outcome == platform.StepSkipped:
		case step.Outcome != "":
			s.Began, s.Ended = moment(began), moment(step.EndedAt)
			began = step.EndedAt
		case running:
			s.State, s.Began = StepRunning, moment(began)
			running = false
		default:
			s.State = StepWaiting
		}
		if step.Image != "" && s.State != StepSkipped {
			s.Pull = &PullProgress{Image: step.Image, Done: step.Bytes, Total: step.Bytes}
		}
		p.Steps = append(p.Steps, s)
	}
	return p
}

// addPull tells of the bytes of a pull that is under way.
func (a *API) addPull(p *OperationProgress, op platform.Operation, workloads []platform.Observed) {
	if a.Pulls == nil {
		return
	}
	for _, o := range workloads {
		if o.Workload.Generation != op.Generation {
			continue
		}
		for i := range p.Steps {
			s := &p.Steps[i]
			if s.Pull == nil || s.State != StepRunning {
				continue
			}
			s.Pull.Done, s.Pull.Total, _ = a.Pulls.Pulling(o.Workload.Key)
		}
	}
}

// title is what a step is called for people.
func title(kind platform.OperationType, step platform.StepName) string {
	retires := kind == platform.PauseService || kind == platform.DeleteService
	switch step {
	case platform.StepConfigure:
		return "Keep the new configuration"
	case platform.StepProvision:
		return "Provision an instance"
	case platform.StepPull:
		return "Pull the image"
	case platform.StepNetwork:
		return "Make the network"
	case platform.StepStart:
		return "Start the instance"
	case platform.StepHealth:
		return "Check its health"
	case platform.StepRoute:
		return "Route traffic to it"
	case platform.StepDrain:
		if retires {
			return "Finish requests in flight"
		}
		return "Drain the old instance"
	case platform.StepStop:
		if retires {
			return "Stop the instance"
		}
		return "Stop the old instance"
	case platform.StepDelete:
		return "Delete the service"
	case platform.StepRollback:
		return "Roll back"
	}
	return string(step)
}

// moment is a time that may not have come.
func moment(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	at = at.UTC()
	return &at
}
