package platform

import (
	"fmt"
	"slices"
	"time"

	"sallyport/internal/fault"
)

// startable lists the states of a service in which an operation may begin.
var startable = map[OperationType][]ServiceStatus{
	UpdateService:   {Running, Paused, CreateFailed},
	StartDeployment: {Running},
	PauseService:    {Running},
	ResumeService:   {Paused},
	DeleteService:   {Running, Paused, CreateFailed, DeleteFailed},
}

// Begin starts an operation on a service: it checks that the service's state
// allows it and returns both as they are to be stored. A service has one
// operation at a time; the error (class Conflict) names the one in progress.
//
// An update of a paused service deploys nothing: the service keeps the new
// configuration for its resumption and stays paused. (App Runner's documents
// disagree with each other on this; this is what surprises least.)
func Begin(now time.Time, s Service, kind OperationType, id string) (Service, Operation, error) {
	if kind != CreateService {
		if err := mayBegin(s, kind); err != nil {
			return Service{}, Operation{}, err
		}
	}
	op := Operation{ID: id, ServiceARN: s.ARN, Region: s.Region, Type: kind, Status: Pending, StartedAt: now, UpdatedAt: now}
	deploys := kind == CreateService || kind == StartDeployment || kind == ResumeService ||
		kind == UpdateService && s.Status != Paused
	if deploys {
		s.Generation++
		op.Generation = s.Generation
	}
	op.Steps = planSteps(s, op)
	s.Status = OperationInProgress
	s.OperationID = id
	s.UpdatedAt = now
	return s, op, nil
}

func mayBegin(s Service, kind OperationType) error {
	allowed := startable[kind]
	if slices.Contains(allowed, s.Status) {
		return nil
	}
	if s.Status == OperationInProgress {
		return fault.New(fault.Conflict, "", "Service %s can't begin %s: operation %s is in progress. "+
			"A service has one operation at a time; wait until list-operations shows it ended", s.ARN, kind, s.OperationID)
	}
	return fault.New(fault.Conflict, "", "Service %s can't begin %s: its status is %s and must be %s",
		s.ARN, kind, s.Status, alternatives(allowed))
}

func alternatives(states []ServiceStatus) string {
	text := ""
	for i, s := range states {
		switch {
		case i == 0:
			text = string(s)
		case i == len(states)-1:
			text = fmt.Sprintf("%s or %s", text, s)
		default:
			text = fmt.Sprintf("%s, %s", text, s)
		}
	}
	return text
}
