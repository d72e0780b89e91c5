package ec2

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"sallyport/internal/fault"
	"sallyport/internal/store"
)

const (
	tokenLength = 64             // characters of a ClientToken
	tokenLife   = 24 * time.Hour // how long a used one is remembered at least
	tokenRoom   = 10_000         // how many are kept before the outlived ones are cleared
)

// tokenUse remembers what was answered to a request with a ClientToken, so that its repetition changes nothing.
type tokenUse struct {
	Region    string
	Operation string
	Token     string
	Request   string // digest of the request
	Answer    json.RawMessage
	UsedAt    time.Time
}

func (u tokenUse) DocumentKind() string { return "ec2-client-token" }
func (u tokenUse) DocumentKey() string  { return u.Region + "/" + u.Operation + "/" + u.Token }

// once is change for a request with a ClientToken: fn fills out, and a repetition of the request is given the same
// answer. The same token with another request is refused.
func once[Out any](ctx context.Context, a *API, dryRun *bool, operation string, token *string, in any, out *Out, fn func(*change) error) error {
	if token == nil || *token == "" {
		return a.change(ctx, dryRun, fn)
	}
	if len(*token) > tokenLength {
		return invalidValue("ClientToken", *token, "A token has at most %d ASCII characters.", tokenLength)
	}
	request, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("digest of a request %s: %w", operation, err)
	}
	sum := sha256.Sum256(request)
	use := tokenUse{Operation: operation, Token: *token, Request: hex.EncodeToString(sum[:])}
	return a.change(ctx, dryRun, func(c *change) error {
		use.Region, use.UsedAt = c.region, c.Now
		if before, used := store.Get[tokenUse](c.tx, use.DocumentKey()); used && before.UsedAt.After(c.Now.Add(-tokenLife)) {
			if before.Request != use.Request {
				return fault.New(fault.Conflict, "IdempotentParameterMismatch",
					"The client token '%s' was used with other parameters of %s at %s. Repeat the request as it was, or use another token",
					use.Token, operation, before.UsedAt.Format(time.RFC3339))
			}
			return json.Unmarshal(before.Answer, out)
		}
		if err := fn(c); err != nil {
			return err
		}
		if use.Answer, err = json.Marshal(out); err != nil {
			return fmt.Errorf("keep the answer of %s: %w", operation, err)
		}
		forgetTokens(c)
		store.Put(c.tx, use)
		return nil
	})
}

// forgetTokens makes room when many tokens are kept.
func forgetTokens(c *change) {
	if store.Count[tokenUse](c.tx) < tokenRoom {
		return
	}
	for use := range store.List[tokenUse](c.tx) {
		if use.UsedAt.Before(c.Now.Add(-tokenLife)) {
			store.Delete[tokenUse](c.tx, use.DocumentKey())
		}
	}
}
