// Package servicequotasmodel holds the constraints that Service Quotas's service model puts on the requests of the operations
// that are served. The requests' types are those of AWS's SDK.
package servicequotasmodel

import (
	"sync"

	"sallyport/internal/wire/shape"
)

//go:generate go run sallyport/internal/wire/gen -service servicequotas

// Schema returns the constraints, for shape.Validate.
func Schema() *shape.Schema { return schema() }

// schema is made at its first use, since most commands of the program need none.
var schema = sync.OnceValue(func() *shape.Schema { return shape.Must(table) })
