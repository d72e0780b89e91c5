package logs

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"sallyport/internal/api/caller"
	"sallyport/internal/api/page"
	"sallyport/internal/platform"
	"sallyport/internal/store"
)

// group is a log group: one of the two of a service.
type group struct {
	service platform.Service
	kind    string
}

// The kinds of groups, as their names end.
const (
	serviceLogs     = "service"
	applicationLogs = "application"
)

const groupPrefix = "/aws/apprunner/"

func (g group) name() string { return groupPrefix + g.service.Name + "/" + g.service.ID + "/" + g.kind }

func (g group) arn(account string) string {
	return fmt.Sprintf("arn:aws:logs:%s:%s:log-group:%s", g.service.Region, account, g.name())
}

// groups are a region's log groups by name.
func groups(r store.Reader, region string) []group {
	var all []group
	for s := range store.Find[platform.Service](r, "region="+region) {
		all = append(all, group{s, applicationLogs}, group{s, serviceLogs})
	}
	slices.SortFunc(all, func(a, b group) int { return strings.Compare(a.name(), b.name()) })
	return all
}

// findGroup finds a group by its name, or by its ARN with :* behind it or not.
func (a *API) findGroup(who caller.Caller, identifier string) (group, error) {
	name := identifier
	if strings.HasPrefix(identifier, "arn:") {
		parts := strings.SplitN(identifier, ":", 7)
		if len(parts) != 7 || parts[2] != "logs" || parts[5] != "log-group" {
			return group{}, invalid("Invalid log group identifier %s: the ARN of a log group is arn:aws:logs:REGION:ACCOUNT:log-group:NAME.", identifier)
		}
		if parts[3] != who.Region || parts[4] != who.Account {
			return group{}, errNoGroup
		}
		name = strings.TrimSuffix(parts[6], ":*")
	}
	rest, ours := strings.CutPrefix(name, groupPrefix)
	parts := strings.Split(rest, "/")
	if ours && len(parts) == 3 && (parts[2] == serviceLogs || parts[2] == applicationLogs) {
		arn := platform.ServiceARN(who.Region, who.Account, parts[0], parts[1])
		if s, ok := store.Get[platform.Service](a.Store.Snapshot(), arn); ok {
			return group{s, parts[2]}, nil
		}
	}
	return group{}, errNoGroup
}

// chosenGroup is the group that a request names, in one of two ways.
func (a *API) chosenGroup(ctx context.Context, name, identifier *string) (group, error) {
	switch {
	case name != nil && identifier != nil:
		return group{}, invalid("logGroupName and logGroupIdentifier are mutually exclusive parameters.")
	case name != nil:
		return a.findGroup(caller.From(ctx), *name)
	case identifier != nil:
		return a.findGroup(caller.From(ctx), *identifier)
	}
	return group{}, invalid("One of the parameters logGroupName and logGroupIdentifier must be there.")
}

// describeLimit is how many groups or streams a page has when the request does not say.
const describeLimit = 50

// DescribeLogGroups lists the caller's region's log groups by name.
func (a *API) DescribeLogGroups(ctx context.Context, in *sdk.DescribeLogGroupsInput) (*sdk.DescribeLogGroupsOutput, error) {
	who := caller.From(ctx)
	if in.LogGroupNamePrefix != nil && in.LogGroupNamePattern != nil {
		return nil, invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.")
	}
	after, err := cursor(in.NextToken, "DescribeLogGroups", who.Region)
	if err != nil {
		return nil, err
	}
	chosen := map[string]bool{}
	for _, identifier := range in.LogGroupIdentifiers {
		g, err := a.findGroup(who, identifier)
		if err != nil {
			return nil, err
		}
		chosen[g.name()] = true
	}
	out := &sdk.DescribeLogGroupsOutput{LogGroups: []types.LogGroup{}}
	for _, g := range groups(a.Store.Snapshot(), who.Region) {
		name := g.name()
		switch {
		case after != "" && name <= after, !strings.HasPrefix(name, aws.ToString(in.LogGroupNamePrefix)),
			!strings.Contains(name, aws.ToString(in.LogGroupNamePattern)), len(chosen) > 0 && !chosen[name],
			in.LogGroupClass != "" && in.LogGroupClass != types.LogGroupClassStandard:
			continue
		}
		if len(out.LogGroups) == limit(in.Limit, describeLimit) {
			last := aws.ToString(out.LogGroups[len(out.LogGroups)-1].LogGroupName)
			out.NextToken = aws.String(page.Cursor{Operation: "DescribeLogGroups", Region: who.Region, Last: last}.Token())
			break
		}
		described, err := a.describe(g, who.Account)
		if err != nil {
			return nil, err
		}
		out.LogGroups = append(out.LogGroups, described)
	}
	return out, nil
}

func (a *API) describe(g group, account string) (types.LogGroup, error) {
	var stored int64
	for _, s := range a.streams(g) {
		if strings.HasPrefix(s.name(), deploymentPrefix) {
			continue // whose lines are among the events
		}
		e, err := s.extent()
		if err != nil {
			return types.LogGroup{}, err
		}
		stored += e.stored
	}
	return types.LogGroup{
		Arn: aws.String(g.arn(account) + ":*"), LogGroupArn: aws.String(g.arn(account)), LogGroupName: aws.String(g.name()),
		CreationTime: aws.Int64(g.service.CreatedAt.UnixMilli()), LogGroupClass: types.LogGroupClassStandard,
		MetricFilterCount: aws.Int32(0), StoredBytes: aws.Int64(stored),
	}, nil
}

func limit(asked *int32, otherwise int) int {
	if asked == nil {
		return otherwise
	}
	return int(*asked)
}

// cursor is the key behind which a page begins; empty for the first.
func cursor(token *string, operation, region string) (string, error) {
	if token == nil {
		return "", nil
	}
	c, err := page.Parse(*token, operation, region)
	if err != nil {
		return "", invalid("The specified nextToken is invalid: %s.", err)
	}
	return c.Last, nil
}
