//go:build bench

package bench

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	ec2client "github.com/aws/aws-sdk-go-v2/service/ec2"
	"golang.org/x/sync/errgroup"

	"sallyport/test/e2e/harness"
)

const (
	apiConnections = 16
	apiRounds      = 7
	apiRound       = time.Second
)

// BenchmarkDescribeVpcs asks a running serve from 16 kept connections. The
// client is this process. In one kind of round it sends a request that was
// signed beforehand, as bytes, and so leaves the processors to serve; in the
// other it is the AWS SDK, which signs each call and decodes each answer.
func BenchmarkDescribeVpcs(b *testing.B) {
	i := serve(b)
	sdk := i.NewRegion(b, nil)
	signed := signedDescribe(b, i, sdk.Name)
	ask := map[string]func(context.Context, *atomic.Int64) error{
		"signed": func(ctx context.Context, count *atomic.Int64) error { return repeat(ctx, i.API, signed, count) },
		"sdk": func(ctx context.Context, count *atomic.Int64) error {
			for ctx.Err() == nil {
				if _, err := sdk.EC2.DescribeVpcs(context.WithoutCancel(ctx), &ec2client.DescribeVpcsInput{}); err != nil {
					return err
				}
				count.Add(1)
			}
			return nil
		},
	}
	rates, costs := map[string][]float64{}, map[string][]float64{}
	for b.Loop() {
		for range apiRounds {
			for name, client := range ask {
				used, begin := processCPU(b, i.PID()), time.Now()
				count := together(b, client)
				rates[name] = append(rates[name], count/time.Since(begin).Seconds())
				costs[name] = append(costs[name], float64((processCPU(b, i.PID())-used).Microseconds())/count)
			}
		}
	}
	for name := range ask {
		b.ReportMetric(median(rates[name]), name+"-calls/s")
		b.ReportMetric(median(costs[name]), name+"-cpu-µs")
	}
	b.ReportMetric(0, "ns/op")
}

// together runs the clients for a round and gives how often they were answered.
func together(b *testing.B, client func(context.Context, *atomic.Int64) error) float64 {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), apiRound)
	defer cancel()
	var count atomic.Int64
	var clients errgroup.Group
	for range apiConnections {
		clients.Go(func() error { return client(ctx, &count) })
	}
	if err := clients.Wait(); err != nil {
		b.Fatal(err)
	}
	return float64(count.Load())
}

// signedDescribe is a request for DescribeVpcs as it goes over the wire.
func signedDescribe(b *testing.B, i *harness.Installation, region string) []byte {
	b.Helper()
	const body = "Action=DescribeVpcs&Version=2016-11-15"
	r, err := http.NewRequest(http.MethodPost, "http://"+i.API+"/", strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	sum := sha256.Sum256([]byte(body))
	key := aws.Credentials{AccessKeyID: i.Key, SecretAccessKey: i.Secret}
	if err := v4.NewSigner().SignHTTP(b.Context(), key, r, hex.EncodeToString(sum[:]), "ec2", region, time.Now()); err != nil {
		b.Fatal(err)
	}
	var wire bytes.Buffer
	if err := r.Write(&wire); err != nil {
		b.Fatal(err)
	}
	return wire.Bytes()
}

// repeat sends the request on one connection, each time after the answer to the one before.
func repeat(ctx context.Context, addr string, request []byte, count *atomic.Int64) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	reader := bufio.NewReader(conn)
	for ctx.Err() == nil {
		if _, err := conn.Write(request); err != nil {
			return err
		}
		answer, err := http.ReadResponse(reader, nil)
		if err != nil {
			return err
		}
		text, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil {
			return err
		}
		if answer.StatusCode != http.StatusOK {
			return fmt.Errorf("DescribeVpcs: %s: %s", answer.Status, text)
		}
		count.Add(1)
	}
	return nil
}
