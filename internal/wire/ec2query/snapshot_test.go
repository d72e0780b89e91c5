package ec2query

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"sallyport/internal/wire/ec2model"
	"sallyport/internal/wire/shape"
)

// TestSDKRequestSnapshots decodes the requests that AWS's SDK keeps as its own golden files, one an operation with
// every member set, and encodes them again: nothing that our types know may be lost or misplaced, what they don't
// know is only what the SDK has learned since the service model was frozen, and the constraints let them pass.
func TestSDKRequestSnapshots(t *testing.T) {
	dir := snapshotDir(t)
	for _, known := range allOperations {
		operation := known.name
		t.Run(operation, func(t *testing.T) {
			sent := readSnapshot(t, filepath.Join(dir, operation+".request.snap"))
			if got := sent.Get("Action"); got != operation {
				t.Fatalf("the snapshot's action is %q", got)
			}
			params, formErr := appendParams(nil, sent.Encode())
			if formErr != nil {
				t.Fatal(formErr)
			}
			decoded, err := decodeInto(known.in, EC2, params)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range shape.Validate(ec2model.Schema(), operation, decoded.Interface()) {
				if !isPlaceholder(v) {
					t.Errorf("AWS's own request is refused: %s", v.Message)
				}
			}
			kept := encodeForm(decoded.Elem(), EC2)
			for key, value := range kept {
				if sent.Get(key) != value {
					t.Errorf("%s: sent %q, kept %q", key, sent.Get(key), value)
				}
			}
			for key := range sent {
				if _, ok := kept[key]; !ok && key != "Action" && key != "Version" && !learnedSince(operation, key) {
					t.Errorf("%s was lost", key)
				}
			}
		})
	}
}

// isPlaceholder is true where the snapshot's value is made up: __Name__ for texts, 1 for numbers.
func isPlaceholder(v shape.Violation) bool {
	return strings.HasPrefix(v.Value, "__") || v.Path == "MaxResults" && v.Value == "1"
}

// newMembers are those that the SDK sends, the frozen model does not have, and nothing here has a use for.
var newMembers = map[string][]string{
	"AllocateAddress":                 {"IpamPoolId"},
	"AssociateRouteTable":             {"PublicIpv4Pool"},
	"AttachNetworkInterface":          {"EnaQueueCount"},
	"CreateFlowLogs":                  {"TagFieldSpecification"},
	"CreateNatGateway":                {"AvailabilityMode", "AvailabilityZoneAddress", "VpcId"},
	"CreateNetworkInterface":          {"Operator"},
	"CreateRoute":                     {"OdbNetworkArn"},
	"CreateVpc":                       {"VpcEncryptionControl"},
	"CreateVpcEndpoint":               {"DnsOptions", "ResourceConfigurationArn", "ServiceNetworkArn"},
	"DescribeInstanceStatus":          {"IncludeManagedResources"},
	"DescribeInstanceTypes":           {"IncludeUnsupportedInRegion"},
	"DescribeInstances":               {"IncludeManagedResources"},
	"DescribeNetworkInterfaces":       {"IncludeManagedResources"},
	"DescribeVpcEndpointServices":     {"ServiceRegion"},
	"ModifyInstanceAttribute":         {"EnclaveOptions"},
	"ModifyManagedPrefixList":         {"IpamPrefixListResolverSyncEnabled"},
	"ModifyNetworkInterfaceAttribute": {"AssociatedSubnetId", "Attachment"},
	"ModifyVpcEndpoint":               {"DnsOptions"},
	"ReplaceRoute":                    {"OdbNetworkArn"},
	"RunInstances": {
		"BlockDeviceMapping", "CpuOptions", "NetworkInterface", "NetworkPerformanceOptions", "Operator",
		"SecondaryInterface",
	},
	"StartNetworkInsightsAnalysis": {"FilterOutArn"},
}

func learnedSince(operation, key string) bool {
	first, _, _ := strings.Cut(key, ".")
	return slices.Contains(newMembers[operation], first)
}

// snapshotDir asks the go command where AWS's SDK lies.
func snapshotDir(t *testing.T) string {
	t.Helper()
	output, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/aws/aws-sdk-go-v2/service/ec2").Output()
	if err != nil {
		t.Fatalf("find AWS's SDK: %v", err)
	}
	return filepath.Join(strings.TrimSpace(string(output)), "request_snapshot")
}

// readSnapshot returns the form, which is the last line of the file.
func readSnapshot(t *testing.T, path string) url.Values {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.TrimRight(string(data), "\n")
	form, err := url.ParseQuery(text[strings.LastIndexByte(text, '\n')+1:])
	if err != nil {
		t.Fatal(fmt.Errorf("parse %s: %w", path, err))
	}
	return form
}

func decodeInto(in reflect.Type, dialect Dialect, params []param) (reflect.Value, error) {
	sortParams(params)
	value := reflect.New(in)
	compiler := decoderCompiler{dialect: dialect, structs: map[reflect.Type]*structDecoder{}}
	if err := compiler.structure(in).decode(value.Elem(), params, 0); err != nil {
		return value, err
	}
	return value, nil
}
