package platform

import (
	"slices"
	"strings"
	"testing"
	"time"

	"sallyport/internal/fault"
)

var noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

// world is a service with its workloads as the control loop would keep them.
type world struct {
	service   Service
	operation Operation
	workloads []Observed
	events    []string
	elapsed   time.Duration // since noon
}

func (w *world) now() time.Time { return noon.Add(w.elapsed) }

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{service: Service{ARN: "arn:service", Configuration: Configuration{CPU: 1}}}
	w.begin(t, CreateService)
	return w
}

func (w *world) begin(t *testing.T, kind OperationType) {
	t.Helper()
	s, op, err := Begin(w.now(), w.service, kind, "op-"+string(kind))
	if err != nil {
		t.Fatal(err)
	}
	w.service, w.operation = s, op
}

// settle advances until there is only waiting to do, carrying out each step.
func (w *world) settle() {
	for {
		step := Advance(w.now(), w.service, w.operation, w.workloads)
		w.take(step)
		if !step.Launch && len(step.Remove) == 0 {
			return
		}
	}
}

func (w *world) take(step Step) {
	w.service, w.operation = step.Service, step.Operation
	w.events = append(w.events, step.Events...)
	if step.Launch {
		w.workloads = append(w.workloads, Observed{Workload: Workload{
			Key: string(rune('a' + w.operation.Generation)), Generation: w.operation.Generation, Desire: Run, CreatedAt: w.now()}})
	}
	for i := range w.workloads {
		if slices.Contains(step.Remove, w.workloads[i].Workload.Key) {
			w.workloads[i].Workload.Desire = Remove
		}
	}
}

func (w *world) see(generation int, phase Phase, reason string) {
	for i := range w.workloads {
		if w.workloads[i].Workload.Generation == generation {
			w.workloads[i].Status = WorkloadStatus{Phase: phase, Reason: reason, Image: "image@sha256:" + string(rune('0'+generation))}
		}
	}
	w.settle()
}

// gone forgets the workloads that were to be removed.
func (w *world) gone() {
	w.workloads = slices.DeleteFunc(w.workloads, func(o Observed) bool { return o.Workload.Desire == Remove })
	w.settle()
}

func (w *world) expect(t *testing.T, status ServiceStatus, result OperationStatus, serving int) {
	t.Helper()
	if w.service.Status != status || w.operation.Status != result || w.service.Serving != serving {
		t.Fatalf("service %s, operation %s, serving %d; want %s, %s, %d",
			w.service.Status, w.operation.Status, w.service.Serving, status, result, serving)
	}
}

func running(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.settle()
	w.see(1, PhaseHealthy, "")
	w.expect(t, Running, Succeeded, 1)
	return w
}

func TestCreateServesOnceHealthy(t *testing.T) {
	w := newWorld(t)
	w.settle()
	w.expect(t, OperationInProgress, InProgress, 0)
	w.see(1, PhaseStarted, "")
	w.expect(t, OperationInProgress, InProgress, 0)
	w.see(1, PhaseHealthy, "")
	w.expect(t, Running, Succeeded, 1)
	if w.service.Good == nil || w.service.Good.Image.Resolved == "" {
		t.Error("the configuration that worked was not kept with its digest")
	}
}

func TestFailedCreateSaysWhy(t *testing.T) {
	w := newWorld(t)
	w.settle()
	w.see(1, PhaseFailed, "image not found")
	w.expect(t, CreateFailed, Failed, 0)
	if log := strings.Join(w.events, "\n"); !strings.Contains(log, "image not found") {
		t.Errorf("the event log does not say why:\n%s", log)
	}
	if w.workloads[0].Workload.Desire != Remove {
		t.Error("the failed workload is left behind")
	}
}

func TestCreateFailsWithoutAnAddress(t *testing.T) {
	w := newWorld(t)
	w.take(Fail(noon, w.service, w.operation, "no free address"))
	w.expect(t, CreateFailed, Failed, 0)
}

func TestUpdateKeepsTheOldUntilTheNewIsHealthy(t *testing.T) {
	w := running(t)
	w.begin(t, UpdateService)
	w.settle()
	w.expect(t, OperationInProgress, InProgress, 1)
	if w.workloads[0].Workload.Desire != Run {
		t.Fatal("the old instance was touched before the new one was healthy")
	}
	w.see(2, PhaseHealthy, "")
	w.expect(t, OperationInProgress, InProgress, 2)
	if w.workloads[0].Workload.Desire != Remove {
		t.Fatal("the old instance is not drained")
	}
	w.gone()
	w.expect(t, Running, Succeeded, 2)
}

func TestFailedUpdateRollsBack(t *testing.T) {
	w := running(t)
	w.service.Configuration.CPU = 2
	w.begin(t, UpdateService)
	w.settle()
	w.see(2, PhaseFailed, "port closed")
	w.expect(t, OperationInProgress, RollbackInProgress, 1)
	if w.service.Configuration.CPU != 1 {
		t.Error("the configuration was not rolled back")
	}
	w.gone()
	w.expect(t, Running, RollbackSucceeded, 1)
	if len(w.workloads) != 1 || w.workloads[0].Workload.Desire != Run {
		t.Error("the old instance did not go on serving")
	}
}

func TestPauseResumeDelete(t *testing.T) {
	w := running(t)
	w.begin(t, PauseService)
	w.settle()
	w.expect(t, OperationInProgress, InProgress, 0)
	w.gone()
	w.expect(t, Paused, Succeeded, 0)

	w.begin(t, UpdateService) // of a paused service: nothing is deployed
	w.settle()
	w.expect(t, Paused, Succeeded, 0)
	if len(w.workloads) != 0 {
		t.Error("updating a paused service started something")
	}

	w.begin(t, ResumeService)
	w.settle()
	w.see(2, PhaseFailed, "exit code 1")
	w.expect(t, Paused, Failed, 0)
	w.gone()
	w.begin(t, ResumeService)
	w.settle()
	w.see(3, PhaseHealthy, "")
	w.expect(t, Running, Succeeded, 3)

	w.begin(t, DeleteService)
	w.settle()
	w.gone()
	w.expect(t, Deleted, Succeeded, 0)
	if w.service.DeletedAt.IsZero() {
		t.Error("a deleted service has no time of deletion")
	}
}

func TestFailedServiceCanBeMended(t *testing.T) {
	w := newWorld(t)
	w.settle()
	w.see(1, PhaseFailed, "port closed")
	w.gone()
	w.begin(t, UpdateService)
	w.settle()
	w.see(2, PhaseHealthy, "")
	w.expect(t, Running, Succeeded, 2)
}

func TestOneOperationAtATime(t *testing.T) {
	w := newWorld(t)
	w.settle()
	for _, kind := range []OperationType{UpdateService, StartDeployment, PauseService, ResumeService, DeleteService} {
		_, _, err := Begin(w.now(), w.service, kind, "other")
		if fault.ClassOf(err) != fault.Conflict || !strings.Contains(err.Error(), "op-CREATE_SERVICE") {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func TestAdvanceIsIdempotent(t *testing.T) {
	w := running(t)
	w.begin(t, UpdateService)
	w.settle()
	w.see(2, PhaseHealthy, "")
	before := len(w.events)
	for range 3 {
		w.settle()
	}
	if len(w.events) != before {
		t.Errorf("waiting wrote events: %q", w.events[before:])
	}
}

func TestSizes(t *testing.T) {
	for _, c := range []struct {
		cpu, memory string
		units, mib  string
	}{{"", "", "1024", "2048"}, {"1 vCPU", "2 GB", "1024", "2048"}, {"0.25 vCPU", "512", "256", "512"}, {"4096", "12 GB", "4096", "12288"}} {
		cpu, memory, err := ParseSize(c.cpu, c.memory)
		if err != nil || CPUUnits(cpu) != c.units || MemoryUnits(memory) != c.mib {
			t.Errorf("%q %q: %d %d %v", c.cpu, c.memory, cpu, memory, err)
		}
	}
	for _, c := range [][2]string{{"256", "2048"}, {"3 vCPU", ""}, {"", "5 GB"}, {"4 vCPU", "2 GB"}} {
		if _, _, err := ParseSize(c[0], c[1]); fault.ClassOf(err) != fault.Invalid {
			t.Errorf("%v: %v", c, err)
		}
	}
}

// An instance that crashed while the one before it drained kept the operation,
// and with it the service, from ever ending.
func TestDeploymentEndsThoughItsInstanceCrashes(t *testing.T) {
	w := running(t)
	w.begin(t, UpdateService)
	w.settle()
	w.see(2, PhaseHealthy, "")
	w.see(2, PhaseExited, "exit code 1")
	w.expect(t, OperationInProgress, InProgress, 2)
	w.gone()
	w.expect(t, Running, Succeeded, 2)
}

func TestStatesThatForbidAnOperation(t *testing.T) {
	for _, c := range []struct {
		status ServiceStatus
		kind   OperationType
		says   string
	}{
		{Paused, StartDeployment, "must be RUNNING"},
		{Paused, PauseService, "must be RUNNING"},
		{Running, ResumeService, "must be PAUSED"},
		{CreateFailed, ResumeService, "must be PAUSED"},
		{Deleted, DeleteService, "must be RUNNING, PAUSED, CREATE_FAILED or DELETE_FAILED"},
		{Deleted, UpdateService, "must be RUNNING, PAUSED or CREATE_FAILED"},
	} {
		_, _, err := Begin(noon, Service{ARN: "arn:service", Status: c.status}, c.kind, "op")
		if fault.ClassOf(err) != fault.Conflict || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), string(c.status)) {
			t.Errorf("%s of a service that is %s: %v", c.kind, c.status, err)
		}
	}
}
