package logs

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"sallyport/internal/api/caller"
	"sallyport/internal/api/page"
)

// DescribeLogStreams lists the streams of a log group by their name or by the time of their last event.
func (a *API) DescribeLogStreams(ctx context.Context, in *sdk.DescribeLogStreamsInput) (*sdk.DescribeLogStreamsOutput, error) {
	who := caller.From(ctx)
	g, err := a.chosenGroup(ctx, in.LogGroupName, in.LogGroupIdentifier)
	if err != nil {
		return nil, err
	}
	byTime := in.OrderBy == types.OrderByLastEventTime
	if byTime && in.LogStreamNamePrefix != nil {
		return nil, invalid("Cannot order by LastEventTime with a logStreamNamePrefix.")
	}
	after, err := cursor(in.NextToken, "DescribeLogStreams", who.Region)
	if err != nil {
		return nil, err
	}
	found, err := a.listed(g, aws.ToString(in.LogStreamNamePrefix), byTime)
	if err != nil {
		return nil, err
	}
	if aws.ToBool(in.Descending) {
		slices.Reverse(found)
	}
	out := &sdk.DescribeLogStreamsOutput{LogStreams: []types.LogStream{}}
	last := ""
	for _, s := range found {
		if order := cmp.Compare(s.key, after); after != "" && (order == 0 || order < 0 != aws.ToBool(in.Descending)) {
			continue
		}
		if len(out.LogStreams) == limit(in.Limit, describeLimit) {
			out.NextToken = aws.String(page.Cursor{Operation: "DescribeLogStreams", Region: who.Region, Last: last}.Token())
			break
		}
		out.LogStreams, last = append(out.LogStreams, s.answer(g, who.Account)), s.key
	}
	return out, nil
}

// listedStream is a stream in a list, with what orders it.
type listedStream struct {
	stream
	extent extent
	key    string
}

func (a *API) listed(g group, prefix string, byTime bool) ([]listedStream, error) {
	var found []listedStream
	for _, s := range a.streams(g) {
		if !strings.HasPrefix(s.name(), prefix) {
			continue
		}
		e, err := s.extent()
		if err != nil {
			return nil, err
		}
		key := s.name()
		if byTime {
			key = fmt.Sprintf("%015d %s", milliseconds(e.last), key)
		}
		found = append(found, listedStream{s, e, key})
	}
	slices.SortFunc(found, func(a, b listedStream) int { return cmp.Compare(a.key, b.key) })
	return found, nil
}

func (s listedStream) answer(g group, account string) types.LogStream {
	out := types.LogStream{
		LogStreamName: aws.String(s.name()), Arn: aws.String(g.arn(account) + ":log-stream:" + s.name()),
		CreationTime: aws.Int64(milliseconds(s.extent.created)),
		StoredBytes:  aws.Int64(0), //nolint:staticcheck // deprecated, and 0 since 2019, but CloudWatch still says it
	}
	if s.extent.created.IsZero() {
		out.CreationTime = aws.Int64(milliseconds(g.service.CreatedAt))
	}
	if !s.extent.first.IsZero() {
		out.FirstEventTimestamp, out.LastEventTimestamp = aws.Int64(milliseconds(s.extent.first)), aws.Int64(milliseconds(s.extent.last))
		out.LastIngestionTime = out.LastEventTimestamp
	}
	return out
}
