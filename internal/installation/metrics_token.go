package installation

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// MetricsTokenFile is the file of the token that whoever reads /metrics shows,
// as Prometheus' authorization.credentials_file wants it.
func (i Installation) MetricsTokenFile() string { return filepath.Join(i.Dir, "metrics-token") }

// EnsureMetricsToken reads the token, and makes it at the first start.
func (i Installation) EnsureMetricsToken() (string, error) {
	text, err := os.ReadFile(i.MetricsTokenFile())
	if errors.Is(err, fs.ErrNotExist) {
		token := rand.Text()
		return token, writeWhole(i.MetricsTokenFile(), token+"\n")
	}
	if err != nil {
		return "", fmt.Errorf("read the token of metrics: %w", err)
	}
	token := strings.TrimSpace(string(text))
	if token == "" {
		return "", fmt.Errorf("the file %s has no token; remove it and start again to get a new one", i.MetricsTokenFile())
	}
	return token, nil
}
