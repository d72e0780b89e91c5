//go:build e2e

package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sallyport/test/e2e/harness"
)

// minuteOver is how long it takes until what happens now is a datapoint.
const minuteOver = 90 * time.Second

// metricsOf asks for sums of some of a service's metrics through the aws command line.
func (p place) metricsOf(s *harness.Service, since time.Time, statistic string, metrics ...string) map[string]float64 {
	p.T.Helper()
	var queries []map[string]any
	for i, metric := range metrics {
		namespace, name, _ := strings.Cut(metric, ":")
		queries = append(queries, map[string]any{"Id": fmt.Sprintf("m%d", i), "Label": name, "MetricStat": map[string]any{
			"Metric": map[string]any{"Namespace": namespace, "MetricName": name, "Dimensions": []map[string]string{
				{"Name": "ServiceName", "Value": s.Name}, {"Name": "ServiceID", "Value": s.ID}}},
			"Period": 3600, "Stat": statistic,
		}})
	}
	text, err := json.Marshal(queries)
	p.Must("make queries", err)
	var out struct {
		MetricDataResults []struct {
			Label  string
			Values []float64
		}
	}
	p.AWS(&out, "cloudwatch", "get-metric-data", "--start-time", since.Format(time.RFC3339), "--end-time", time.Now().Add(time.Hour).Format(time.RFC3339),
		"--metric-data-queries", string(text))
	sums := map[string]float64{}
	for _, r := range out.MetricDataResults {
		for _, v := range r.Values {
			sums[r.Label] += v
		}
	}
	return sums
}

const (
	appRunner = "AWS/AppRunner:"
	sallyport = "Sallyport/AppRunner:"
)

// What a service does is told as CloudWatch tells it, by the aws command line,
// and is still there after a kill.
func TestMetrics(t *testing.T) {
	p := newPlace(installed(t))
	shop := p.NewService("shop", harness.WithEgress(p.connector))
	since := time.Now().Add(-time.Hour)
	wantReach(t, shop, p.target())
	for range 30 {
		shop.Get("/")
	}
	for range 3 {
		shop.Get("/status?code=404")
		shop.Get("/status?code=500")
	}
	wantBlocked(t, shop, p.echo.Address+":8080", "no rule lets it in")

	counts := []string{appRunner + "Requests", appRunner + "2xxStatusResponses", appRunner + "4xxStatusResponses", appRunner + "5xxStatusResponses",
		sallyport + "EgressBytes", sallyport + "EgressPackets", sallyport + "RejectedFlows"}
	var sums map[string]float64
	harness.Eventually(t, minuteOver, "a minute with the requests", func() (bool, string) {
		shop.Dial(p.echo.Address + ":8080") // again: the first drops may be before somebody hears of them
		sums = p.metricsOf(shop, since, "Sum", counts...)
		return sums["2xxStatusResponses"] >= 30 && sums["RejectedFlows"] >= 1, fmt.Sprint(sums)
	})
	if sums["4xxStatusResponses"] != 3 || sums["5xxStatusResponses"] != 3 || sums["EgressBytes"] < 100 || sums["EgressPackets"] < 3 {
		t.Errorf("sums: %v", sums)
	}
	levels := p.metricsOf(shop, since, "Maximum", appRunner+"ActiveInstances", appRunner+"MemoryUtilization", appRunner+"CPUUtilization", appRunner+"Concurrency", appRunner+"RequestLatency")
	if levels["ActiveInstances"] != 1 || levels["MemoryUtilization"] <= 0 || levels["MemoryUtilization"] > 100 || levels["CPUUtilization"] <= 0 ||
		levels["CPUUtilization"] > 150 || levels["Concurrency"] < 1 || levels["RequestLatency"] <= 0 {
		t.Errorf("levels: %v", levels)
	}
	p.wantPercentiles(shop, since)
	p.wantListed(shop)
	p.wantQuotas()
	p.wantScraped(shop)

	p.Must("kill serve", p.Kill())
	p.Must("start serve again", p.Start(t.Context()))
	if got := p.metricsOf(shop, since, "Sum", counts[:1]...); got["Requests"] < sums["Requests"] {
		t.Errorf("after a kill there are %v requests, before %v", got, sums)
	}
}

func (p place) wantPercentiles(s *harness.Service, since time.Time) {
	p.T.Helper()
	var out struct {
		Datapoints []struct {
			SampleCount        float64
			Maximum            float64
			ExtendedStatistics map[string]float64
		}
	}
	p.AWS(&out, "cloudwatch", "get-metric-statistics", "--namespace", "AWS/AppRunner", "--metric-name", "RequestLatency", "--period", "7200",
		"--dimensions", "Name=ServiceName,Value="+s.Name, "Name=ServiceID,Value="+s.ID,
		"--start-time", since.Format(time.RFC3339), "--end-time", since.Add(2*time.Hour).Format(time.RFC3339), "--statistics", "SampleCount", "Maximum")
	if len(out.Datapoints) != 1 || out.Datapoints[0].SampleCount < 36 || out.Datapoints[0].Maximum <= 0 {
		p.T.Fatalf("statistics: %+v", out)
	}
	most := out.Datapoints[0].Maximum
	p.AWS(&out, "cloudwatch", "get-metric-statistics", "--namespace", "AWS/AppRunner", "--metric-name", "RequestLatency", "--period", "7200",
		"--dimensions", "Name=ServiceName,Value="+s.Name, "Name=ServiceID,Value="+s.ID,
		"--start-time", since.Format(time.RFC3339), "--end-time", since.Add(2*time.Hour).Format(time.RFC3339), "--extended-statistics", "p50", "p99")
	if got := out.Datapoints[0].ExtendedStatistics; got["p50"] <= 0 || got["p50"] > got["p99"] || got["p99"] > most {
		p.T.Errorf("percentiles: %v of at most %v", got, most)
	}
}

func (p place) wantListed(s *harness.Service) {
	p.T.Helper()
	var out struct {
		Metrics []struct{ Namespace, MetricName string }
	}
	p.AWS(&out, "cloudwatch", "list-metrics", "--recently-active", "PT3H", "--dimensions", "Name=ServiceID,Value="+s.ID)
	var names []string
	for _, m := range out.Metrics {
		names = append(names, m.MetricName)
	}
	for _, name := range []string{"Requests", "2xxStatusResponses", "4xxStatusResponses", "5xxStatusResponses", "RequestLatency", "ActiveInstances",
		"Concurrency", "CPUUtilization", "MemoryUtilization", "EgressBytes", "EgressPackets", "RejectedFlows"} {
		if !slices.Contains(names, name) {
			p.T.Errorf("%s is not listed among %v", name, names)
		}
	}
}

// wantScraped reads as Prometheus does.
func (p place) wantScraped(s *harness.Service) {
	p.T.Helper()
	token, err := os.ReadFile(p.Home.MetricsTokenFile())
	p.Must("read the token", err)
	for _, authorization := range []string{"", "Bearer " + strings.TrimSpace(string(token))} {
		request, err := http.NewRequestWithContext(p.Context(), http.MethodGet, "http://"+p.API+"/metrics", nil)
		p.Must("make a request", err)
		request.Header.Set("Authorization", authorization)
		answer, err := http.DefaultClient.Do(request)
		p.Must("read metrics", err)
		text, err := io.ReadAll(answer.Body)
		p.Must("read metrics", errors.Join(err, answer.Body.Close()))
		if authorization == "" {
			if answer.StatusCode != http.StatusUnauthorized {
				p.T.Errorf("without a token metrics answer %d", answer.StatusCode)
			}
			continue
		}
		line := regexp.MustCompile(`(?m)^sallyport_requests_total{class="4xx",region="` + p.Name + `",service="` + s.Name + `",service_id="` + s.ID + `"} 3$`)
		if !line.Match(text) || !strings.Contains(string(text), `sallyport_rejected_flows_total{`) || !strings.Contains(string(text), `sallyport_reconcile_errors_total{loop="routes"} 0`) {
			p.T.Errorf("metrics are %d\n%s", answer.StatusCode, text)
		}
	}
}

// wantQuotas finds the use of a quota by what the quota itself says of it.
func (p place) wantQuotas() {
	p.T.Helper()
	var quotas struct {
		Quotas []struct {
			QuotaCode   string
			Value       float64
			UsageMetric struct {
				MetricNamespace, MetricName string
				MetricDimensions            map[string]string
			}
		}
	}
	p.AWS(&quotas, "service-quotas", "list-service-quotas", "--service-code", "vpc")
	for _, q := range quotas.Quotas {
		if q.QuotaCode != "L-407747CB" { // subnets per VPC
			continue
		}
		arguments := []string{"cloudwatch", "get-metric-statistics", "--namespace", q.UsageMetric.MetricNamespace, "--metric-name", q.UsageMetric.MetricName,
			"--period", "300", "--statistics", "Maximum", "--start-time", time.Now().Add(-5 * time.Minute).Format(time.RFC3339),
			"--end-time", time.Now().Format(time.RFC3339), "--dimensions"}
		for name, value := range q.UsageMetric.MetricDimensions {
			arguments = append(arguments, "Name="+name+",Value="+value)
		}
		var use struct{ Datapoints []struct{ Maximum float64 } }
		p.AWS(&use, arguments...)
		// The default VPC has more subnets than that of the test.
		if q.Value != 200 || len(use.Datapoints) != 1 || use.Datapoints[0].Maximum < 2 {
			p.T.Errorf("of %v subnets %+v are used", q.Value, use)
		}
		return
	}
	p.T.Errorf("no such quota among %+v", quotas)
}
