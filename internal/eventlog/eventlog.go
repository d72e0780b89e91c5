// Package eventlog keeps the event logs of services: what happened to each, for
// its owner, oldest first.
package eventlog

import (
	"sort"
	"time"

	"sallyport/internal/platform"
	"sallyport/internal/store"
)

// kept is how many lines of a service's event log are kept.
const kept = 1000

// Record adds a line to a service's event log and drops the oldest one when
// there are too many. Its cost does not grow with the log's length.
func Record(tx *store.Tx, serviceID, operationID string, at time.Time, text string) {
	first, last := bounds(tx, serviceID)
	if last-first+1 >= kept {
		store.Delete[platform.Event](tx, key(serviceID, first))
	}
	store.Put(tx, platform.Event{ServiceID: serviceID, Number: last + 1, OperationID: operationID, At: at, Text: text})
}

// bounds are the numbers of the oldest and the newest line; 1 and 0 for none.
// Lines are taken away at the beginning only, so the numbers have no gaps and
// the newest is found by halving.
func bounds(r store.Reader, serviceID string) (first, last int64) {
	for e := range After(r, serviceID, 0) {
		first = e.Number
		break
	}
	if first == 0 {
		return 1, 0
	}
	beyond := sort.Search(kept, func(i int) bool {
		_, ok := store.Get[platform.Event](r, key(serviceID, first+int64(i)+1))
		return !ok
	})
	return first, first + int64(beyond)
}

// After yields the lines of a service's event log whose number is greater than
// number, oldest first.
func After(r store.Reader, serviceID string, number int64) func(yield func(platform.Event) bool) {
	return func(yield func(platform.Event) bool) {
		for e := range store.ListAfter[platform.Event](r, key(serviceID, number)) {
			if e.ServiceID != serviceID || !yield(e) {
				return
			}
		}
	}
}

func key(serviceID string, number int64) string {
	return platform.Event{ServiceID: serviceID, Number: number}.DocumentKey()
}
