package servicequotas_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/servicequotas"
	"github.com/aws/smithy-go"

	"sallyport/internal/api/caller"
	"sallyport/internal/api/servicequotas"
	"sallyport/internal/quota"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/awsjson"
)

func client(t *testing.T) *sdk.Client {
	t.Helper()
	raised := vpc.DefaultQuotas()
	raised.RulesPerGroup = 200
	api := &servicequotas.API{Quotas: quota.Catalog(
		quota.Limits{Services: 50, Connectors: 10, Network: raised}, quota.Limits{Services: 30, Connectors: 10, Network: vpc.DefaultQuotas()},
	)}
	handler := awsjson.NewHandler(api.Service())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler.ServeHTTP(w, r.WithContext(caller.With(r.Context(), caller.Caller{Account: "000000000000", Region: "us-east-1", RequestID: "r-1"})))
	}))
	t.Cleanup(server.Close)
	return sdk.New(sdk.Options{
		Region: "us-east-1", BaseEndpoint: &server.URL, Credentials: credentials.NewStaticCredentialsProvider("key", "secret", ""), RetryMaxAttempts: 1,
	})
}

func TestServicesWithQuotas(t *testing.T) {
	out, err := client(t).ListServices(t.Context(), &sdk.ListServicesInput{})
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, s := range out.Services {
		codes = append(codes, *s.ServiceCode)
	}
	if got := strings.Join(codes, " "); got != "apprunner ec2 vpc" {
		t.Errorf("services %s", got)
	}
}

func TestQuotasAreListedInPages(t *testing.T) {
	c := client(t)
	seen, pages := map[string]float64{}, 0
	for p := sdk.NewListServiceQuotasPaginator(c, &sdk.ListServiceQuotasInput{ServiceCode: aws.String("vpc"), MaxResults: aws.Int32(10)}); p.HasMorePages(); pages++ {
		out, err := p.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range out.Quotas {
			if _, twice := seen[*q.QuotaCode]; twice || q.UsageMetric == nil || len(q.UsageMetric.MetricDimensions) != 4 {
				t.Errorf("quota %+v", q)
			}
			seen[*q.QuotaCode] = *q.Value
		}
	}
	if pages != 3 || len(seen) != 27 || seen["L-0EA8095F"] != 200 || seen["L-F678F1CE"] != 5 {
		t.Errorf("%d pages of %d quotas: %v", pages, len(seen), seen)
	}
}

func TestOneQuota(t *testing.T) {
	c := client(t)
	out, err := c.GetServiceQuota(t.Context(), &sdk.GetServiceQuotaInput{ServiceCode: aws.String("apprunner"), QuotaCode: aws.String("SP-services")})
	if err != nil {
		t.Fatal(err)
	}
	if q := out.Quota; *q.Value != 50 || !q.Adjustable || *q.QuotaArn != "arn:aws:servicequotas:us-east-1:000000000000:apprunner/SP-services" ||
		*q.UsageMetric.MetricNamespace != "AWS/Usage" || q.UsageMetric.MetricDimensions["Resource"] != "Services" {
		t.Errorf("%+v", q)
	}
	standard, err := c.GetAWSDefaultServiceQuota(t.Context(), &sdk.GetAWSDefaultServiceQuotaInput{ServiceCode: aws.String("apprunner"), QuotaCode: aws.String("SP-services")})
	if err != nil || *standard.Quota.Value != 30 {
		t.Errorf("%+v, %v", standard, err)
	}
	all, err := c.ListAWSDefaultServiceQuotas(t.Context(), &sdk.ListAWSDefaultServiceQuotasInput{ServiceCode: aws.String("apprunner")})
	if err != nil || len(all.Quotas) != 2 {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestWhatIsNotThere(t *testing.T) {
	c := client(t)
	for _, in := range []sdk.GetServiceQuotaInput{
		{ServiceCode: aws.String("apprunner"), QuotaCode: aws.String("L-00000000")}, {ServiceCode: aws.String("s3"), QuotaCode: aws.String("L-00000000")},
	} {
		_, err := c.GetServiceQuota(t.Context(), &in)
		var failed smithy.APIError
		if !errors.As(err, &failed) || failed.ErrorCode() != "NoSuchResourceException" || !strings.Contains(failed.ErrorMessage(), "has no quota") {
			t.Errorf("%v", err)
		}
	}
}
