package logs

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/google/uuid"

	"sallyport/internal/api/caller"
	"sallyport/internal/fault"
	"sallyport/internal/logpattern"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/wire/awsjson"
)

// TailEvent is one of the events of a live tail.
type TailEvent struct {
	SessionStart  *types.LiveTailSessionStart
	SessionUpdate *types.LiveTailSessionUpdate
}

const (
	// tailTime is how long a live tail may last, tailRate how many events it tells a second, and tailSessions how many there
	// may be in a region; CloudWatch says so too.
	tailTime     = 3 * time.Hour
	tailRate     = 500
	tailSessions = 15
	// tailIdle is how often a live tail that has nothing to tell says so, as CloudWatch does, and looks by itself.
	tailIdle = time.Second
	// tailPace is the least time between two updates, so that lines that come one by one are told together.
	tailPace = 50 * time.Millisecond
)

// StartLiveTail begins to tell what is added to log groups.
func (a *API) StartLiveTail(ctx context.Context, in *sdk.StartLiveTailInput) (func(context.Context, func(TailEvent) error) error, error) {
	who := caller.From(ctx)
	if len(in.LogGroupIdentifiers) > 1 && len(in.LogStreamNames)+len(in.LogStreamNamePrefixes) > 0 {
		return nil, invalid("Log streams can be chosen of one log group only; logGroupIdentifiers names %d.", len(in.LogGroupIdentifiers))
	}
	pattern, err := logpattern.Parse(aws.ToString(in.LogEventFilterPattern))
	if err != nil {
		return nil, err
	}
	t := &tail{api: a, in: in, pattern: pattern, positions: map[string]int64{}}
	for _, identifier := range in.LogGroupIdentifiers {
		g, err := a.findGroup(who, identifier)
		if err != nil {
			return nil, err
		}
		t.groups = append(t.groups, tailedGroup{g, identifier})
	}
	if _, err := a.chosenStreams(t.groups[0].group, in.LogStreamNames, in.LogStreamNamePrefixes); err != nil {
		return nil, err
	}
	if !a.enter(who.Region) {
		return nil, fault.New(fault.Limit, "", "There are %d live tails in the region %s already, which is the most.", tailSessions, who.Region)
	}
	if err := t.begin(); err != nil {
		a.leave(who.Region)
		return nil, err
	}
	return func(ctx context.Context, send func(TailEvent) error) error {
		defer a.leave(who.Region)
		return t.run(ctx, who.RequestID, send)
	}, nil
}

func (a *API) enter(region string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.sessions[region] == tailSessions {
		return false
	}
	a.sessions[region]++
	return true
}

func (a *API) leave(region string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.sessions[region]--
}

// tail is one live tail. It belongs to one goroutine.
type tail struct {
	api       *API
	in        *sdk.StartLiveTailInput
	groups    []tailedGroup
	pattern   logpattern.Pattern
	positions map[string]int64 // of what was told, by group and stream

	second  time.Time // in which events are counted
	told    int       // in it
	sampled bool      // more came than were told
}

// tailedGroup is a group with the name that the request has for it.
type tailedGroup struct {
	group
	identifier string
}

// streams are those of a group that are to be told.
func (t *tail) streams(g tailedGroup) []stream {
	return slices.DeleteFunc(t.api.streams(g.group), func(s stream) bool {
		return !chooses(g.group, s, t.in.LogStreamNames, t.in.LogStreamNamePrefixes)
	})
}

// begin leaves out what there is already.
func (t *tail) begin() error {
	for _, g := range t.groups {
		for _, s := range t.streams(g) {
			x, err := s.extent()
			if err != nil {
				return err
			}
			t.positions[g.name()+":"+s.name()] = x.end
		}
	}
	return nil
}

func (t *tail) run(ctx context.Context, requestID string, send func(TailEvent) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	woken := t.listen(ctx)
	if err := send(TailEvent{SessionStart: &types.LiveTailSessionStart{
		RequestId: aws.String(requestID), SessionId: aws.String(uuid.NewString()), LogGroupIdentifiers: t.in.LogGroupIdentifiers,
		LogEventFilterPattern: aws.String(aws.ToString(t.in.LogEventFilterPattern)),
		LogStreamNames:        orEmpty(t.in.LogStreamNames), LogStreamNamePrefixes: orEmpty(t.in.LogStreamNamePrefixes),
	}}); err != nil {
		return err
	}
	over := time.NewTimer(tailTime)
	defer over.Stop()
	idle := time.NewTicker(tailIdle)
	defer idle.Stop()
	var more <-chan struct{} // closed while an update had no room for all there is
	for {
		late := false
		select {
		case <-ctx.Done():
			return nil
		case <-t.api.Done:
			return nil
		case <-over.C:
			return &awsjson.Error{Code: "SessionTimeoutException", Message: "The live tail has lasted three hours, which is the most; start another one."}
		case <-more:
		case <-woken:
		case <-idle.C:
			late = true
		}
		results, full, err := t.collect()
		if err != nil {
			return err
		}
		if more = nil; full {
			more = closed
		}
		if len(results) == 0 && !late {
			continue
		}
		if err := send(TailEvent{SessionUpdate: &types.LiveTailSessionUpdate{
			SessionMetadata: &types.LiveTailSessionMetadata{Sampled: t.sampled}, SessionResults: results,
		}}); err != nil {
			return err
		}
		idle.Reset(tailIdle)
		select {
		case <-ctx.Done():
		case <-time.After(tailPace):
		}
	}
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// closed is always ready.
var closed = func() <-chan struct{} { c := make(chan struct{}); close(c); return c }()

// collect gives what was added and is to be told: of what exceeds the rate, nothing. An update that would be larger than a
// page, which long lines make it, is full: clients take no event of more than 16 MiB.
func (t *tail) collect() (results []types.LiveTailSessionLogEvent, full bool, err error) {
	now := t.api.Now()
	if now.Sub(t.second) >= time.Second {
		t.second, t.told, t.sampled = now, 0, false
	}
	results, size := []types.LiveTailSessionLogEvent{}, 0
collecting:
	for _, g := range t.groups {
		for _, s := range t.streams(g) {
			key := g.name() + ":" + s.name()
			for e, err := range s.from(t.positions[key]) {
				if err != nil {
					return nil, false, err
				}
				if size > 0 && size+len(e.message)+eventOverhead > pageSize {
					full = true
					break collecting
				}
				t.positions[key] = e.next
				if !t.pattern.Match([]byte(e.message)) {
					continue
				}
				if t.told++; t.told > tailRate {
					t.sampled = true
					continue
				}
				size += len(e.message) + eventOverhead
				at := aws.Int64(milliseconds(e.at))
				results = append(results, types.LiveTailSessionLogEvent{
					Message: aws.String(e.message), LogGroupIdentifier: aws.String(g.identifier), LogStreamName: aws.String(s.name()),
					Timestamp: at, IngestionTime: at,
				})
			}
		}
	}
	slices.SortStableFunc(results, func(a, b types.LiveTailSessionLogEvent) int { return cmp.Compare(*a.Timestamp, *b.Timestamp) })
	return results, full, nil
}

// listen says when to look again, until the context ends.
func (t *tail) listen(ctx context.Context) <-chan struct{} {
	woken := make(chan struct{}, 1)
	wake := func() {
		select {
		case woken <- struct{}{}:
		default: // it is to look already
		}
	}
	var events bool
	for _, g := range t.groups {
		if g.kind == serviceLogs {
			events = true
			continue
		}
		go func() { // ends with ctx
			for ctx.Err() == nil {
				changed := t.api.Output.Changed(g.service.ID)
				wake()
				select {
				case <-ctx.Done():
				case <-changed:
				}
			}
		}()
	}
	if events {
		changes := t.api.Store.Watch(ctx)
		go func() { // ends with ctx, which closes the channel
			for batch := range changes {
				if slices.ContainsFunc(batch, func(c store.Change) bool { return c.Kind == platform.Event{}.DocumentKind() }) {
					wake()
				}
			}
		}()
	}
	return woken
}
