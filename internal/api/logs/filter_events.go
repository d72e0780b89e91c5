package logs

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"sallyport/internal/api/caller"
	"sallyport/internal/api/page"
	"sallyport/internal/logpattern"
)

// What one call looks at before it answers with what it found and the token to go on, in events and in bytes.
const (
	searchedEvents = 100_000
	searchedBytes  = 16 << 20
)

// FilterLogEvents searches the streams of a group, in the order of time.
func (a *API) FilterLogEvents(ctx context.Context, in *sdk.FilterLogEventsInput) (*sdk.FilterLogEventsOutput, error) {
	// What is added from here on is for the next call: so nobody who asks again from the last time on misses an event of
	// another stream that was looked at a moment before.
	horizon := a.Now().UnixMilli()
	g, err := a.chosenGroup(ctx, in.LogGroupName, in.LogGroupIdentifier)
	if err != nil {
		return nil, err
	}
	pattern, err := logpattern.Parse(aws.ToString(in.FilterPattern))
	if err != nil {
		return nil, err
	}
	chosen, err := a.chosenStreams(g, in.LogStreamNames, prefixes(in.LogStreamNamePrefix))
	if err != nil {
		return nil, err
	}
	who := caller.From(ctx)
	last, err := cursor(in.NextToken, "FilterLogEvents", who.Region)
	if err != nil {
		return nil, err
	}
	after, err := parseMoment(last)
	if err != nil {
		return nil, err
	}
	search := search{pattern: pattern, wanted: limit(in.Limit, eventsLimit), end: horizon}
	if in.EndTime != nil {
		search.end = min(search.end, *in.EndTime)
	}
	found, more, err := search.run(ctx, chosen, aws.ToInt64(in.StartTime), after)
	if err != nil {
		return nil, err
	}
	out := &sdk.FilterLogEventsOutput{Events: found, SearchedLogStreams: []types.SearchedLogStream{}}
	if more != nil {
		out.NextToken = aws.String(page.Cursor{Operation: "FilterLogEvents", Region: who.Region, Last: more.String()}.Token())
	}
	return out, nil
}

func prefixes(prefix *string) []string {
	if prefix == nil {
		return nil
	}
	return []string{*prefix}
}

// chosenStreams are the streams of a group that a request names, by name: all of them, if it names none.
func (a *API) chosenStreams(g group, names, prefixes []string) ([]stream, error) {
	if len(names) > 0 && len(prefixes) > 0 {
		return nil, invalid("The names of log streams and their prefixes are mutually exclusive parameters.")
	}
	all := a.streams(g)
	slices.SortFunc(all, func(a, b stream) int { return strings.Compare(a.name(), b.name()) })
	for _, name := range names {
		if !slices.ContainsFunc(all, func(s stream) bool { return s.name() == name }) {
			return nil, errNoStream
		}
	}
	return slices.DeleteFunc(all, func(s stream) bool { return !chooses(g, s, names, prefixes) }), nil
}

// chooses tells whether a stream is one of those that are named. The lines of deployments are among the events: they are
// told as such where no streams are named.
func chooses(g group, s stream, names, prefixes []string) bool {
	switch {
	case len(names) > 0:
		return slices.Contains(names, s.name())
	case len(prefixes) > 0:
		return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(s.name(), p) })
	default:
		return g.kind != serviceLogs || s.name() == eventsStream
	}
}

// search looks for events in several streams.
type search struct {
	pattern logpattern.Pattern
	wanted  int
	end     int64 // time of the last event to look at, in milliseconds
}

// run gives what it finds from a time on or behind a moment. more is the last moment that it looked at, nil if there is no
// more to look at.
func (s search) run(ctx context.Context, streams []stream, start int64, after *moment) (found []types.FilteredLogEvent, more *moment, err error) {
	merged, err := merge(streams, start, after)
	if err != nil {
		return nil, nil, err
	}
	defer merged.stop()
	found = []types.FilteredLogEvent{}
	var last *moment
	events, bytes, size := 0, 0, 0
	for {
		m, e, ok, err := merged.next()
		if err != nil {
			return nil, nil, err
		}
		if !ok || m.at > s.end {
			return found, nil, nil
		}
		matches := s.pattern.Match([]byte(e.message))
		full := matches && (len(found) == s.wanted || size+len(e.message)+eventOverhead > pageSize)
		if last != nil && (full || events == searchedEvents || bytes > searchedBytes || ctx.Err() != nil) {
			return found, last, ctx.Err()
		}
		events, bytes, last = events+1, bytes+len(e.message), &m
		if matches {
			size += len(e.message) + eventOverhead
			found = append(found, filtered(m, e))
		}
	}
}

func filtered(m moment, e event) types.FilteredLogEvent {
	return types.FilteredLogEvent{
		EventId: aws.String(m.eventID()), LogStreamName: aws.String(m.stream), Message: aws.String(e.message),
		Timestamp: aws.Int64(m.at), IngestionTime: aws.Int64(m.at),
	}
}

// moment is the place of an event among those of all streams: by time, then by stream.
type moment struct {
	at             int64 // milliseconds
	stream         string
	position, next int64
}

func (m moment) String() string { return fmt.Sprintf("%d %d %s", m.at, m.next, m.stream) }

func parseMoment(text string) (*moment, error) {
	if text == "" {
		return nil, nil
	}
	m := &moment{}
	if _, err := fmt.Sscanf(text, "%d %d %s", &m.at, &m.next, &m.stream); err != nil {
		return nil, errNextToken
	}
	return m, nil
}

// eventID names an event within its group: 56 digits, as in CloudWatch.
func (m moment) eventID() string {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(m.stream)) // into memory
	return fmt.Sprintf("%014d%010d%032d", m.at, sum.Sum32(), m.position)
}
