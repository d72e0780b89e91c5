// Package sts serves the part of AWS's security token service that clients ask to learn who they are.
package sts

import (
	"context"

	"sallyport/internal/api/caller"
	"sallyport/internal/wire/ec2query"
)

// The names of STS's API.
const (
	version   = "2011-06-15"
	namespace = "https://sts.amazonaws.com/doc/2011-06-15/"
)

// GetCallerIdentityInput has no members.
type GetCallerIdentityInput struct{}

// GetCallerIdentityOutput is who signed the request.
type GetCallerIdentityOutput struct {
	UserID  *string `xml:"UserId"`
	Account *string `xml:"Account"`
	ARN     *string `xml:"Arn"`
}

// Service is the API on the wire; [ec2query.NewHandler] serves it. The context of its requests must have the caller.
func Service() ec2query.Service {
	return ec2query.Service{
		Version: version, Namespace: namespace, Dialect: ec2query.Query, RequestID: caller.RequestID,
		Operations: []ec2query.Operation{ec2query.Op("GetCallerIdentity", GetCallerIdentity)},
	}
}

// GetCallerIdentity names the account's root user, who is the one caller there is.
func GetCallerIdentity(ctx context.Context, _ *GetCallerIdentityInput) (*GetCallerIdentityOutput, error) {
	account := caller.From(ctx).Account
	return &GetCallerIdentityOutput{UserID: &account, Account: &account, ARN: new("arn:aws:iam::" + account + ":root")}, nil
}
