//go:build e2e

package console

import (
	"fmt"

	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/random"
	imagetypes "github.com/google/go-containerregistry/pkg/v1/types"

	"sallyport/internal/testimage"
	"sallyport/test/e2e/harness"
)

// Scenario is what stands before the first spec begins: a VPC with a private
// PostgreSQL in it, and images of an application that asks it for a row. No service
// runs, and there is no connector: to make them is what the console is for.
type Scenario struct {
	Origin   string   `json:"origin"`  // URL of the console and the API
	Ingress  string   `json:"ingress"` // host:port of the front door
	Region   string   `json:"region"`
	VPC      string   `json:"vpc"`
	Subnets  Subnets  `json:"subnets"`
	Groups   Groups   `json:"groups"`
	Images   Images   `json:"images"`
	Database Database `json:"database"`
	Dist     string   `json:"dist"` // directory of the console's built files
}

// Subnets are ids by zone; services can't use that of Unsupported.
type Subnets struct {
	A           string `json:"a"`
	B           string `json:"b"`
	Unsupported string `json:"unsupported"`
}

// Groups are ids of security groups. DB lets App in at the database's port.
type Groups struct {
	App string `json:"app"`
	DB  string `json:"db"`
}

// Images are references. WebDB listens on 8080, answers / with a row of the database
// at DATABASE_URL, and /healthz whatever the database does.
type Images struct {
	WebDB    string `json:"webdb"`
	Postgres string `json:"postgres"`
	Probe    string `json:"probe"`
	Slow     string `json:"slow"` // the probe's, of 8 MB that take 4 seconds to come
}

// Database is the PostgreSQL. URL is for DATABASE_URL.
type Database struct {
	Instance string `json:"instance"`
	Address  string `json:"address"`
	Port     int32  `json:"port"`
	URL      string `json:"url"`
}

func newScenario(r *harness.Region) Scenario {
	r.T.Helper()
	const port = 5432
	v := r.NewVPC("10.20.0.0/16")
	r.AWS(nil, "ec2", "create-tags", "--resources", v.ID, "--tags", "Key=Name,Value=shop")
	s := Scenario{
		Origin: "http://" + r.API, Ingress: r.Ingress, Region: r.Name, VPC: v.ID,
		Subnets: Subnets{A: v.Subnet("10.20.1.0/24", "a"), B: v.Subnet("10.20.2.0/24", "b"), Unsupported: v.Subnet("10.20.3.0/24", "c")},
		Groups:  Groups{App: v.Group("shop-app"), DB: v.Group("shop-db")},
		Images:  Images{WebDB: r.Images.WebDB, Postgres: r.Images.Postgres, Probe: r.Images.Probe, Slow: slowImage(r)},
	}
	for subnet, name := range map[string]string{s.Subnets.A: "shop-a", s.Subnets.B: "shop-b", s.Subnets.Unsupported: "shop-c"} {
		r.AWS(nil, "ec2", "create-tags", "--resources", subnet, "--tags", "Key=Name,Value="+name)
	}
	r.Authorize(s.Groups.DB, harness.FromGroup("tcp", port, s.Groups.App))
	database := r.NewInstance(s.Images.Postgres, s.Subnets.A, []string{s.Groups.DB}, "POSTGRES_PASSWORD=s3cret", "POSTGRES_DB=shop")
	r.AWS(nil, "ec2", "create-tags", "--resources", database.ID, "--tags", "Key=Name,Value=shop-database")
	s.Database = Database{database.ID, database.Address, port, fmt.Sprintf("postgres://postgres:s3cret@%s:%d/shop", database.Address, port)}
	return s
}

// slowImage is an image in a registry on a slow line.
func slowImage(r *harness.Region) string {
	r.T.Helper()
	registry, err := testimage.StartRegistry()
	r.Must("start a registry", err)
	r.T.Cleanup(func() { r.Must("close the registry", registry.Close()) })
	image, err := testimage.Probe(r.Context(), testimage.Options{})
	r.Must("make the image", err)
	layer, err := random.Layer(8<<20, imagetypes.OCILayer)
	r.Must("make a layer", err)
	image, err = mutate.AppendLayers(image, layer)
	r.Must("make the image", err)
	reference, err := registry.Push(r.Context(), image, "slow:v1")
	r.Must("push the image", err)
	registry.Limit(2 << 20)
	return reference
}
