package platform

import (
	"fmt"
	"time"
)

// DefaultHealthCheck is App Runner's.
var DefaultHealthCheck = HealthCheck{
	Protocol: "TCP", Path: "/", Interval: 5 * time.Second, Timeout: 2 * time.Second,
	HealthyThreshold: 1, UnhealthyThreshold: 5,
}

// Budget is how long a new instance may take from the start of its process
// until it is healthy: as long as a running one may fail before it counts as
// unhealthy, and the time that further healthy answers take where more than
// one is asked for. App Runner has no other grace period; whoever starts more
// slowly raises the interval or the threshold.
func (h HealthCheck) Budget() time.Duration {
	return time.Duration(h.UnhealthyThreshold+h.HealthyThreshold-1)*h.Interval + h.Timeout
}

// RestartDelay is the pause before an exited process is started again: it
// doubles from a tenth of a second to half a minute.
func RestartDelay(restarts int) time.Duration {
	const longest = 30 * time.Second
	if restarts > 8 {
		return longest
	}
	return min(longest, 100*time.Millisecond<<restarts)
}

// HealthTarget is what the workload's health check looks at, in App Runner's words.
func (w Workload) HealthTarget() string {
	if w.Health.Protocol == "HTTP" {
		return fmt.Sprintf("path '%s' and port '%d'", w.Health.Path, w.Port)
	}
	return fmt.Sprintf("port '%d'", w.Port)
}
