package logs_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"sallyport/internal/logstore"
)

// tail is a live tail that runs, after its start was received.
type tail struct {
	t      *testing.T
	stream *sdk.StartLiveTailEventStream
}

func (w *world) tail(in *sdk.StartLiveTailInput) *tail {
	w.t.Helper()
	answer, err := w.client.StartLiveTail(w.ctx, in)
	if err != nil {
		w.t.Fatal(err)
	}
	l := &tail{w.t, answer.GetStream()}
	start, ok := l.next().(*types.StartLiveTailResponseStreamMemberSessionStart)
	if !ok || len(aws.ToString(start.Value.SessionId)) != 36 || !slices.Equal(start.Value.LogGroupIdentifiers, in.LogGroupIdentifiers) {
		w.t.Fatalf("it began with %+v", start)
	}
	return l
}

func (l *tail) next() types.StartLiveTailResponseStream {
	l.t.Helper()
	select {
	case e, ok := <-l.stream.Events():
		if !ok {
			l.t.Fatalf("it ended: %v", l.stream.Err())
		}
		return e
	case <-time.After(10 * time.Second):
		l.t.Fatal("no event came for ten seconds")
		return nil
	}
}

func (l *tail) update() types.LiveTailSessionUpdate {
	l.t.Helper()
	update, ok := l.next().(*types.StartLiveTailResponseStreamMemberSessionUpdate)
	if !ok {
		l.t.Fatalf("%+v is no update", update)
	}
	return update.Value
}

// lines waits for a number of lines.
func (l *tail) lines(n int) (all []string) {
	l.t.Helper()
	for len(all) < n {
		for _, r := range l.update().SessionResults {
			all = append(all, fmt.Sprintf("%s %s", *r.LogStreamName, *r.Message))
		}
	}
	return all
}

func (l *tail) close() {
	if err := l.stream.Close(); err != nil {
		l.t.Error(err)
	}
}

// watch notes lines as they come, as serve does.
func (w *world) watch() {
	w.t.Helper()
	ctx, cancel := context.WithCancel(w.ctx)
	ended := make(chan error, 1)
	go func() { ended <- w.output.Watch(ctx, slog.New(slog.DiscardHandler)) }() // ends with ctx
	w.t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			w.t.Error(err)
		}
	})
}

func TestLiveTailTellsWhatComes(t *testing.T) {
	w := newWorld(t, time.Time{})
	w.watch()
	w.print(first, "before\n")
	w.event("", "before")
	l := w.tail(&sdk.StartLiveTailInput{LogGroupIdentifiers: []string{output, "arn:aws:logs:us-east-1:000000000000:log-group:" + service}, LogEventFilterPattern: aws.String("-noise")})
	defer l.close()
	if u := l.update(); len(u.SessionResults) != 0 || u.SessionMetadata == nil || u.SessionMetadata.Sampled {
		t.Errorf("when nothing comes: %+v", u)
	}
	w.print(first, "noise\nafter\nhal")
	if got := l.lines(1); !slices.Equal(got, []string{"instance/" + first + " after"}) {
		t.Errorf("%q", got)
	}
	w.print(first, "f\n")
	if got := l.lines(1); !slices.Equal(got, []string{"instance/" + first + " half"}) {
		t.Errorf("%q", got)
	}
	w.print(second, "of a new instance\n")
	if got := l.lines(1); !slices.Equal(got, []string{"instance/" + second + " of a new instance"}) {
		t.Errorf("%q", got)
	}
	w.event(operation, "Deployment started.")
	if got := l.lines(1); !slices.Equal(got, []string{"events [AppRunner] Deployment started."}) {
		t.Errorf("%q", got)
	}
}

// Of more than 500 lines a second the rest is left out, and that is said.
func TestLiveTailIsBounded(t *testing.T) {
	w := newWorld(t, time.Time{})
	w.watch()
	l := w.tail(&sdk.StartLiveTailInput{LogGroupIdentifiers: []string{output}, LogStreamNames: nil})
	defer l.close()
	w.print(first, strings.Repeat("line\n", 2000))
	var told int
	for sampled := false; !sampled; {
		u := l.update()
		told += len(u.SessionResults)
		sampled = u.SessionMetadata.Sampled
	}
	if told != 500 {
		t.Errorf("%d lines were told", told)
	}
	time.Sleep(time.Second)
	w.print(first, "next\n")
	if got := l.lines(1); !strings.HasSuffix(got[0], " next") {
		t.Errorf("%q", got)
	}
}

// Lines as long as they may be, and all at once, are more than an event of the stream holds.
func TestLiveTailOfLongLines(t *testing.T) {
	w := newWorld(t, time.Time{})
	w.watch()
	l := w.tail(&sdk.StartLiveTailInput{LogGroupIdentifiers: []string{output}})
	defer l.close()
	const lines = 400
	line := strings.Repeat("x", logstore.LongestLine-2)
	w.print(first, strings.Repeat(line+"\n", lines))
	for told := 0; told < lines; {
		u := l.update()
		size := 0
		for _, r := range u.SessionResults {
			size += len(*r.Message)
		}
		if told += len(u.SessionResults); size > 1<<20 || u.SessionMetadata.Sampled {
			t.Fatalf("an update of %d bytes, sampled %t", size, u.SessionMetadata.Sampled)
		}
	}
}

func TestLiveTailsThatAreRefused(t *testing.T) {
	w := newWorld(t, time.Time{})
	w.print(first, "line\n")
	for _, c := range []struct {
		in         sdk.StartLiveTailInput
		code, says string
	}{
		{sdk.StartLiveTailInput{LogGroupIdentifiers: []string{"/other"}}, "ResourceNotFoundException", "The specified log group does not exist."},
		{sdk.StartLiveTailInput{LogGroupIdentifiers: []string{}}, "InvalidParameterException", "logGroupIdentifiers"},
		{sdk.StartLiveTailInput{LogGroupIdentifiers: []string{output, service}, LogStreamNames: []string{"events"}}, "InvalidParameterException", "one log group only"},
		{sdk.StartLiveTailInput{LogGroupIdentifiers: []string{output}, LogStreamNames: []string{"events"}}, "ResourceNotFoundException", "The specified log stream does not exist."},
		{sdk.StartLiveTailInput{LogGroupIdentifiers: []string{output}, LogEventFilterPattern: aws.String(`"`)}, "InvalidParameterException", "Invalid filter pattern"},
	} {
		_, err := w.client.StartLiveTail(w.ctx, &c.in)
		wantError(t, err, c.code, c.says)
	}
	// Fifteen at once, and another one when one of them has ended.
	var tails []*tail
	for range 15 {
		tails = append(tails, w.tail(&sdk.StartLiveTailInput{LogGroupIdentifiers: []string{output}}))
	}
	_, err := w.client.StartLiveTail(w.ctx, &sdk.StartLiveTailInput{LogGroupIdentifiers: []string{output}})
	wantError(t, err, "LimitExceededException", "15 live tails")
	for _, l := range tails {
		l.close()
	}
	for began := time.Now(); ; {
		answer, err := w.client.StartLiveTail(w.ctx, &sdk.StartLiveTailInput{LogGroupIdentifiers: []string{output}})
		if err == nil {
			if err := answer.GetStream().Close(); err != nil {
				t.Error(err)
			}
			return
		}
		if _, limit := errors.AsType[*types.LimitExceededException](err); !limit || time.Since(began) > 10*time.Second {
			t.Fatalf("after the others had ended: %v", err)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// From the write of a line to the event at the client: 300 ms at the very most, and a fraction of that as a rule.
func TestLiveTailIsQuick(t *testing.T) {
	w := newWorld(t, time.Time{})
	w.watch()
	w.print(first, "before\n")
	l := w.tail(&sdk.StartLiveTailInput{LogGroupIdentifiers: []string{output}})
	defer l.close()
	var delays []time.Duration
	for i := range 20 {
		began := time.Now()
		w.print(first, fmt.Sprintf("line %d\n", i))
		l.lines(1)
		delays = append(delays, time.Since(began))
		time.Sleep(time.Duration(i*7) * time.Millisecond)
	}
	slices.Sort(delays)
	t.Logf("median %v, longest %v", delays[10], delays[19])
	if delays[10] > 300*time.Millisecond {
		t.Errorf("the median of the delays is %v", delays[10])
	}
}
