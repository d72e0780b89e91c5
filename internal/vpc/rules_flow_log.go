package vpc

import (
	"regexp"
	"strings"

	"sallyport/internal/fault"
)

// FlowLogNotFound is the error for an unknown flow log.
func FlowLogNotFound(id string) error {
	return missing("InvalidFlowLogId.NotFound", "flow log", id)
}

// The types of destinations, in EC2's words.
const (
	FlowLogsToCloudWatch = "cloud-watch-logs"
	FlowLogsToS3         = "s3"
)

var (
	bucketForm = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)
	keyForm    = regexp.MustCompile(`^[A-Za-z0-9!_.*'()/-]{0,512}$`)
	groupForm  = regexp.MustCompile(`^[A-Za-z0-9_/.#-]{1,512}$`)
)

// bucketARN begins the ARNs of buckets.
const bucketARN = "arn:aws:s3:::"

// ParseBucket checks the ARN of a bucket and a prefix of keys that flow logs go to.
func ParseBucket(arn string) error {
	name, ok := strings.CutPrefix(arn, bucketARN)
	bucket, prefix, _ := strings.Cut(name, "/")
	switch {
	case !ok, !bucketForm.MatchString(bucket), strings.Contains(bucket, ".."), !keyForm.MatchString(prefix), climbs(prefix):
		return fault.New(fault.Invalid, "InvalidParameter",
			"LogDestination: '%s' is not the ARN of an S3 bucket. Use %sname or %sname/prefix/; the bucket is a directory of this installation", arn, bucketARN, bucketARN)
	case strings.HasPrefix(prefix, "AWSLogs"):
		return fault.New(fault.Invalid, "InvalidParameter",
			"LogDestination: the prefix of '%s' begins with AWSLogs, which is a reserved term. Use another prefix; AWSLogs is added behind it", arn)
	}
	return nil
}

// CheckLogGroup checks a log group's name.
func CheckLogGroup(name string) error {
	if !groupForm.MatchString(name) || climbs(name) {
		return fault.New(fault.Invalid, "InvalidParameter",
			"LogGroupName: '%s' is not the name of a log group. Use letters, digits and _ - / . #, at most 512; the group is a directory of this installation", name)
	}
	return nil
}

// climbs says that a name has a part that is no directory's name.
func climbs(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if part == "." || part == ".." {
			return true
		}
	}
	return false
}

// LogGroup is the name of the log group that the flow log goes to; empty for one
// that goes to a bucket.
func (l FlowLog) LogGroup() string {
	if l.DestinationType != FlowLogsToCloudWatch {
		return ""
	}
	_, name, _ := strings.Cut(l.Destination, ":log-group:")
	return strings.TrimSuffix(name, ":*")
}

// CheckNew refuses a flow log of which there is one already, and one more than a
// resource may have.
func (l FlowLog) CheckNew(others []FlowLog, quota int) error {
	for _, o := range others {
		if o.Destination == l.Destination && o.Traffic == l.Traffic && o.Format == l.Format && o.Aggregation == l.Aggregation {
			return fault.New(fault.Exists, "FlowLogAlreadyExists",
				"Error. There is an existing Flow Log with the same configuration and log destination: %s of %s. Use that, or another destination", o.ID, l.ResourceID)
		}
	}
	if len(others) >= quota {
		return fault.New(fault.Limit, "FlowLogsLimitExceeded",
			"The maximum number of flow logs has been reached. %s has %d: delete those that are not needed, or raise the quota", l.ResourceID, len(others))
	}
	return nil
}
