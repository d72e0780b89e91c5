// Command gen writes the Go types and the tables of shape constraints of the AWS services that Sallyport speaks,
// from the service models that AWS publishes inside its old Go SDK. That SDK's module is fetched into Go's module
// cache and read there; it is no dependency of the program.
//
//	gen -service ec2 -out DIR        types and constraints of the operations listed in ec2_operations.go
//	gen -service apprunner -out DIR  constraints of all operations; the types are those of AWS's present SDK
//	gen -service cloudwatch -out DIR, and servicequotas: constraints of the operations that are served
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

// source is the module that holds the models. Its last release is frozen, so that generating gives the same
// bytes for ever.
const source = "github.com/aws/aws-sdk-go@v1.55.8"

// generators make a service's files from its model, by the service's name.
var generators = map[string]struct {
	model string // path of the model inside the source
	files func(*model) (map[string][]byte, error)
}{
	"ec2":       {"models/apis/ec2/2016-11-15/api-2.json", ec2Files},
	"apprunner": {"models/apis/apprunner/2020-05-15/api-2.json", appRunnerFiles},
	"cloudwatch": {"models/apis/monitoring/2010-08-01/api-2.json", constraintsOf("cloudwatchmodel", nil,
		"ListMetrics", "GetMetricData", "GetMetricStatistics")},
	"servicequotas": {"models/apis/service-quotas/2019-06-24/api-2.json", constraintsOf("servicequotasmodel", serviceQuotasExclusions,
		"ListServices", "ListServiceQuotas", "GetServiceQuota", "ListAWSDefaultServiceQuotas", "GetAWSDefaultServiceQuota")},
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("gen: ")
	service := flag.String("service", "", "ec2, apprunner, cloudwatch or servicequotas")
	out := flag.String("out", ".", "directory to write to")
	flag.Parse()
	if err := run(*service, *out); err != nil {
		log.Fatal(err)
	}
}

func run(service, out string) error {
	dir, err := sourceDir()
	if err != nil {
		return err
	}
	files, err := generate(service, dir)
	if err != nil {
		return err
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(out, name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// generate returns a service's files by name, given the folder of the source.
func generate(service, dir string) (map[string][]byte, error) {
	generator, ok := generators[service]
	if !ok {
		return nil, fmt.Errorf("service %q is not one of those in generators", service)
	}
	m, err := readModel(filepath.Join(dir, filepath.FromSlash(generator.model)))
	if err != nil {
		return nil, err
	}
	files, err := generator.files(m)
	if err != nil {
		return nil, fmt.Errorf("generate %s: %w", service, err)
	}
	return formatted(files)
}

// sourceDir fetches the source, unless the module cache has it, and returns its folder.
func sourceDir() (string, error) {
	// Outside of any module, so that go.mod stays as it is.
	temp, err := os.MkdirTemp("", "gen-*")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(temp)
	command := exec.Command("go", "mod", "download", "-json", source)
	command.Dir = temp
	var stderr bytes.Buffer
	command.Stderr = &stderr
	output, err := command.Output()
	var module struct{ Dir, Error string }
	if parseErr := json.Unmarshal(output, &module); parseErr == nil && module.Error != "" {
		return "", fmt.Errorf("download %s: %s", source, module.Error)
	}
	if err != nil {
		return "", fmt.Errorf("download %s: %w: %s", source, err, stderr.Bytes())
	}
	return module.Dir, nil
}

func ec2Files(m *model) (map[string][]byte, error) {
	additions, err := parseModel(ec2Additions)
	if err != nil {
		return nil, err
	}
	if err := m.add(additions); err != nil {
		return nil, err
	}
	types, err := newEC2Types(m, ec2Operations)
	if err != nil {
		return nil, err
	}
	files, err := types.files()
	if err != nil {
		return nil, err
	}
	files["zz_generated_constraints.go"], err = emitConstraints(m, "ec2model", "EC2", ec2Operations, ec2Exclusions)
	return files, err
}

func appRunnerFiles(m *model) (map[string][]byte, error) {
	operations := slices.Collect(maps.Keys(m.Operations))
	table, err := emitConstraints(m, "apprunnermodel", "AppRunner", operations, appRunnerExclusions)
	return map[string][]byte{"zz_generated_constraints.go": table}, err
}

// constraintsOf makes a package of the constraints of some operations of a service whose types are those of AWS's SDK.
func constraintsOf(pkg string, excluded exclusions, operations ...string) func(*model) (map[string][]byte, error) {
	return func(m *model) (map[string][]byte, error) {
		table, err := emitConstraints(m, pkg, "AppRunner", operations, excluded)
		return map[string][]byte{"zz_generated_constraints.go": table}, err
	}
}
