package ec2

import (
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/internal/flowlog"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// toBucket asks for a flow log of a VPC into a bucket.
func toBucket(id string, change func(*sdk.CreateFlowLogsInput)) *sdk.CreateFlowLogsInput {
	in := &sdk.CreateFlowLogsInput{ResourceIds: []string{id}, ResourceType: types.FlowLogsResourceTypeVpc, TrafficType: types.TrafficTypeAll,
		LogDestinationType: types.LogDestinationTypeS3, LogDestination: new("arn:aws:s3:::logs/app/")}
	if change != nil {
		change(in)
	}
	return in
}

func TestFlowLogsAreMadeDescribedAndDeleted(t *testing.T) {
	w := newWorld(t, nil)
	client := w.in("us-east-1")
	out, err := client.DescribeVpcs(t.Context(), nil)
	id := *do(t, out, err).Vpcs[0].VpcId
	made, err := client.CreateFlowLogs(t.Context(), toBucket(id, func(in *sdk.CreateFlowLogsInput) {
		in.ResourceIds = []string{id, "vpc-00000000000000000"}
		in.LogFormat, in.MaxAggregationInterval = new("${srcaddr} ${reject-reason}"), new(int32(60))
		in.DestinationOptions = &types.DestinationOptionsRequest{FileFormat: types.DestinationFileFormatPlainText, HiveCompatiblePartitions: new(true), PerHourPartition: new(true)}
		in.TagSpecifications = []types.TagSpecification{{ResourceType: types.ResourceTypeVpcFlowLog, Tags: []types.Tag{{Key: new("a"), Value: new("b")}}}}
	}))
	do(t, made, err)
	if len(made.FlowLogIds) != 1 || len(made.Unsuccessful) != 1 || *made.Unsuccessful[0].Error.Code != "InvalidVpcID.NotFound" || *made.Unsuccessful[0].ResourceId != "vpc-00000000000000000" {
		t.Fatalf("%+v", made)
	}
	described, err := client.DescribeFlowLogs(t.Context(), &sdk.DescribeFlowLogsInput{Filter: []types.Filter{
		{Name: new("resource-id"), Values: []string{id}}, {Name: new("tag:a"), Values: []string{"b"}}, {Name: new("deliver-log-status"), Values: []string{"SUCCESS"}}}})
	if do(t, described, err); len(described.FlowLogs) != 1 {
		t.Fatalf("%+v", described)
	}
	l := described.FlowLogs[0]
	if *l.FlowLogId != made.FlowLogIds[0] || *l.FlowLogStatus != "ACTIVE" || *l.LogDestination != "arn:aws:s3:::logs/app/" || l.LogGroupName != nil || *l.MaxAggregationInterval != 60 ||
		!*l.DestinationOptions.HiveCompatiblePartitions || !*l.DestinationOptions.PerHourPartition || *l.LogFormat != "${srcaddr} ${reject-reason}" || *l.ResourceId != id ||
		l.TrafficType != types.TrafficTypeAll || l.DeliverLogsErrorMessage != nil {
		t.Errorf("%+v", l)
	}
	document, _ := store.Get[vpc.FlowLog](w.store.Snapshot(), *l.FlowLogId)
	if document.VPCID != id || document.Aggregation != time.Minute || document.Region != "us-east-1" {
		t.Errorf("%+v", document)
	}
	gone, err := client.DeleteFlowLogs(t.Context(), &sdk.DeleteFlowLogsInput{FlowLogIds: []string{*l.FlowLogId, "fl-00000000000000000"}})
	if do(t, gone, err); len(gone.Unsuccessful) != 1 || *gone.Unsuccessful[0].Error.Code != "InvalidFlowLogId.NotFound" {
		t.Errorf("%+v", gone)
	}
	_, err = client.DescribeFlowLogs(t.Context(), &sdk.DescribeFlowLogsInput{FlowLogIds: []string{*l.FlowLogId}})
	refused(t, err, "InvalidFlowLogId.NotFound", *l.FlowLogId)
}

func TestFlowLogsOfSubnetsAndInterfacesIntoLogGroups(t *testing.T) {
	w := newWorld(t, nil)
	client := w.in("us-east-1")
	subnets, err := client.DescribeSubnets(t.Context(), nil)
	subnet := *do(t, subnets, err).Subnets[0].SubnetId
	made, err := client.CreateNetworkInterface(t.Context(), &sdk.CreateNetworkInterfaceInput{SubnetId: &subnet})
	eni := *do(t, made, err).NetworkInterface.NetworkInterfaceId
	for kind, id := range map[types.FlowLogsResourceType]string{types.FlowLogsResourceTypeSubnet: subnet, types.FlowLogsResourceTypeNetworkInterface: eni} {
		out, err := client.CreateFlowLogs(t.Context(), &sdk.CreateFlowLogsInput{ResourceIds: []string{id}, ResourceType: kind, TrafficType: types.TrafficTypeReject,
			LogGroupName: new("/vpc/flows"), DeliverLogsPermissionArn: new("arn:aws:iam::000000000000:role/flows")})
		do(t, out, err)
		described, err := client.DescribeFlowLogs(t.Context(), &sdk.DescribeFlowLogsInput{FlowLogIds: out.FlowLogIds})
		l := do(t, described, err).FlowLogs[0]
		if *l.LogGroupName != "/vpc/flows" || l.LogDestinationType != types.LogDestinationTypeCloudWatchLogs || *l.MaxAggregationInterval != 600 ||
			*l.DeliverLogsPermissionArn != "arn:aws:iam::000000000000:role/flows" || *l.LogFormat != flowlog.DefaultFormat {
			t.Errorf("%+v", l)
		}
	}
}

func TestFlowLogRequestsAreIdempotentAndOncePerConfiguration(t *testing.T) {
	w := newWorld(t, nil)
	client := w.in("us-east-1")
	out, err := client.DescribeVpcs(t.Context(), nil)
	id := *do(t, out, err).Vpcs[0].VpcId
	in := toBucket(id, func(in *sdk.CreateFlowLogsInput) { in.ClientToken = new("token") })
	first, err := client.CreateFlowLogs(t.Context(), in)
	do(t, first, err)
	second, err := client.CreateFlowLogs(t.Context(), in)
	if do(t, second, err); second.FlowLogIds[0] != first.FlowLogIds[0] || *second.ClientToken != "token" {
		t.Errorf("%+v", second)
	}
	_, err = client.CreateFlowLogs(t.Context(), toBucket(id, nil))
	refused(t, err, "FlowLogAlreadyExists", first.FlowLogIds[0])
	third, err := client.CreateFlowLogs(t.Context(), toBucket(id, func(in *sdk.CreateFlowLogsInput) { in.TrafficType = types.TrafficTypeReject }))
	do(t, third, err)
	_, err = client.CreateFlowLogs(t.Context(), toBucket(id, func(in *sdk.CreateFlowLogsInput) { in.TrafficType = types.TrafficTypeAccept }))
	refused(t, err, "FlowLogsLimitExceeded", id, "2")
}

func TestFlowLogsThatCannotBe(t *testing.T) {
	w := newWorld(t, nil)
	client := w.in("us-east-1")
	out, err := client.DescribeVpcs(t.Context(), nil)
	id := *do(t, out, err).Vpcs[0].VpcId
	for name, c := range map[string]struct {
		change func(*sdk.CreateFlowLogsInput)
		code   string
		word   string
	}{
		"unknown field":     {func(in *sdk.CreateFlowLogsInput) { in.LogFormat = new("${nonsense}") }, "InvalidParameter", "nonsense"},
		"interval":          {func(in *sdk.CreateFlowLogsInput) { in.MaxAggregationInterval = new(int32(61)) }, "InvalidParameter", "61"},
		"no traffic type":   {func(in *sdk.CreateFlowLogsInput) { in.TrafficType = "" }, "MissingParameter", "TrafficType"},
		"no bucket":         {func(in *sdk.CreateFlowLogsInput) { in.LogDestination = new("arn:aws:s3:::UPPER") }, "InvalidParameter", "UPPER"},
		"out of the bucket": {func(in *sdk.CreateFlowLogsInput) { in.LogDestination = new("arn:aws:s3:::logs/../x") }, "InvalidParameter", "logs/../x"},
		"reserved prefix":   {func(in *sdk.CreateFlowLogsInput) { in.LogDestination = new("arn:aws:s3:::logs/AWSLogs/") }, "InvalidParameter", "reserved"},
		"parquet": {func(in *sdk.CreateFlowLogsInput) {
			in.DestinationOptions = &types.DestinationOptionsRequest{FileFormat: types.DestinationFileFormatParquet}
		}, "UnsupportedOperation", "plain-text"},
		"firehose":         {func(in *sdk.CreateFlowLogsInput) { in.LogDestinationType = types.LogDestinationTypeKinesisDataFirehose }, "UnsupportedOperation", "s3"},
		"group and bucket": {func(in *sdk.CreateFlowLogsInput) { in.LogGroupName = new("group") }, "InvalidParameter", "LogGroupName"},
		"log group's climb": {func(in *sdk.CreateFlowLogsInput) {
			in.LogDestinationType, in.LogDestination, in.LogGroupName = "", nil, new("a/../b")
		}, "InvalidParameter", "a/../b"},
		"no log group":      {func(in *sdk.CreateFlowLogsInput) { in.LogDestinationType, in.LogDestination = "", nil }, "MissingParameter", "LogGroupName"},
		"no ARN of a group": {func(in *sdk.CreateFlowLogsInput) { in.LogDestinationType, in.LogDestination = "", new("nonsense") }, "InvalidParameter", "nonsense"},
		"tags of another": {func(in *sdk.CreateFlowLogsInput) {
			in.TagSpecifications = []types.TagSpecification{{ResourceType: types.ResourceTypeVpc}}
		}, "InvalidParameterValue", "vpc"},
		"options for a group": {func(in *sdk.CreateFlowLogsInput) {
			in.LogDestinationType, in.LogDestination, in.LogGroupName, in.DestinationOptions = "", nil, new("g"), &types.DestinationOptionsRequest{PerHourPartition: new(true)}
		}, "InvalidParameter", "DestinationOptions"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := client.CreateFlowLogs(t.Context(), toBucket(id, c.change))
			refused(t, err, c.code, c.word)
		})
	}
}
