package ec2model

import (
	"sync"

	"sallyport/internal/wire/shape"
)

// Schema returns the constraints that EC2's service model puts on requests, for shape.Validate.
var Schema = sync.OnceValue(func() *shape.Schema { return shape.Must(table) })
