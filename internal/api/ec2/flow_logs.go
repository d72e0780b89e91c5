package ec2

import (
	"context"
	"slices"
	"time"

	"sallyport/internal/fault"
	"sallyport/internal/flowlog"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

var flowLogs = &kind[vpc.FlowLog]{
	resource: ec2model.ResourceTypeVpcFlowLog,
	prefix:   vpc.PrefixFlowLog,
	region:   func(l vpc.FlowLog) string { return l.Region },
	tags:     func(l vpc.FlowLog) vpc.Tags { return l.Tags },
	retag:    func(l vpc.FlowLog, t vpc.Tags) vpc.FlowLog { l.Tags = t; return l },
	missing:  vpc.FlowLogNotFound,
	indexes:  []filterIndex{{"resource-id", "resource"}},
	fields: map[string]field[vpc.FlowLog]{
		"deliver-log-status":   one(deliveryStatus),
		"flow-log-id":          one(func(l vpc.FlowLog) string { return l.ID }),
		"log-destination-type": one(func(l vpc.FlowLog) string { return l.DestinationType }),
		"log-group-name":       one(vpc.FlowLog.LogGroup),
		"resource-id":          one(func(l vpc.FlowLog) string { return l.ResourceID }),
		"traffic-type":         one(func(l vpc.FlowLog) string { return string(l.Traffic) }),
	},
}

func deliveryStatus(l vpc.FlowLog) string {
	if l.DeliverError != "" {
		return "FAILED"
	}
	return "SUCCESS"
}

func flowLogAnswer(l vpc.FlowLog) ec2model.FlowLog {
	answer := ec2model.FlowLog{
		CreationTime: &l.CreatedAt, FlowLogId: &l.ID, FlowLogStatus: new("ACTIVE"), DeliverLogsStatus: new(deliveryStatus(l)),
		ResourceId: &l.ResourceID, TrafficType: ec2model.TrafficType(l.Traffic), LogFormat: &l.Format, Tags: tagList(l.Tags),
		LogDestinationType: ec2model.LogDestinationType(l.DestinationType), MaxAggregationInterval: new(int32(l.Aggregation / time.Second)),
	}
	for value, to := range map[*string]**string{
		&l.DeliverError: &answer.DeliverLogsErrorMessage, &l.PermissionARN: &answer.DeliverLogsPermissionArn, &l.CrossAccountRole: &answer.DeliverCrossAccountRole,
	} {
		if *value != "" {
			*to = value
		}
	}
	if group := l.LogGroup(); group != "" {
		answer.LogGroupName = &group
		return answer
	}
	answer.LogDestination = &l.Destination
	answer.DestinationOptions = &ec2model.DestinationOptionsResponse{
		FileFormat: ec2model.DestinationFileFormatPlainText, HiveCompatiblePartitions: &l.HiveCompatible, PerHourPartition: &l.PerHour,
	}
	return answer
}

// CreateFlowLogs makes a flow log for each resource. What is wrong with one resource is said of it, and keeps the others
// from nothing.
func (a *API) CreateFlowLogs(ctx context.Context, in *ec2model.CreateFlowLogsInput) (*ec2model.CreateFlowLogsOutput, error) {
	wanted, err := newFlowLog(in)
	if err != nil {
		return nil, err
	}
	out := &ec2model.CreateFlowLogsOutput{FlowLogIds: []string{}, Unsuccessful: []ec2model.UnsuccessfulItem{}}
	if present(in.ClientToken) {
		out.ClientToken = in.ClientToken
	}
	err = once(ctx, a, in.DryRun, "CreateFlowLogs", in.ClientToken, in, out, func(c *change) error {
		for _, id := range in.ResourceIds {
			log := wanted
			log.ResourceID = id
			var err error
			if log.VPCID, err = c.flowLogResource(in.ResourceType, id); err != nil {
				out.Unsuccessful = append(out.Unsuccessful, unsuccessful(id, err))
				continue
			}
			log.ID, log.Region, log.OwnerID, log.CreatedAt = c.NewID(vpc.PrefixFlowLog), c.region, c.OwnerID, c.Now
			if log.DestinationType == vpc.FlowLogsToCloudWatch && present(in.LogGroupName) {
				log.Destination = "arn:aws:logs:" + c.region + ":" + c.OwnerID + ":log-group:" + *in.LogGroupName
			}
			if err := log.CheckNew(slices.Collect(store.Find[vpc.FlowLog](c, "resource="+id)), c.quotas.FlowLogsPerResource); err != nil {
				return err
			}
			store.Put(c.tx, log)
			out.FlowLogIds = append(out.FlowLogIds, log.ID)
		}
		return nil
	})
	return out, err
}

// newFlowLog reads what a request says of all the flow logs that it makes.
func newFlowLog(in *ec2model.CreateFlowLogsInput) (vpc.FlowLog, error) {
	var log vpc.FlowLog
	if len(in.ResourceIds) == 0 {
		return log, fault.New(fault.Invalid, "MissingParameter", "The request must contain the parameter ResourceId")
	}
	if in.TrafficType == "" {
		return log, fault.New(fault.Invalid, "MissingParameter", "The request must contain the parameter TrafficType: ACCEPT, REJECT or ALL")
	}
	tags, err := creationTags(in.TagSpecifications, ec2model.ResourceTypeVpcFlowLog)
	if err != nil {
		return log, err
	}
	log = vpc.FlowLog{Traffic: vpc.TrafficType(in.TrafficType), Format: flowlog.DefaultFormat, Aggregation: 10 * time.Minute, Tags: tags}
	if present(in.LogFormat) {
		log.Format = *in.LogFormat
	}
	if _, err := flowlog.ParseFormat(log.Format); err != nil {
		return log, err
	}
	if seconds := in.MaxAggregationInterval; seconds != nil {
		if *seconds != 60 && *seconds != 600 {
			return log, fault.New(fault.Invalid, "InvalidParameter", "MaxAggregationInterval: %d is not an aggregation interval. Use 60 or 600 seconds", *seconds)
		}
		log.Aggregation = time.Duration(*seconds) * time.Second
	}
	if present(in.DeliverLogsPermissionArn) {
		log.PermissionARN = *in.DeliverLogsPermissionArn
	}
	if present(in.DeliverCrossAccountRole) {
		log.CrossAccountRole = *in.DeliverCrossAccountRole
	}
	return log, setDestination(&log, in)
}

func setDestination(log *vpc.FlowLog, in *ec2model.CreateFlowLogsInput) error {
	switch in.LogDestinationType {
	case ec2model.LogDestinationTypeS3:
		destination, err := required("LogDestination", in.LogDestination)
		if err != nil {
			return err
		}
		if present(in.LogGroupName) {
			return fault.New(fault.Invalid, "InvalidParameter", "LogGroupName '%s' does not go with LogDestinationType s3. Leave it out, or use cloud-watch-logs", *in.LogGroupName)
		}
		log.DestinationType, log.Destination = vpc.FlowLogsToS3, destination
		if err := vpc.ParseBucket(destination); err != nil {
			return err
		}
	case "", ec2model.LogDestinationTypeCloudWatchLogs:
		log.DestinationType = vpc.FlowLogsToCloudWatch
		if err := setLogGroup(log, in); err != nil {
			return err
		}
	default:
		return unsupported(true, "LogDestinationType", "Flow logs go to files here: use s3 with arn:aws:s3:::name, or cloud-watch-logs with a LogGroupName.")
	}
	options := in.DestinationOptions
	if options == nil {
		return nil
	}
	if log.DestinationType != vpc.FlowLogsToS3 {
		return fault.New(fault.Invalid, "InvalidParameter", "DestinationOptions do not go with LogDestinationType cloud-watch-logs. Leave them out, or use s3")
	}
	log.HiveCompatible, log.PerHour = isTrue(options.HiveCompatiblePartitions), isTrue(options.PerHourPartition)
	return unsupported(options.FileFormat == ec2model.DestinationFileFormatParquet, "DestinationOptions.FileFormat", "Use plain-text.")
}

// setLogGroup takes a log group by its name, or as the ARN of LogDestination.
func setLogGroup(log *vpc.FlowLog, in *ec2model.CreateFlowLogsInput) error {
	if present(in.LogGroupName) {
		if present(in.LogDestination) {
			return fault.New(fault.Invalid, "InvalidParameter", "LogGroupName and LogDestination cannot both be given. Name the log group once")
		}
		log.Destination = *in.LogGroupName
		return vpc.CheckLogGroup(*in.LogGroupName)
	}
	destination, err := required("LogGroupName", in.LogDestination)
	if err != nil {
		return err
	}
	if log.Destination = destination; log.LogGroup() == "" {
		return fault.New(fault.Invalid, "InvalidParameter", "LogDestination: '%s' is not the ARN of a log group. Use arn:aws:logs:region:account:log-group:name, or s3 as LogDestinationType", destination)
	}
	return vpc.CheckLogGroup(log.LogGroup())
}

// flowLogResource gives the VPC of a resource that is to have a flow log.
func (c *change) flowLogResource(kind ec2model.FlowLogsResourceType, id string) (string, error) {
	switch kind {
	case ec2model.FlowLogsResourceTypeVpc:
		found, err := vpcs.find(c.call, id)
		return found.ID, err
	case ec2model.FlowLogsResourceTypeSubnet:
		found, err := subnets.find(c.call, id)
		return found.VPCID, err
	case ec2model.FlowLogsResourceTypeNetworkInterface:
		found, err := networkInterfaces.find(c.call, id)
		return found.VPCID, err
	}
	return "", unsupported(true, "ResourceType", "There are flow logs of VPC, Subnet and NetworkInterface.")
}

// DescribeFlowLogs lists flow logs.
func (a *API) DescribeFlowLogs(ctx context.Context, in *ec2model.DescribeFlowLogsInput) (*ec2model.DescribeFlowLogsOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	page, next, err := describe(c, flowLogs, query{"DescribeFlowLogs", in.FlowLogIds, in.Filter, in.MaxResults, in.NextToken, usualPages})
	if err != nil {
		return nil, err
	}
	return &ec2model.DescribeFlowLogsOutput{FlowLogs: mapped(page, flowLogAnswer), NextToken: next}, nil
}

// DeleteFlowLogs deletes flow logs. Their files stay.
func (a *API) DeleteFlowLogs(ctx context.Context, in *ec2model.DeleteFlowLogsInput) (*ec2model.DeleteFlowLogsOutput, error) {
	if len(in.FlowLogIds) == 0 {
		return nil, fault.New(fault.Invalid, "MissingParameter", "The request must contain the parameter FlowLogId")
	}
	out := &ec2model.DeleteFlowLogsOutput{Unsuccessful: []ec2model.UnsuccessfulItem{}}
	return out, a.change(ctx, in.DryRun, func(c *change) error {
		for _, id := range in.FlowLogIds {
			if _, err := flowLogs.find(c.call, id); err != nil {
				out.Unsuccessful = append(out.Unsuccessful, unsuccessful(id, err))
				continue
			}
			store.Delete[vpc.FlowLog](c.tx, id)
		}
		return nil
	})
}
