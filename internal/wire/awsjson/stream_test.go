package awsjson

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"
)

// tailEvent is the events of CloudWatch Logs' StartLiveTail.
type tailEvent struct {
	SessionStart  *types.LiveTailSessionStart
	SessionUpdate *types.LiveTailSessionUpdate
}

func logsService(operations ...Operation) Service {
	return Service{
		Target: "Logs_20140328", ContentType: ContentType11, SmallNames: true, Operations: operations,
		RequestID: func(context.Context) string { return "request-1" }, Logger: slog.New(slog.DiscardHandler),
	}
}

// straight calls one address whatever the host's name is, since live tails are called at a name with stream- before it.
type straight struct{ address string }

func (s straight) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Host = s.address
	// The SDK closes the body once it has the answer. One that comes before the transport has read the end of the body, as from
	// a server this near, would be cut off by that.
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return http.DefaultTransport.RoundTrip(r)
}

func logsClient(t *testing.T, handler http.Handler) *cloudwatchlogs.Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return cloudwatchlogs.New(cloudwatchlogs.Options{
		Region: "us-east-1", BaseEndpoint: aws.String(server.URL), Credentials: credentials.NewStaticCredentialsProvider("key", "secret", ""),
		RetryMaxAttempts: 1,
		HTTPClient:       &http.Client{Transport: straight{server.Listener.Addr().String()}},
	})
}

func TestSmallNames(t *testing.T) {
	var got *cloudwatchlogs.FilterLogEventsInput
	client := logsClient(t, NewHandler(logsService(Op("FilterLogEvents", func(_ context.Context, in *cloudwatchlogs.FilterLogEventsInput) (*cloudwatchlogs.FilterLogEventsOutput, error) {
		got = in
		return &cloudwatchlogs.FilterLogEventsOutput{NextToken: aws.String("more"), Events: []types.FilteredLogEvent{{EventId: aws.String("1"), Timestamp: aws.Int64(5)}}}, nil
	}))))
	sent := &cloudwatchlogs.FilterLogEventsInput{
		LogGroupName: aws.String("group"), LogStreamNames: []string{"a", "b"}, StartTime: aws.Int64(1), Limit: aws.Int32(7), Unmask: true,
	}
	answer, err := client.FilterLogEvents(t.Context(), sent)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sent, got, sameValues); diff != "" {
		t.Errorf("input (-sent +received):\n%s", diff)
	}
	if len(answer.Events) != 1 || *answer.Events[0].EventId != "1" || *answer.Events[0].Timestamp != 5 || *answer.NextToken != "more" {
		t.Errorf("%+v", answer)
	}
}

func TestAStreamOfEvents(t *testing.T) {
	next := make(chan struct{})
	client := logsClient(t, NewHandler(logsService(Stream("StartLiveTail", func(_ context.Context, in *cloudwatchlogs.StartLiveTailInput) (func(context.Context, func(tailEvent) error) error, error) {
		if len(in.LogGroupIdentifiers) == 0 {
			return nil, &Error{Code: "InvalidParameterException", Message: "no groups"}
		}
		return func(_ context.Context, send func(tailEvent) error) error {
			if err := send(tailEvent{SessionStart: &types.LiveTailSessionStart{SessionId: aws.String("s-1"), LogGroupIdentifiers: in.LogGroupIdentifiers}}); err != nil {
				return err
			}
			<-next // each event arrives before the next one is made
			if err := send(tailEvent{SessionUpdate: &types.LiveTailSessionUpdate{SessionResults: []types.LiveTailSessionLogEvent{{Message: aws.String("line")}}}}); err != nil {
				return err
			}
			<-next
			if in.LogGroupIdentifiers[0] == "panic" {
				panic("oh")
			}
			return &Error{Code: "SessionTimeoutException", Message: "three hours are over"}
		}, nil
	}))))
	_, err := client.StartLiveTail(t.Context(), &cloudwatchlogs.StartLiveTailInput{LogGroupIdentifiers: []string{}})
	if _, ok := errors.AsType[*types.InvalidParameterException](err); !ok {
		t.Errorf("before the beginning: %v", err)
	}
	for group, code := range map[string]string{"g": "SessionTimeoutException", "panic": "InternalServiceErrorException"} {
		answer, err := client.StartLiveTail(t.Context(), &cloudwatchlogs.StartLiveTailInput{LogGroupIdentifiers: []string{group}})
		if err != nil {
			t.Fatal(err)
		}
		stream := answer.GetStream()
		start, ok := receive(t, stream).(*types.StartLiveTailResponseStreamMemberSessionStart)
		if !ok || *start.Value.SessionId != "s-1" || start.Value.LogGroupIdentifiers[0] != group {
			t.Fatalf("%+v", start)
		}
		next <- struct{}{}
		update, ok := receive(t, stream).(*types.StartLiveTailResponseStreamMemberSessionUpdate)
		if !ok || *update.Value.SessionResults[0].Message != "line" {
			t.Fatalf("%+v", update)
		}
		next <- struct{}{}
		if more := receive(t, stream); more != nil {
			t.Errorf("%+v", more)
		}
		if e, ok := errors.AsType[smithy.APIError](stream.Err()); !ok || e.ErrorCode() != code {
			t.Errorf("%s: %v", group, stream.Err())
		}
		_ = stream.Close() // tells the stream's error again
	}
}

func receive(t *testing.T, stream *cloudwatchlogs.StartLiveTailEventStream) types.StartLiveTailResponseStream {
	t.Helper()
	select {
	case event := <-stream.Events():
		return event
	case <-time.After(10 * time.Second):
		t.Fatal("no event came")
		return nil
	}
}
