// Package caller tells an operation who calls it, and from where.
package caller

import "context"

// Caller is who made a request, as its verified signature says.
type Caller struct {
	Account     string
	Region      string // the region that the request was signed for
	AccessKeyID string
	RequestID   string
}

type key struct{}

// With gives a context in which [From] finds the caller.
func With(ctx context.Context, c Caller) context.Context { return context.WithValue(ctx, key{}, c) }

// From gives the caller of a request; the zero value outside of one.
func From(ctx context.Context) Caller {
	c, _ := ctx.Value(key{}).(Caller)
	return c
}

// RequestID is the id of the request that the context belongs to, or empty.
func RequestID(ctx context.Context) string { return From(ctx).RequestID }
