package testimage

import (
	"context"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

const packagePath = "sallyport/internal/testimage/"

// Probe is the image of the test program: a web service that can be asked what it sees and told to misbehave, and a set of
// commands. Its package says what it can do. Options may change its user, files and so on.
func Probe(ctx context.Context, options Options) (v1.Image, error) {
	if options.ExposedPorts == nil {
		options.ExposedPorts = []string{"8080/tcp"}
	}
	return Program(ctx, packagePath+"probe", options)
}

// WebDB is the image of the sample application: a web service that answers with a row of the database at DATABASE_URL. It does
// not run as root.
func WebDB(ctx context.Context) (v1.Image, error) {
	return Program(ctx, packagePath+"webdb", Options{User: "65532:65532", ExposedPorts: []string{"8080/tcp"}})
}
