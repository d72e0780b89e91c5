package awsjson

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"
	"github.com/aws/smithy-go/middleware"
)

// encoded is the body of an answer.
func encoded[Out any](t *testing.T, out *Out) string {
	t.Helper()
	s := Service{Target: "T", Operations: []Operation{Op("O", func(context.Context, *struct{}) (*Out, error) { return out, nil })}}
	w := post(s, "T.O", "{}")
	if w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return w.Body.String()
}

func TestGoldenAnswers(t *testing.T) {
	created := time.Date(2026, 1, 31, 23, 59, 59, 123_900_000, time.UTC)
	tests := []struct{ name, got, want string }{
		{
			"an empty list is sent, and an absent token is not",
			encoded(t, &apprunner.ListServicesOutput{ServiceSummaryList: []types.ServiceSummary{}, ResultMetadata: middleware.Metadata{}}),
			`{"ServiceSummaryList":[]}`,
		}, {
			"a nil list is absent",
			encoded(t, &apprunner.ListServicesOutput{NextToken: aws.String("")}),
			`{"NextToken":""}`,
		}, {
			"times have milliseconds, revisions are sent though 0, an unset status is not",
			encoded(t, &apprunner.CreateVpcConnectorOutput{VpcConnector: &types.VpcConnector{
				VpcConnectorName: aws.String("db"), CreatedAt: &created, Subnets: []string{"subnet-1", "subnet-2"}, SecurityGroups: []string{},
			}}),
			`{"VpcConnector":{"CreatedAt":1769903999.123,"SecurityGroups":[],"Subnets":["subnet-1","subnet-2"],"VpcConnectorName":"db","VpcConnectorRevision":0}}`,
		}, {
			"false is sent, plain and behind a pointer",
			encoded(t, &apprunner.DescribeServiceOutput{Service: &types.Service{
				Status:              types.ServiceStatusRunning,
				SourceConfiguration: &types.SourceConfiguration{AutoDeploymentsEnabled: aws.Bool(false)},
				NetworkConfiguration: &types.NetworkConfiguration{
					EgressConfiguration:  &types.EgressConfiguration{EgressType: types.EgressTypeDefault},
					IngressConfiguration: &types.IngressConfiguration{},
				},
			}}),
			`{"Service":{"NetworkConfiguration":{"EgressConfiguration":{"EgressType":"DEFAULT"},"IngressConfiguration":{"IsPubliclyAccessible":false}},` +
				`"SourceConfiguration":{"AutoDeploymentsEnabled":false},"Status":"RUNNING"}}`,
		}, {
			"maps are in order of their keys, and empty ones are sent",
			encoded(t, &types.ImageConfiguration{
				RuntimeEnvironmentVariables: map[string]string{"B": "2", "A": "<1&>\u2028", "a": "\xff\x00"}, RuntimeEnvironmentSecrets: map[string]string{},
			}),
			"{\"RuntimeEnvironmentSecrets\":{},\"RuntimeEnvironmentVariables\":{\"A\":\"<1&>\u2028\",\"B\":\"2\",\"a\":\"\ufffd\\u0000\"}}",
		}, {
			"whole seconds have no fraction, and no exponent",
			encoded(t, &types.Service{CreatedAt: aws.Time(time.Unix(1e12, 0)), UpdatedAt: aws.Time(time.Unix(0, 0)), DeletedAt: aws.Time(time.UnixMilli(-1))}),
			`{"CreatedAt":1000000000000,"UpdatedAt":0,"DeletedAt":-0.001}`,
		},
	}
	for _, test := range tests {
		if test.got != test.want {
			t.Errorf("%s\ngot  %s\nwant %s", test.name, test.got, test.want)
		}
	}
}

func TestOtherKindsOfMembers(t *testing.T) {
	type node struct {
		Blob  []byte
		Ratio float64
		Count *int64
		Next  *node
		Nodes []*node
	}
	got := encoded(t, &node{Blob: []byte("hi"), Ratio: 0.5, Count: aws.Int64(1 << 53), Next: &node{}, Nodes: []*node{nil}})
	if want := `{"Blob":"aGk=","Ratio":0.5,"Count":9007199254740992,"Next":{"Ratio":0},"Nodes":[null]}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := encoded(t, &node{Ratio: math.NaN()}), `{"Ratio":"NaN"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTimesOfInputs(t *testing.T) {
	type input struct{ At *time.Time }
	for body, want := range map[string]string{
		`{"At":1769903999.123}`:      "2026-01-31T23:59:59.123Z",
		`{"At":1.769903999123E9}`:    "2026-01-31T23:59:59.123Z",
		`{"At":0}`:                   "1970-01-01T00:00:00Z",
		`{"At":null}`:                "none",
		`{}`:                         "none",
		`{"At":"2026-01-31"}`:        "",
		`{"At":1e300}`:               "",
		`{"At":{"Seconds":[1,2,3]}}`: "",
	} {
		got := "none"
		w := post(Service{Target: "T", Operations: []Operation{Op("O", func(_ context.Context, in *input) (*struct{}, error) {
			if in.At != nil {
				got = in.At.Format(time.RFC3339Nano)
			}
			return nil, nil
		})}}, "T.O", body)
		if want == "" {
			if w.Code != 400 || document(t, w.Body.String()).(map[string]any)["__type"] != "SerializationException" {
				t.Errorf("%s: %d %s", body, w.Code, w.Body)
			}
		} else if got != want {
			t.Errorf("%s: %s, want %s", body, got, want)
		}
	}
}
