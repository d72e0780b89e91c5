package logs

import (
	"sync"

	"sallyport/internal/wire/shape"
)

// constraints are those that the service's model puts on the requests of the operations that are served. They are made at
// their first use, since most commands of the program need none.
var constraints = sync.OnceValue(func() *shape.Schema { return shape.Must(table) })

func number(n int64) *int64 { return &n }

var table = shape.Table{
	Style: shape.AppRunner, // that of all JSON services
	Operations: map[string]string{
		"DescribeLogGroups": "DescribeLogGroups", "DescribeLogStreams": "DescribeLogStreams",
		"GetLogEvents": "GetLogEvents", "FilterLogEvents": "FilterLogEvents", "StartLiveTail": "StartLiveTail",
	},
	Shapes: map[string]shape.Shape{
		"DescribeLogGroups": {Members: []shape.Member{
			{Name: "LogGroupNamePrefix", Shape: "GroupName"}, {Name: "LogGroupNamePattern", Shape: "GroupNamePattern"},
			{Name: "NextToken", Shape: "Token"}, {Name: "Limit", Shape: "DescribeLimit"},
			{Name: "LogGroupClass", Shape: "GroupClass"}, {Name: "LogGroupIdentifiers", Shape: "DescribeIdentifiers"},
		}},
		"DescribeLogStreams": {Members: []shape.Member{
			{Name: "LogGroupName", Shape: "GroupName"}, {Name: "LogGroupIdentifier", Shape: "Identifier"},
			{Name: "LogStreamNamePrefix", Shape: "StreamName"}, {Name: "OrderBy", Shape: "OrderBy"},
			{Name: "NextToken", Shape: "Token"}, {Name: "Limit", Shape: "DescribeLimit"},
		}},
		"GetLogEvents": {Members: []shape.Member{
			{Name: "LogGroupName", Shape: "GroupName"}, {Name: "LogGroupIdentifier", Shape: "Identifier"},
			{Name: "LogStreamName", Shape: "StreamName", Required: true},
			{Name: "StartTime", Shape: "Time"}, {Name: "EndTime", Shape: "Time"},
			{Name: "NextToken", Shape: "Token"}, {Name: "Limit", Shape: "EventsLimit"},
		}},
		"FilterLogEvents": {Members: []shape.Member{
			{Name: "LogGroupName", Shape: "GroupName"}, {Name: "LogGroupIdentifier", Shape: "Identifier"},
			{Name: "LogStreamNames", Shape: "StreamNames"}, {Name: "LogStreamNamePrefix", Shape: "StreamName"},
			{Name: "StartTime", Shape: "Time"}, {Name: "EndTime", Shape: "Time"}, {Name: "FilterPattern", Shape: "FilterPattern"},
			{Name: "NextToken", Shape: "Token"}, {Name: "Limit", Shape: "EventsLimit"},
		}},
		"StartLiveTail": {Members: []shape.Member{
			{Name: "LogGroupIdentifiers", Shape: "TailIdentifiers", Required: true},
			{Name: "LogStreamNames", Shape: "StreamNames"}, {Name: "LogStreamNamePrefixes", Shape: "StreamNames"},
			{Name: "LogEventFilterPattern", Shape: "FilterPattern"},
		}},
		"GroupName":           {Min: number(1), Max: number(512), Pattern: `[\.\-_/#A-Za-z0-9]+`},
		"GroupNamePattern":    {Min: number(0), Max: number(512), Pattern: `[\.\-_/#A-Za-z0-9]*`},
		"GroupClass":          {Enum: []string{"STANDARD", "INFREQUENT_ACCESS", "DELIVERY"}},
		"Identifier":          {Min: number(1), Max: number(2048), Pattern: `[\w#+=/:,.@*-]*`},
		"DescribeIdentifiers": {Min: number(1), Max: number(50), Element: "Identifier"},
		"TailIdentifiers":     {Min: number(1), Max: number(10), Element: "Identifier"},
		"StreamName":          {Min: number(1), Max: number(512), Pattern: `[^:*]*`},
		"StreamNames":         {Min: number(1), Max: number(100), Element: "StreamName"},
		"OrderBy":             {Enum: []string{"LogStreamName", "LastEventTime"}},
		"Time":                {Min: number(0)},
		"FilterPattern":       {Min: number(0), Max: number(1024)},
		"Token":               {Min: number(1)},
		"DescribeLimit":       {Min: number(1), Max: number(50)},
		"EventsLimit":         {Min: number(1), Max: number(10000)},
	},
}
