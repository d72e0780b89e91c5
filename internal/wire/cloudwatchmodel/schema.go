// Package cloudwatchmodel holds the constraints that CloudWatch's service model puts on the requests of the operations
// that are served. The requests' types are those of AWS's SDK.
package cloudwatchmodel

import (
	"sync"

	"sallyport/internal/wire/shape"
)

//go:generate go run sallyport/internal/wire/gen -service cloudwatch

// Schema returns the constraints, for shape.Validate.
func Schema() *shape.Schema { return schema() }

// schema is made at its first use, since most commands of the program need none.
var schema = sync.OnceValue(func() *shape.Schema { return shape.Must(table) })
