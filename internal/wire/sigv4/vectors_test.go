package sigv4

import (
	"bufio"
	"net/http"
	"strings"
	"testing"
)

// TestKnownAnswers checks signatures that AWS publishes for requests signed by
// AKIDEXAMPLE on 2015-08-30 at 12:36 UTC: the Signature Version 4 test suite
// (service "service") and the worked example of the IAM documentation.
func TestKnownAnswers(t *testing.T) {
	const vanilla = "host;x-amz-date"
	tests := []struct {
		name, request, signedHeaders, signature string
	}{
		{"get-vanilla", "GET / HTTP/1.1\nHost: example.amazonaws.com\n\n", vanilla,
			"5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
		{"get-vanilla-empty-query-key", "GET /?Param1=value1 HTTP/1.1\nHost: example.amazonaws.com\n\n", vanilla,
			"a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"},
		{"get-vanilla-query-order-key-case", "GET /?Param2=value2&Param1=value1 HTTP/1.1\nHost: example.amazonaws.com\n\n", vanilla,
			"b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
		{"get-vanilla-query-unreserved", "GET /?-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz HTTP/1.1\nHost: example.amazonaws.com\n\n", vanilla,
			"9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197"},
		{"get-vanilla-utf8-query", "GET /?ሴ=bar HTTP/1.1\nHost: example.amazonaws.com\n\n", vanilla,
			"2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"},
		{"get-unreserved", "GET /-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz HTTP/1.1\nHost: example.amazonaws.com\n\n", vanilla,
			"07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"},
		{"get-header-key-duplicate", "GET / HTTP/1.1\nHost: example.amazonaws.com\nMy-Header1: value2\nMy-Header1: value2\nMy-Header1: value1\n\n", "host;my-header1;x-amz-date",
			"c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"},
		{"get-header-value-trim", "GET / HTTP/1.1\nHost: example.amazonaws.com\nMy-Header1:   value1\nMy-Header2:  \"a   b   c\"\n\n", "host;my-header1;my-header2;x-amz-date",
			"acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"},
		{"post-vanilla", "POST / HTTP/1.1\nHost: example.amazonaws.com\n\n", vanilla,
			"5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
		{"post-x-www-form-urlencoded", "POST / HTTP/1.1\nHost: example.amazonaws.com\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 13\n\nParam1=value1", "content-type;host;x-amz-date",
			"ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"},
		{"iam-list-users", "GET /?Action=ListUsers&Version=2010-05-08 HTTP/1.1\nHost: iam.amazonaws.com\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\n\n", "content-type;host;x-amz-date",
			"5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(test.request)))
			if err != nil {
				t.Fatal(err)
			}
			service := "service"
			if strings.HasPrefix(test.name, "iam") {
				service = "iam"
			}
			r.Header.Set("X-Amz-Date", "20150830T123600Z")
			r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/"+service+
				"/aws4_request, SignedHeaders="+test.signedHeaders+", Signature="+test.signature)
			if _, _, err := exampleVerifier(exampleTime).Verify(r); err != nil {
				t.Error(err)
			}
		})
	}
}
