package logs

import (
	"iter"
	"strings"
	"time"

	"sallyport/internal/eventlog"
	"sallyport/internal/logstore"
	"sallyport/internal/platform"
)

// event is a line of a stream.
type event struct {
	position int64 // in its stream: ascending, and good for ever
	next     int64 // position behind it
	at       time.Time
	message  string
}

// extent is what there is of a stream.
type extent struct {
	created, first, last time.Time // of the stream and of its events; zero without any
	end                  int64     // position behind the last event
	stored               int64     // bytes
}

// stream is a log stream, as it is each time that it is asked.
type stream interface {
	name() string
	extent() (extent, error)
	// from yields the events from a position on, oldest first.
	from(position int64) iter.Seq2[event, error]
	// seek is a position before which no event has the time or a later one.
	seek(at time.Time) (int64, error)
	// before gives the last events before a position, oldest first: as many as wanted, or there are in about pageSize bytes.
	before(position int64, wanted int) ([]event, error)
}

// The names of streams.
const (
	eventsStream     = "events"
	deploymentPrefix = "deployment/" // and the operation's id, without dashes
	instancePrefix   = "instance/"   // and the instance's id
)

// streams are the streams of a group, in no order.
func (a *API) streams(g group) []stream {
	var all []stream
	if g.kind == applicationLogs {
		names, err := a.Output.List(g.service.ID)
		if err != nil {
			a.Log.Warn("list the streams of a log group", "group", g.name(), "error", err)
		}
		for _, name := range names {
			all = append(all, outputStream{a, name})
		}
		return all
	}
	all = append(all, eventStream{a, g.service, ""})
	seen := map[string]bool{"": true}
	for e := range eventlog.After(a.Store.Snapshot(), g.service.ID, 0) {
		if !seen[e.OperationID] {
			seen[e.OperationID] = true
			all = append(all, eventStream{a, g.service, e.OperationID})
		}
	}
	return all
}

// outputStream is what an instance prints.
type outputStream struct {
	api *API
	log logstore.Name
}

func (s outputStream) name() string { return instancePrefix + s.log.Workload }

func (s outputStream) extent() (extent, error) {
	e, err := s.api.Output.Extent(s.log)
	return extent{created: e.FirstAt, first: e.FirstAt, last: e.LastAt, end: e.End, stored: e.End - e.First}, err
}

// settled is how long a line without an end must have stood to be told as it is, as the last words of an instance may.
const settled = 2 * time.Second

func (s outputStream) event(line logstore.Line) (event, bool) {
	if line.Open && s.api.Now().Sub(line.At) < settled {
		return event{}, false
	}
	return event{line.Position, line.Next, line.At, strings.ToValidUTF8(string(line.Text), "\uFFFD")}, true
}

func (s outputStream) from(position int64) iter.Seq2[event, error] {
	return func(yield func(event, error) bool) {
		for line, err := range s.api.Output.Lines(s.log, position) {
			e, ok := s.event(line)
			if err == nil && !ok || !yield(e, err) {
				return
			}
		}
	}
}

func (s outputStream) seek(at time.Time) (int64, error) { return s.api.Output.Seek(s.log, at) }

func (s outputStream) before(position int64, wanted int) ([]event, error) {
	// One more than is wanted, since the last one may be open.
	lines, err := s.api.Output.Last(s.log, position, wanted+1, pageSize)
	if err != nil {
		return nil, err
	}
	var events []event
	for _, line := range lines {
		if e, ok := s.event(line); ok {
			events = append(events, e)
		}
	}
	return events[max(0, len(events)-wanted):], nil
}

// eventStream is a service's event log, or what of it is about one operation.
type eventStream struct {
	api       *API
	service   platform.Service
	operation string // empty for all
}

func (s eventStream) name() string {
	if s.operation == "" {
		return eventsStream
	}
	return deploymentPrefix + strings.ReplaceAll(s.operation, "-", "")
}

func (s eventStream) from(position int64) iter.Seq2[event, error] {
	return func(yield func(event, error) bool) {
		for e := range s.events(position) {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// events is from, which can't fail here.
func (s eventStream) events(position int64) iter.Seq[event] {
	return func(yield func(event) bool) {
		for e := range eventlog.After(s.api.Store.Snapshot(), s.service.ID, position-1) {
			if s.operation != "" && e.OperationID != s.operation {
				continue
			}
			if !yield(event{e.Number, e.Number + 1, e.At, "[AppRunner] " + e.Text}) {
				return
			}
		}
	}
}

func (s eventStream) extent() (extent, error) {
	var x extent
	for e := range s.events(0) {
		if x.first.IsZero() {
			x.first = e.at
		}
		x.last, x.end = e.at, e.next
		x.stored += int64(len(e.message))
	}
	if x.created = x.first; s.operation == "" {
		x.created = s.service.CreatedAt
	}
	return x, nil
}

func (s eventStream) seek(at time.Time) (int64, error) {
	position := int64(0)
	for e := range s.events(0) {
		if position = e.position; !e.at.Before(at) {
			return position, nil
		}
		position = e.next
	}
	return position, nil
}

func (s eventStream) before(position int64, wanted int) ([]event, error) {
	var events []event
	for e := range s.events(0) {
		if e.position >= position {
			break
		}
		events = append(events, e)
	}
	return events[max(0, len(events)-wanted):], nil
}
