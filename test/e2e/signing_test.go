//go:build e2e

package e2e

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// Whoever does not sign with the right key gets AWS's own error, from both services.
func TestWrongSignaturesAreRefused(t *testing.T) {
	r := begin(t)
	for _, c := range []struct{ name, variable, apprunner, ec2 string }{
		{"a wrong secret", "AWS_SECRET_ACCESS_KEY=" + strings.Repeat("x", 40), "InvalidSignatureException", "SignatureDoesNotMatch"},
		{"an unknown key", "AWS_ACCESS_KEY_ID=AKIAAAAAAAAAAAAAAAAA", "UnrecognizedClientException", "AuthFailure"},
	} {
		for code, command := range map[string][]string{c.apprunner: {"apprunner", "list-services"}, c.ec2: {"ec2", "describe-vpcs"}} {
			_, stderr, err := r.TryAWS([]string{c.variable}, command...)
			if err == nil || !strings.Contains(stderr, code) {
				t.Errorf("%s with %s: %v: %s, want %s", strings.Join(command, " "), c.name, err, stderr, code)
			}
		}
	}
	var who struct{ Account, Arn string }
	r.AWS(&who, "sts", "get-caller-identity")
	if who.Account != "000000000000" || !strings.Contains(who.Arn, who.Account) {
		t.Errorf("the caller is %+v", who)
	}
	_, stderr, err := r.TryAWS(nil, "apprunner", "list-connections")
	if err == nil || !strings.Contains(stderr, "ListConnections") && !strings.Contains(stderr, "UnknownOperation") {
		t.Errorf("an operation that is not served: %v: %s", err, stderr)
	}
	_, stderr, err = r.TryAWS(nil, "ec2", "describe-fleets")
	if err == nil || !strings.Contains(stderr, "InvalidAction") || !strings.Contains(stderr, "DescribeFleets") {
		t.Errorf("an operation that is not served: %v: %s", err, stderr)
	}
}

// A signature is for one body and one quarter of an hour.
func TestSignaturesHoldForOneBodyAndNotForEver(t *testing.T) {
	r := begin(t)
	const body = "Action=DescribeRegions&Version=2016-11-15"
	send := func(signed, sent string, at time.Time) (int, string) {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+r.API+"/", strings.NewReader(sent))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
		key := aws.Credentials{AccessKeyID: r.Key, SecretAccessKey: r.Secret}
		if err := v4.NewSigner().SignHTTP(t.Context(), key, request, digest(signed), "ec2", r.Name, at); err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, string(text)
	}
	if status, text := send(body, body, time.Now()); status != 200 {
		t.Fatalf("a good request: %d %s", status, text)
	}
	if status, text := send(body, body+"&DryRun=true", time.Now()); status < 400 {
		t.Errorf("a body that was changed after it was signed: %d %s", status, text)
	}
	for _, skew := range []time.Duration{-20 * time.Minute, 20 * time.Minute} {
		if status, text := send(body, body, time.Now().Add(skew)); status < 400 || !strings.Contains(text, "RequestExpired") && !strings.Contains(text, "SignatureDoesNotMatch") && !strings.Contains(text, "AuthFailure") {
			t.Errorf("a clock that is off by %s: %d %s", skew, status, text)
		}
	}
	response, err := http.Post("http://"+r.API+"/", "application/x-www-form-urlencoded", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode < 400 {
		t.Errorf("a request without a signature: %d", response.StatusCode)
	}
}

func digest(body string) string {
	sum := sha256.Sum256([]byte(body))
	return hex.EncodeToString(sum[:])
}
