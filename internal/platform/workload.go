package platform

import (
	"cmp"
	"fmt"
	"maps"
	"time"
)

// NewWorkload is one instance of the service for a deployment, still without
// addresses. Resume runs the image that ran before, every other deployment
// asks the registry again.
func (s Service) NewWorkload(op Operation, now time.Time) Workload {
	c := s.Configuration
	image := c.Image.Identifier
	if op.Type == ResumeService {
		image = cmp.Or(c.Image.Resolved, image)
	}
	environment := maps.Clone(c.Image.Environment)
	if environment == nil {
		environment = map[string]string{}
	}
	environment["PORT"] = fmt.Sprint(c.Image.Port) // as App Runner sets it
	key := fmt.Sprintf("s-%s-%d", s.ID[:16], op.Generation)
	return Workload{
		Key: key, Region: s.Region, Desire: Run, ServiceARN: s.ARN, Generation: op.Generation,
		Image: image, Shell: c.Image.StartCommand, Environment: environment,
		CPU: c.CPU, Memory: c.Memory, Hostname: key,
		Public: c.Egress.Type != EgressVPC,
		Port:   c.Image.Port, Health: c.Health, CreatedAt: now,
	}
}
