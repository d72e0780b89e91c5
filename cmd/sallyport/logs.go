package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"sallyport/internal/api/gateway"
	"sallyport/internal/installation"
)

type logsCommand struct {
	Service string `arg:"" help:"Name or id of the service."`
	Events  bool   `help:"Show the service's event log: what Sallyport did, and why something failed."`
	Times   bool   `short:"t" help:"Show when each line was printed. Event logs always do."`
	Follow  bool   `short:"f" help:"Go on with what is added, until interrupted."`
	Region  string `help:"Region of the service; the one that sallyport env exports by default."`
}

// Run prints the log.
func (c logsCommand) Run(ctx context.Context, home installation.Installation) error {
	endpoints, err := home.Endpoints()
	if err != nil {
		return err
	}
	what := "logs"
	if c.Events {
		what = "events"
	}
	target := fmt.Sprintf("http://%s/v1/services/%s/%s", endpoints.API, url.PathEscape(c.Service), what)
	query := url.Values{}
	if c.Follow {
		query.Set("follow", "true")
	}
	if c.Times {
		query.Set("times", "true")
	}
	target += "?" + query.Encode()
	region := c.Region
	if region == "" {
		region = endpoints.Region
	}
	response, err := get(ctx, home, target, region)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return refusal(response)
	}
	_, err = io.Copy(os.Stdout, response.Body)
	if ctx.Err() != nil {
		return nil // the user has seen enough
	}
	return err
}

// refusal is what an endpoint answered in place of what it was asked for.
func refusal(response *http.Response) error {
	text, _ := io.ReadAll(io.LimitReader(response.Body, 4096))
	return fmt.Errorf("%s", strings.TrimSpace(string(text)))
}

// get asks one of Sallyport's own endpoints.
func get(ctx context.Context, home installation.Installation, target, region string) (*http.Response, error) {
	return send(ctx, home, http.MethodGet, target, region, nil)
}

// send sends a request to one of Sallyport's own endpoints, signed with the root credentials.
func send(ctx context.Context, home installation.Installation, method, target, region string, body []byte) (*http.Response, error) {
	credentials, err := home.Credentials()
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, method, target, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(body)
	key := aws.Credentials{AccessKeyID: credentials.AccessKeyID, SecretAccessKey: credentials.SecretAccessKey()}
	if err := v4.NewSigner().SignHTTP(ctx, key, request, hex.EncodeToString(sum[:]), gateway.OwnService, region, time.Now()); err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, fmt.Errorf("Sallyport does not answer; is it running? %w", err)
	}
	return response, nil
}
