package logs

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

const (
	// pageSize is how much a page of events may have in bytes, each event counted with eventOverhead; CloudWatch says so too.
	pageSize      = 1 << 20
	eventOverhead = 26
	// eventsLimit is how many events a page has when the request does not say.
	eventsLimit = 10000
)

// GetLogEvents gives a page of a stream, forward from a place or back from one.
func (a *API) GetLogEvents(ctx context.Context, in *sdk.GetLogEventsInput) (*sdk.GetLogEventsOutput, error) {
	g, err := a.chosenGroup(ctx, in.LogGroupName, in.LogGroupIdentifier)
	if err != nil {
		return nil, err
	}
	s, err := a.findStream(g, aws.ToString(in.LogStreamName))
	if err != nil {
		return nil, err
	}
	start, err := parsePlace(in.NextToken, aws.ToBool(in.StartFromHead))
	if err != nil {
		return nil, err
	}
	wanted := limit(in.Limit, eventsLimit)
	var p streamPage
	if window := (window{in.StartTime, in.EndTime}); start.forward {
		p, err = forward(s, start.position, wanted, window)
	} else {
		p, err = backward(s, start.position, wanted, window)
	}
	if err != nil {
		return nil, err
	}
	out := &sdk.GetLogEventsOutput{
		Events:           []types.OutputLogEvent{},
		NextForwardToken: aws.String(place{true, p.end}.token()), NextBackwardToken: aws.String(place{false, p.begin}.token()),
	}
	for _, e := range p.events {
		at := aws.Int64(milliseconds(e.at))
		out.Events = append(out.Events, types.OutputLogEvent{Message: aws.String(e.message), Timestamp: at, IngestionTime: at})
	}
	return out, nil
}

func (a *API) findStream(g group, name string) (stream, error) {
	for _, s := range a.streams(g) {
		if s.name() == name {
			return s, nil
		}
	}
	return nil, errNoStream
}

// place is where a page begins, or where one that goes back ends.
type place struct {
	forward  bool
	position int64
}

// atEnd is behind all events.
const atEnd = 1<<63 - 1

// parsePlace reads a token. Without one a page begins at the head, or ends at the end.
func parsePlace(token *string, fromHead bool) (place, error) {
	if token == nil {
		if fromHead {
			return place{forward: true}, nil
		}
		return place{position: atEnd}, nil
	}
	parts := strings.Split(*token, "/")
	if len(parts) != 3 || parts[0] != "f" && parts[0] != "b" || len(parts[1]) != 56 || parts[2] != "s" {
		return place{}, errNextToken
	}
	position, err := strconv.ParseUint(parts[1], 10, 63)
	if err != nil {
		return place{}, errNextToken
	}
	return place{parts[0] == "f", int64(position)}, nil
}

func (p place) token() string {
	direction := "b"
	if p.forward {
		direction = "f"
	}
	return fmt.Sprintf("%s/%056d/s", direction, p.position)
}

// window is the times that a request asks for: from the start on, before the end.
type window struct{ start, end *int64 }

func (w window) early(e event) bool { return w.start != nil && milliseconds(e.at) < *w.start }
func (w window) late(e event) bool  { return w.end != nil && milliseconds(e.at) >= *w.end }

// streamPage is events that follow one another. Without any it begins and ends where it was looked for.
type streamPage struct {
	events     []event
	begin, end int64
}

func forward(s stream, position int64, wanted int, w window) (streamPage, error) {
	p := streamPage{begin: position, end: position}
	if w.start != nil {
		first, err := s.seek(time.UnixMilli(*w.start))
		if err != nil {
			return p, err
		}
		position = max(position, first)
	}
	size := 0
	for e, err := range s.from(position) {
		if err != nil {
			return p, err
		}
		if w.early(e) {
			continue
		}
		size += len(e.message) + eventOverhead
		if w.late(e) || len(p.events) == wanted || size > pageSize {
			break
		}
		if len(p.events) == 0 {
			p.begin = e.position
		}
		p.events, p.end = append(p.events, e), e.next
	}
	return p, nil
}

func backward(s stream, position int64, wanted int, w window) (streamPage, error) {
	x, err := s.extent()
	if err != nil {
		return streamPage{}, err
	}
	position = min(position, x.end)
	p := streamPage{begin: position, end: position}
	if w.end != nil {
		last, err := s.seek(time.UnixMilli(*w.end))
		if err != nil {
			return p, err
		}
		position = min(position, last)
	}
	events, err := s.before(position, wanted)
	if err != nil {
		return p, err
	}
	size, first := 0, len(events)
	for ; first > 0; first-- {
		e := events[first-1]
		if size += len(e.message) + eventOverhead; size > pageSize || w.early(e) {
			break
		}
	}
	if p.events = events[first:]; len(p.events) > 0 {
		p.begin, p.end = p.events[0].position, p.events[len(p.events)-1].next
	}
	return p, nil
}

func milliseconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}
