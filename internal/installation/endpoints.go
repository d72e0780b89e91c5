package installation

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Endpoints are what the last serve of an installation chose: where it is
// reached, and which containerd holds its containers. Other subcommands, and
// the next serve, go by them.
type Endpoints struct {
	API        string // host:port
	Ingress    string // host:port
	Containerd string // socket
	Private    bool   // the containerd is our own
	Region     string
	PID        int
}

func (i Installation) endpointsFile() string { return filepath.Join(i.Dir, "endpoints.json") }

// Endpoints reads what the last serve wrote.
func (i Installation) Endpoints() (Endpoints, error) {
	var e Endpoints
	text, err := os.ReadFile(i.endpointsFile())
	if err != nil {
		return e, fmt.Errorf("no Sallyport was started with the data directory %s: %w", i.Dir, err)
	}
	if err := json.Unmarshal(text, &e); err != nil {
		return e, fmt.Errorf("read %s: %w", i.endpointsFile(), err)
	}
	return e, nil
}

// WriteEndpoints keeps what a serve chose.
func (i Installation) WriteEndpoints(e Endpoints) error {
	text, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		return err
	}
	return writeWhole(i.endpointsFile(), string(text)+"\n")
}
