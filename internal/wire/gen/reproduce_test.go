//go:build generate

package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCheckedInFilesAreTheGenerators fetches the models and compares all generated files with those in the tree.
func TestCheckedInFilesAreTheGenerators(t *testing.T) {
	dir, err := sourceDir()
	if err != nil {
		t.Fatal(err)
	}
	for service, pkg := range map[string]string{"ec2": "ec2model", "apprunner": "apprunnermodel", "cloudwatch": "cloudwatchmodel", "servicequotas": "servicequotasmodel"} {
		files, err := generate(service, dir)
		if err != nil {
			t.Fatal(err)
		}
		present, err := filepath.Glob(filepath.Join("..", pkg, "zz_generated_*.go"))
		if err != nil {
			t.Fatal(err)
		}
		if len(present) != len(files) {
			t.Errorf("%s has %d generated files, the generator makes %d", pkg, len(present), len(files))
		}
		for name, want := range files {
			got, err := os.ReadFile(filepath.Join("..", pkg, name))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("%s/%s: generator -, tree +; run go generate ./internal/wire/...\n%s", pkg, name, diff)
			}
		}
	}
}
