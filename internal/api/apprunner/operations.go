package apprunner

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"

	"sallyport/internal/api/caller"
	"sallyport/internal/platform"
	"sallyport/internal/store"
)

// ListOperations shows a service's operations, the newest first.
func (a *API) ListOperations(ctx context.Context, in *apprunner.ListOperationsInput) (*apprunner.ListOperationsOutput, error) {
	who := caller.From(ctx)
	snapshot := a.Store.Snapshot()
	service, err := findService(snapshot, who, *in.ServiceArn)
	if err != nil {
		return nil, err
	}
	// Ids begin with the time they were made at, so that their order is that.
	operations := slices.Collect(store.Find[platform.Operation](snapshot, "service="+service.ARN))
	slices.Reverse(operations)
	part, next, err := list("ListOperations", who.Region, operations, descending, platform.Operation.DocumentKey, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &apprunner.ListOperationsOutput{OperationSummaryList: []types.OperationSummary{}, NextToken: next}
	for _, op := range part {
		out.OperationSummaryList = append(out.OperationSummaryList, types.OperationSummary{
			Id: &op.ID, Type: types.OperationType(op.Type), Status: types.OperationStatus(op.Status), TargetArn: &op.ServiceARN,
			StartedAt: &op.StartedAt, UpdatedAt: &op.UpdatedAt, EndedAt: moment(op.EndedAt),
		})
	}
	return out, nil
}
