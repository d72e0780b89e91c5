package ec2model

import (
	"sync"

	"sallyport/internal/wire/shape"
)

// Schema returns the constraints that EC2's service model puts on requests, for shape.Validate.
func Schema() *shape.Schema { return schema() }

// schema is made at its first use, since most commands of the program need none.
var schema = sync.OnceValue(func() *shape.Schema { return shape.Must(table) })
