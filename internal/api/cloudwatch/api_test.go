package cloudwatch_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"

	"sallyport/internal/api/caller"
	"sallyport/internal/api/cloudwatch"
	"sallyport/internal/api/page"
	"sallyport/internal/latency"
	"sallyport/internal/metrics"
	"sallyport/internal/quota"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/awsjson"
	"sallyport/internal/wire/ec2query"
	"sallyport/internal/wire/rpcv2cbor"
)

var (
	begin = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	web   = metrics.Subject{Region: "us-east-1", ServiceName: "web", ServiceID: strings.Repeat("a", 32)}
)

// world is an API with three hours of a service that gets n requests in minute n.
type world struct {
	client *sdk.Client
	url    string
}

const minutes = 180

func newWorld(t *testing.T) world {
	t.Helper()
	kept, err := metrics.OpenStore(filepath.Join(t.TempDir(), "m.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kept.Close() })
	for i := range minutes {
		var h latency.Histogram
		for n := range 100 {
			h.Add(time.Duration(n+1) * time.Millisecond)
		}
		instance := web
		instance.InstanceID = "s-aaaa-1"
		err := kept.Write(t.Context(), begin.Add(time.Duration(i)*time.Minute), map[metrics.Subject]metrics.Minute{
			web: {
				metrics.Requests:       metrics.Single(float64(i)),
				metrics.RequestLatency: metrics.Latencies(h.Read().Since(nil)),
				metrics.CPUUtilization: metrics.Single(10).Plus(metrics.Single(20)),
				metrics.EgressBytes:    metrics.Single(1000),
			},
			instance: {metrics.CPUUtilization: metrics.Single(20)},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	documents, err := store.Open(t.TempDir(), vpc.VPC{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { documents.Close() })
	err = documents.Update(t.Context(), func(tx *store.Tx) error {
		store.Put(tx, vpc.VPC{ID: "vpc-1", Region: "us-east-1"})
		store.Put(tx, vpc.VPC{ID: "vpc-2", Region: "us-east-1"})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var quotas []quota.Quota
	for _, q := range quota.Catalog(quota.Limits{}, quota.Limits{}) {
		if q.Name == "VPCs per Region" {
			quotas = append(quotas, q)
		}
	}
	api := &cloudwatch.API{Metrics: kept, Store: documents, Quotas: quotas, Now: func() time.Time { return begin.Add(minutes*time.Minute + 20*time.Second) }}
	json, query, cbor := awsjson.NewHandler(api.JSON()), ec2query.NewHandler(api.Query()), rpcv2cbor.NewHandler(api.CBOR())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.WithContext(caller.With(r.Context(), caller.Caller{Account: "000000000000", Region: "us-east-1", RequestID: "r-1"}))
		switch {
		case r.Header.Get(rpcv2cbor.Header) != "":
			cbor.ServeHTTP(w, r)
		case r.Header.Get("X-Amz-Target") != "":
			json.ServeHTTP(w, r)
		default:
			query.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return world{sdk.New(sdk.Options{
		Region: "us-east-1", BaseEndpoint: &server.URL, Credentials: credentials.NewStaticCredentialsProvider("key", "secret", ""), RetryMaxAttempts: 1,
	}), server.URL}
}

func dimensions(pairs ...string) []types.Dimension {
	var list []types.Dimension
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, types.Dimension{Name: &pairs[i], Value: &pairs[i+1]})
	}
	return list
}

func stat(id, namespace, name, stat string, period int32, dimensions []types.Dimension) types.MetricDataQuery {
	return types.MetricDataQuery{Id: &id, MetricStat: &types.MetricStat{
		Metric: &types.Metric{Namespace: &namespace, MetricName: &name, Dimensions: dimensions}, Period: &period, Stat: &stat,
	}}
}

var ofWeb = dimensions("ServiceID", web.ServiceID, "ServiceName", "web")

func TestMetricsAreListedAndFiltered(t *testing.T) {
	w := newWorld(t)
	names := func(in *sdk.ListMetricsInput) string {
		out, err := w.client.ListMetrics(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		for _, m := range out.Metrics {
			list = append(list, fmt.Sprintf("%s %s %d", *m.Namespace, *m.MetricName, len(m.Dimensions)))
		}
		return strings.Join(list, ", ")
	}
	for want, in := range map[string]*sdk.ListMetricsInput{
		"AWS/AppRunner CPUUtilization 3, AWS/AppRunner CPUUtilization 2, AWS/AppRunner RequestLatency 2, AWS/AppRunner Requests 2": {
			Namespace: aws.String("AWS/AppRunner")},
		"AWS/AppRunner CPUUtilization 3":    {Dimensions: []types.DimensionFilter{{Name: aws.String("InstanceID")}}},
		"AWS/AppRunner Requests 2":          {MetricName: aws.String("Requests"), RecentlyActive: types.RecentlyActivePt3h},
		"Sallyport/AppRunner EgressBytes 2": {Namespace: aws.String("Sallyport/AppRunner")},
		"AWS/Usage ResourceCount 4":         {Namespace: aws.String("AWS/Usage")},
		"":                                  {Dimensions: []types.DimensionFilter{{Name: aws.String("ServiceName"), Value: aws.String("other")}}},
	} {
		if got := names(in); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestMetricData(t *testing.T) {
	w := newWorld(t)
	get := func(query types.MetricDataQuery) types.MetricDataResult {
		t.Helper()
		out, err := w.client.GetMetricData(t.Context(), &sdk.GetMetricDataInput{
			StartTime: aws.Time(begin.Add(2 * time.Minute)), EndTime: aws.Time(begin.Add(12 * time.Minute)),
			ScanBy: types.ScanByTimestampAscending, MetricDataQueries: []types.MetricDataQuery{query},
		})
		if err != nil {
			t.Fatal(err)
		}
		return out.MetricDataResults[0]
	}
	sums := get(stat("sums", "AWS/AppRunner", "Requests", "Sum", 300, ofWeb))
	want := types.MetricDataResult{
		Id: aws.String("sums"), Label: aws.String("Requests"), StatusCode: types.StatusCodeComplete,
		Timestamps: []time.Time{begin, begin.Add(5 * time.Minute), begin.Add(10 * time.Minute)}, Values: []float64{0 + 1 + 2 + 3 + 4, 5 + 6 + 7 + 8 + 9, 10 + 11},
	}
	if diff := cmp.Diff(want, sums, cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".noSmithyDocumentSerde" }, cmp.Ignore())); diff != "" {
		t.Error(diff)
	}
	for statistic, want := range map[string]float64{"Average": 7, "Minimum": 5, "Maximum": 9, "SampleCount": 5} {
		if got := get(stat("s", "AWS/AppRunner", "Requests", statistic, 300, ofWeb)); got.Values[1] != want {
			t.Errorf("%s is %v", statistic, got.Values)
		}
	}
	for statistic, want := range map[string]float64{"p50": 50, "p90": 90, "p99": 99, "p100": 100, "Maximum": 100, "Minimum": 1} {
		got := get(stat("s", "AWS/AppRunner", "RequestLatency", statistic, 300, ofWeb)).Values[0]
		if off := got - want; off > want*latency.MaxError || -off > want*latency.MaxError {
			t.Errorf("%s is %v", statistic, got)
		}
	}
	if got := get(stat("s", "AWS/AppRunner", "CPUUtilization", "Average", 60, ofWeb)).Values[0]; got != 15 {
		t.Errorf("the service uses %v", got)
	}
	if got := get(stat("s", "AWS/AppRunner", "CPUUtilization", "p90", 60, ofWeb)); len(got.Values) != 0 {
		t.Errorf("percentiles of samples that nobody kept: %v", got.Values)
	}
	if got := get(stat("s", "AWS/AppRunner", "Requests", "Sum", 60, dimensions("ServiceName", "web"))); len(got.Values) != 0 {
		t.Errorf("a metric with other dimensions has %v", got.Values)
	}
}

func TestMetricDataInPages(t *testing.T) {
	w := newWorld(t)
	in := &sdk.GetMetricDataInput{
		StartTime: &begin, EndTime: aws.Time(begin.Add(minutes * time.Minute)), MaxDatapoints: aws.Int32(100),
		MetricDataQueries: []types.MetricDataQuery{
			stat("a", "AWS/AppRunner", "Requests", "Sum", 60, ofWeb), stat("none", "AWS/AppRunner", "None", "Sum", 60, ofWeb),
			stat("b", "Sallyport/AppRunner", "EgressBytes", "Sum", 60, ofWeb),
		},
	}
	in.MetricDataQueries[1].ReturnData = aws.Bool(false)
	values := map[string][]float64{}
	pages := 0
	for p := sdk.NewGetMetricDataPaginator(w.client, in); p.HasMorePages(); pages++ {
		out, err := p.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, r := range out.MetricDataResults {
			values[*r.Id] = append(values[*r.Id], r.Values...)
			n += len(r.Values)
		}
		if n > 100 {
			t.Errorf("a page of %d", n)
		}
	}
	if pages != 4 || len(values) != 2 || len(values["a"]) != minutes || len(values["b"]) != minutes || values["a"][0] != minutes-1 || values["a"][minutes-1] != 0 {
		t.Errorf("%d pages, %v", pages, values)
	}
}

func TestMetricStatistics(t *testing.T) {
	w := newWorld(t)
	in := sdk.GetMetricStatisticsInput{
		Namespace: aws.String("AWS/AppRunner"), MetricName: aws.String("RequestLatency"), Dimensions: ofWeb, Period: aws.Int32(120),
		StartTime: aws.Time(begin.Add(time.Minute)), EndTime: aws.Time(begin.Add(5 * time.Minute)),
		Statistics: []types.Statistic{types.StatisticSampleCount, types.StatisticAverage}, ExtendedStatistics: []string{"p50"},
	}
	out, err := w.client.GetMetricStatistics(t.Context(), &in)
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Datapoints) != 2 {
		t.Fatalf("%d datapoints", len(out.Datapoints))
	}
	p := out.Datapoints[0]
	if !p.Timestamp.Equal(begin.Add(time.Minute)) || *p.SampleCount != 200 || *p.Average != 50.5 || p.Sum != nil || p.Unit != types.StandardUnitMilliseconds ||
		p.ExtendedStatistics["p50"] < 48 || p.ExtendedStatistics["p50"] > 52 {
		t.Errorf("%+v", p)
	}
}

func TestUseOfQuotas(t *testing.T) {
	w := newWorld(t)
	listed, err := w.client.ListMetrics(t.Context(), &sdk.ListMetricsInput{Namespace: aws.String("AWS/Usage")})
	if err != nil {
		t.Fatal(err)
	}
	query := stat("vpcs", "AWS/Usage", "ResourceCount", "Maximum", 300, listed.Metrics[0].Dimensions)
	now := begin.Add(minutes*time.Minute + 20*time.Second)
	out, err := w.client.GetMetricData(t.Context(), &sdk.GetMetricDataInput{
		StartTime: aws.Time(now.Add(-5 * time.Minute)), EndTime: &now, MetricDataQueries: []types.MetricDataQuery{query},
	})
	if err != nil {
		t.Fatal(err)
	}
	if r := out.MetricDataResults[0]; len(r.Values) != 1 || r.Values[0] != 2 {
		t.Errorf("%+v", r)
	}
}

func TestRefusals(t *testing.T) {
	w := newWorld(t)
	good := func() *sdk.GetMetricDataInput {
		return &sdk.GetMetricDataInput{StartTime: &begin, EndTime: aws.Time(begin.Add(time.Hour)), MetricDataQueries: []types.MetricDataQuery{
			stat("a", "AWS/AppRunner", "Requests", "Sum", 60, ofWeb)}}
	}
	for name, c := range map[string]struct {
		change     func(*sdk.GetMetricDataInput)
		code, says string
	}{
		"metric math": {func(in *sdk.GetMetricDataInput) {
			in.MetricDataQueries[0] = types.MetricDataQuery{Id: aws.String("a"), Expression: aws.String("SUM(METRICS())")}
		}, "ValidationError", "metric math and SEARCH are not served"},
		"statistic":  {func(in *sdk.GetMetricDataInput) { in.MetricDataQueries[0].MetricStat.Stat = aws.String("TM(1:2)") }, "ValidationError", "TM(1:2)"},
		"percentile": {func(in *sdk.GetMetricDataInput) { in.MetricDataQueries[0].MetricStat.Stat = aws.String("p101") }, "ValidationError", "p101"},
		"period":     {func(in *sdk.GetMetricDataInput) { in.MetricDataQueries[0].MetricStat.Period = aws.Int32(90) }, "InvalidParameterValue", "90"},
		"times":      {func(in *sdk.GetMetricDataInput) { in.EndTime = in.StartTime }, "ValidationError", "StartTime"},
		"id":         {func(in *sdk.GetMetricDataInput) { in.MetricDataQueries[0].Id = aws.String("A") }, "ValidationError", "lower-case"},
		"twice": {func(in *sdk.GetMetricDataInput) {
			in.MetricDataQueries = append(in.MetricDataQueries, in.MetricDataQueries[0])
		}, "ValidationError", "not unique"},
		"token": {func(in *sdk.GetMetricDataInput) { in.NextToken = aws.String("x") }, "InvalidNextToken", "NextToken"},
		"unit":  {func(in *sdk.GetMetricDataInput) { in.MetricDataQueries[0].MetricStat.Unit = "Apples" }, "ValidationError", "Apples"},
	} {
		in := good()
		c.change(in)
		_, err := w.client.GetMetricData(t.Context(), in)
		var failed smithy.APIError
		if !errors.As(err, &failed) || !strings.HasPrefix(failed.ErrorCode(), c.code) || !strings.Contains(failed.ErrorMessage(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestEveryProtocolSaysTheSame asks as the command line and as old clients do.
func TestEveryProtocolSaysTheSame(t *testing.T) {
	w := newWorld(t)
	ask := func(method, body string, header map[string]string) string {
		t.Helper()
		r, _ := http.NewRequestWithContext(context.Background(), method, w.url, strings.NewReader(body))
		for name, value := range header {
			r.Header.Set(name, value)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		text, _ := io.ReadAll(answer.Body)
		return string(text) + answer.Header.Get("X-Amzn-Query-Error")
	}
	json := func(operation, body string) string {
		return ask("POST", body, map[string]string{"X-Amz-Target": "GraniteServiceVersion20100801." + operation, "Content-Type": "application/x-amz-json-1.0"})
	}
	form := func(operation string, pairs ...string) string {
		values := url.Values{"Action": {operation}, "Version": {"2010-08-01"}}
		for i := 0; i < len(pairs); i += 2 {
			values.Set(pairs[i], pairs[i+1])
		}
		return ask("POST", values.Encode(), map[string]string{"Content-Type": "application/x-www-form-urlencoded"})
	}
	for _, c := range []struct{ got, want string }{
		{json("GetMetricData", fmt.Sprintf(`{"StartTime":%d,"EndTime":%d,"MetricDataQueries":[{"Id":"a","MetricStat":{"Metric":{"Namespace":"AWS/AppRunner","MetricName":"Requests",
			"Dimensions":[{"Name":"ServiceName","Value":"web"},{"Name":"ServiceID","Value":%q}]},"Period":300,"Stat":"Sum"}}]}`, begin.Unix(), begin.Unix()+600, web.ServiceID)),
			fmt.Sprintf(`"Timestamps":[%d,%d],"Values":[35,10]`, begin.Unix()+300, begin.Unix())},
		{form("GetMetricStatistics", "Namespace", "AWS/AppRunner", "MetricName", "RequestLatency", "Period", "300",
			"StartTime", begin.Format(time.RFC3339), "EndTime", begin.Add(5*time.Minute).Format(time.RFC3339), "Statistics.member.1", "SampleCount", "ExtendedStatistics.member.1", "p100",
			"Dimensions.member.1.Name", "ServiceName", "Dimensions.member.1.Value", "web", "Dimensions.member.2.Name", "ServiceID", "Dimensions.member.2.Value", web.ServiceID),
			`<Datapoints><member><ExtendedStatistics><entry><key>p100</key><value>100</value></entry></ExtendedStatistics><SampleCount>500</SampleCount>` +
				`<Timestamp>2026-03-01T12:00:00.000Z</Timestamp><Unit>Milliseconds</Unit></member></Datapoints>`},
		{form("ListMetrics", "MetricName", "Requests"), `<ListMetricsResult><Metrics><member><Dimensions><member><Name>ServiceName</Name><Value>web</Value></member>`},
		{json("ListMetrics", `{"NextToken":"x"}`), "InvalidNextToken;Sender"},
		{form("ListMetrics", "NextToken", "x"), "<Code>InvalidNextToken</Code>"},
	} {
		if !strings.Contains(c.got, c.want) {
			t.Errorf("got %s, want %s", c.got, c.want)
		}
	}
}

// However far away the times are that are asked for, datapoints are at their own.
func TestTimesFarAway(t *testing.T) {
	w := newWorld(t)
	for name, from := range map[string]time.Time{
		"before 1970": time.Date(1969, 12, 31, 23, 30, 0, 0, time.UTC), "centuries ago": time.Date(1600, 1, 1, 0, 0, 0, 0, time.UTC),
	} {
		out, err := w.client.GetMetricData(t.Context(), &sdk.GetMetricDataInput{
			StartTime: &from, EndTime: aws.Time(time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC)), ScanBy: types.ScanByTimestampAscending,
			MetricDataQueries: []types.MetricDataQuery{{Id: aws.String("a"), MetricStat: &types.MetricStat{
				Metric: &types.Metric{Namespace: aws.String("AWS/AppRunner"), MetricName: aws.String("Requests"), Dimensions: dimensions("ServiceName", "web", "ServiceID", web.ServiceID)},
				Period: aws.Int32(3600), Stat: aws.String("Sum"),
			}}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if times := out.MetricDataResults[0].Timestamps; len(times) != 3 || !times[0].Equal(begin) || !times[2].Equal(begin.Add(2*time.Hour)) {
			t.Errorf("%s: %v", name, times)
		}
		_, err = w.client.GetMetricStatistics(t.Context(), &sdk.GetMetricStatisticsInput{
			Namespace: aws.String("AWS/AppRunner"), MetricName: aws.String("Requests"), Dimensions: dimensions("ServiceName", "web", "ServiceID", web.ServiceID), Period: aws.Int32(60),
			StartTime: &from, EndTime: aws.Time(time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC)), Statistics: []types.Statistic{types.StatisticSum},
		})
		if e, ok := errors.AsType[smithy.APIError](err); !ok || e.ErrorCode() != "InvalidParameterCombinationException" && e.ErrorCode() != "InvalidParameterCombination" {
			t.Errorf("%s: too many statistics: %v", name, err)
		}
	}
}

func TestTokensThatNoAnswerGave(t *testing.T) {
	w := newWorld(t)
	for _, last := range []string{"-1/0", "0/-5", "999999999999/0", "0/9223372036854775807", "0", "x/y"} {
		_, err := w.client.GetMetricData(t.Context(), &sdk.GetMetricDataInput{
			StartTime: aws.Time(begin), EndTime: aws.Time(begin.Add(time.Hour)),
			NextToken: aws.String(page.Cursor{Operation: "GetMetricData", Region: "us-east-1", Last: last}.Token()),
			MetricDataQueries: []types.MetricDataQuery{{Id: aws.String("a"), MetricStat: &types.MetricStat{
				Metric: &types.Metric{Namespace: aws.String("AWS/AppRunner"), MetricName: aws.String("Requests"), Dimensions: dimensions("ServiceName", "web", "ServiceID", web.ServiceID)},
				Period: aws.Int32(60), Stat: aws.String("Sum"),
			}}},
		})
		if e, ok := errors.AsType[smithy.APIError](err); err != nil && (!ok || e.ErrorCode() != "InvalidNextToken") {
			t.Errorf("%s: %v", last, err)
		}
	}
}
