// Package eventlog keeps the event logs of services: what happened to each, for
// its owner, oldest first.
package eventlog

import (
	"time"

	"sallyport/internal/platform"
	"sallyport/internal/store"
)

// kept is how many lines of a service's event log are kept.
const kept = 1000

// Record adds a line to a service's event log and drops the oldest one
// when there are too many.
func Record(tx *store.Tx, serviceID, operationID string, at time.Time, text string) {
	var first, last platform.Event
	count := 0
	for e := range store.Find[platform.Event](tx, "service="+serviceID) {
		if count == 0 {
			first = e
		}
		last = e
		count++
	}
	if count >= kept {
		store.Delete[platform.Event](tx, first.DocumentKey())
	}
	store.Put(tx, platform.Event{ServiceID: serviceID, Number: last.Number + 1, OperationID: operationID, At: at, Text: text})
}
