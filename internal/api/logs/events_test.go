package logs_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"sallyport/internal/logstore"
	"sallyport/internal/platform"
)

// page is one answer of GetLogEvents.
type page struct{ text, forward, backward string }

func (w *world) get(in sdk.GetLogEventsInput) page {
	w.t.Helper()
	if in.LogGroupName == nil {
		in.LogGroupName, in.LogStreamName = aws.String(output), aws.String("instance/"+first)
	}
	answer, err := w.client.GetLogEvents(w.ctx, &in)
	if err != nil {
		w.t.Fatal(err)
	}
	var lines []string
	for _, e := range answer.Events {
		lines = append(lines, fmt.Sprintf("%d:%s", *e.Timestamp-5000, *e.Message))
	}
	return page{strings.Join(lines, " "), *answer.NextForwardToken, *answer.NextBackwardToken}
}

func TestPagesOfAStream(t *testing.T) {
	w := newWorld(t, time.UnixMilli(5000))
	for i := range 7 {
		w.print(first, fmt.Sprintf("line %d\n", i))
		w.wait(time.Millisecond)
		if i == 3 {
			if _, err := w.output.Rotate(logstore.Name{Owner: id, Workload: first}, 0); err != nil {
				t.Fatal(err)
			}
		}
	}
	const all = "0:line 0 1:line 1 2:line 2 3:line 3 4:line 4 5:line 5 6:line 6"
	if got := w.get(sdk.GetLogEventsInput{}); got.text != all {
		t.Errorf("%+v", got)
	}
	// From the end back to the beginning, and forward again.
	p := w.get(sdk.GetLogEventsInput{Limit: aws.Int32(3)})
	end := p.forward
	for _, want := range []string{"4:line 4 5:line 5 6:line 6", "1:line 1 2:line 2 3:line 3", "0:line 0", ""} {
		if p.text != want {
			t.Errorf("back: got %q, want %q", p.text, want)
		}
		before := p.backward
		p = w.get(sdk.GetLogEventsInput{Limit: aws.Int32(3), NextToken: aws.String(p.backward)})
		if want == "" && p.backward != before {
			t.Error("the token at the beginning is another one")
		}
	}
	p = w.get(sdk.GetLogEventsInput{Limit: aws.Int32(4), StartFromHead: aws.Bool(true)})
	for _, want := range []string{"0:line 0 1:line 1 2:line 2 3:line 3", "4:line 4 5:line 5 6:line 6", "", ""} {
		if p.text != want {
			t.Errorf("forward: got %q, want %q", p.text, want)
		}
		p = w.get(sdk.GetLogEventsInput{Limit: aws.Int32(4), NextToken: aws.String(p.forward)})
	}
	if p.forward != end {
		t.Errorf("the end is %s for who came forward and %s for who began there", p.forward, end)
	}
	// Who comes back with that token gets what was added.
	w.print(first, "line 7\n")
	if p = w.get(sdk.GetLogEventsInput{NextToken: aws.String(end)}); p.text != "7:line 7" || p.forward == end {
		t.Errorf("%+v", p)
	}
	for _, c := range []struct {
		in   sdk.GetLogEventsInput
		want string
	}{
		{sdk.GetLogEventsInput{StartTime: aws.Int64(5002), EndTime: aws.Int64(5004)}, "2:line 2 3:line 3"},
		{sdk.GetLogEventsInput{StartTime: aws.Int64(5002), EndTime: aws.Int64(5004), StartFromHead: aws.Bool(true)}, "2:line 2 3:line 3"},
		{sdk.GetLogEventsInput{EndTime: aws.Int64(5004), Limit: aws.Int32(1)}, "3:line 3"},
		{sdk.GetLogEventsInput{StartTime: aws.Int64(5004), Limit: aws.Int32(1), StartFromHead: aws.Bool(true)}, "4:line 4"},
		{sdk.GetLogEventsInput{StartTime: aws.Int64(6000)}, ""},
	} {
		if got := w.get(c.in); got.text != c.want {
			t.Errorf("got %q, want %q", got.text, c.want)
		}
	}
}

// A page has a MiB at the most.
func TestPagesAreBounded(t *testing.T) {
	w := newWorld(t, time.UnixMilli(5000))
	w.print(first, strings.Repeat(strings.Repeat("x", 60_000)+"\n", 40))
	total := 0
	for token := (*string)(nil); ; {
		answer, err := w.client.GetLogEvents(w.ctx, &sdk.GetLogEventsInput{LogGroupName: aws.String(output), LogStreamName: aws.String("instance/" + first), NextToken: token})
		if err != nil {
			t.Fatal(err)
		}
		if len(answer.Events) == 0 {
			break
		}
		if len(answer.Events) > 17 {
			t.Errorf("%d events of 60,000 bytes", len(answer.Events))
		}
		total += len(answer.Events)
		token = answer.NextBackwardToken
	}
	if total != 40 {
		t.Errorf("%d events", total)
	}
}

// The last words of an instance are told although they have no end, but not a line that is being written.
func TestAnOpenLine(t *testing.T) {
	w := newWorld(t, time.UnixMilli(5000))
	w.print(first, "one\nlast wo")
	if got := w.get(sdk.GetLogEventsInput{}); got.text != "0:one" {
		t.Errorf("%+v", got)
	}
	w.print(first, "rds")
	w.wait(3 * time.Second)
	if got := w.get(sdk.GetLogEventsInput{}); got.text != "0:one 0:last words" {
		t.Errorf("%+v", got)
	}
}

func TestEventsOfAService(t *testing.T) {
	w := newWorld(t, time.UnixMilli(5000))
	w.event("", "Service status is set to OPERATION_IN_PROGRESS.")
	w.event(operation, "Deployment started.")
	deployment := aws.String("deployment/" + strings.ReplaceAll(operation, "-", ""))
	for stream, want := range map[string]string{
		"events":    "0:[AppRunner] Service status is set to OPERATION_IN_PROGRESS. 0:[AppRunner] Deployment started.",
		*deployment: "0:[AppRunner] Deployment started.",
	} {
		for _, head := range []bool{true, false} {
			if got := w.get(sdk.GetLogEventsInput{LogGroupName: aws.String(service), LogStreamName: &stream, StartFromHead: &head}); got.text != want {
				t.Errorf("%s: %q", stream, got.text)
			}
		}
	}
	if got := strings.Join(w.filter(sdk.FilterLogEventsInput{LogGroupName: aws.String(service)}), "|"); got != "events 0:[AppRunner] Service status is set to OPERATION_IN_PROGRESS.|events 0:[AppRunner] Deployment started." {
		t.Errorf("all streams: %s", got)
	}
	if got := w.filter(sdk.FilterLogEventsInput{LogGroupName: aws.String(service), LogStreamNamePrefix: aws.String("deployment/")}); len(got) != 1 {
		t.Errorf("deployments: %q", got)
	}
	// A deleted service's logs are there as long as it can be described.
	w.put(platform.Service{ID: id, Name: "web", ARN: platform.ServiceARN("us-east-1", account, "web", id), Region: "us-east-1", Status: platform.Deleted})
	if got := w.get(sdk.GetLogEventsInput{LogGroupName: aws.String(service), LogStreamName: deployment}); got.text == "" {
		t.Error("the events of a deleted service are gone")
	}
}

// filter follows all pages.
func (w *world) filter(in sdk.FilterLogEventsInput) (all []string) {
	w.t.Helper()
	if in.LogGroupName == nil {
		in.LogGroupName = aws.String(output)
	}
	ids := map[string]bool{}
	for {
		answer, err := w.client.FilterLogEvents(w.ctx, &in)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, e := range answer.Events {
			if ids[*e.EventId] || len(*e.EventId) != 56 {
				w.t.Errorf("the event id %s of %s", *e.EventId, *e.Message)
			}
			ids[*e.EventId] = true
			all = append(all, fmt.Sprintf("%s %d:%s", strings.TrimPrefix(*e.LogStreamName, "instance/s-0123456789abcdef-"), *e.Timestamp-5000, *e.Message))
		}
		if in.NextToken = answer.NextToken; in.NextToken == nil {
			return all
		}
	}
}

// Pages of every size tell the same events in the order of time.
func TestSearchesInterleave(t *testing.T) {
	w := newWorld(t, time.UnixMilli(5000))
	var want []string
	for i := range 6 {
		for _, n := range []int{1, 2} {
			w.print(fmt.Sprintf("s-0123456789abcdef-%d", n), fmt.Sprintf("a%d\nb%d\n", i, i))
			want = append(want, fmt.Sprintf("%d %d:a%d", n, i, i), fmt.Sprintf("%d %d:b%d", n, i, i))
		}
		w.wait(time.Millisecond)
	}
	for _, size := range []int32{1, 2, 3, 5, 24, 10000} {
		if got := w.filter(sdk.FilterLogEventsInput{Limit: aws.Int32(size)}); !slices.Equal(got, want) {
			t.Errorf("pages of %d: %q", size, got)
		}
	}
	for _, c := range []struct {
		in   sdk.FilterLogEventsInput
		want string
	}{
		{sdk.FilterLogEventsInput{FilterPattern: aws.String("?a2 ?b3")}, "1 2:a2 2 2:a2 1 3:b3 2 3:b3"},
		{sdk.FilterLogEventsInput{FilterPattern: aws.String("b -b0"), LogStreamNames: []string{"instance/" + second}, StartTime: aws.Int64(5001), EndTime: aws.Int64(5003)}, "2 1:b1 2 2:b2 2 3:b3"},
		{sdk.FilterLogEventsInput{LogStreamNamePrefix: aws.String("instance/" + first), StartTime: aws.Int64(5005)}, "1 5:a5 1 5:b5"},
		{sdk.FilterLogEventsInput{FilterPattern: aws.String("nothing")}, ""},
	} {
		c.in.Limit = aws.Int32(1)
		if got := strings.Join(w.filter(c.in), " "); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
	for _, c := range []struct {
		in         *sdk.FilterLogEventsInput
		code, says string
	}{
		{&sdk.FilterLogEventsInput{FilterPattern: aws.String("[a]")}, "InvalidParameterException", "Invalid filter pattern: patterns of columns"},
		{&sdk.FilterLogEventsInput{LogStreamNames: []string{"instance/none"}}, "ResourceNotFoundException", "The specified log stream does not exist."},
		{&sdk.FilterLogEventsInput{LogStreamNames: []string{"a"}, LogStreamNamePrefix: aws.String("a")}, "InvalidParameterException", "mutually exclusive"},
		{&sdk.FilterLogEventsInput{NextToken: aws.String("x")}, "InvalidParameterException", "The specified nextToken is invalid"},
	} {
		c.in.LogGroupName = aws.String(output)
		_, err := w.client.FilterLogEvents(w.ctx, c.in)
		wantError(t, err, c.code, c.says)
	}
	for _, token := range []string{"x", "f/1/s", "f/" + strings.Repeat("9", 56) + "/s", "c/" + strings.Repeat("0", 56) + "/s"} {
		_, err := w.client.GetLogEvents(w.ctx, &sdk.GetLogEventsInput{LogGroupName: aws.String(output), LogStreamName: aws.String("instance/" + first), NextToken: &token})
		wantError(t, err, "InvalidParameterException", "The specified nextToken is invalid")
	}
}
