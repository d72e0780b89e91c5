package page

import (
	"testing"

	"pgregory.net/rapid"
)

func TestTokensRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-zA-Z0-9:/-]*`)
		c := Cursor{Operation: word.Draw(t, "operation"), Region: word.Draw(t, "region"), Last: rapid.String().Draw(t, "last")}
		got, err := Parse(c.Token(), c.Operation, c.Region)
		if err != nil || got != c {
			t.Fatalf("got %v, %v; want %v", got, err, c)
		}
	})
}

func TestForeignTokensAreRefused(t *testing.T) {
	good := Cursor{Operation: "ListServices", Region: "us-east-1", Last: "a"}.Token()
	for name, c := range map[string]struct{ token, operation, region string }{
		"garbage":           {"abc", "ListServices", "us-east-1"},
		"not base64":        {"***", "ListServices", "us-east-1"},
		"altered":           {good[:len(good)-2] + "AA", "ListServices", "us-east-1"},
		"another operation": {good, "ListOperations", "us-east-1"},
		"another region":    {good, "ListServices", "eu-west-1"},
	} {
		if _, err := Parse(c.token, c.operation, c.region); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
