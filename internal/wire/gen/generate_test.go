package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden generates from a small model that has each of the real one's peculiarities.
func TestGolden(t *testing.T) {
	m := readTestModel(t)
	operations := []string{"DescribeThings", "CreateThing", "DeleteThing"}
	types, err := newEC2Types(m, operations)
	if err != nil {
		t.Fatal(err)
	}
	files, err := types.files()
	if err != nil {
		t.Fatal(err)
	}
	if files["zz_generated_constraints.go"], err = emitConstraints(m, "ec2model", "EC2", operations, nil); err != nil {
		t.Fatal(err)
	}
	if files, err = formatted(files); err != nil {
		t.Fatal(err)
	}
	for name, got := range files {
		golden := filepath.Join("testdata", strings.TrimSuffix(name, ".go")+".golden")
		if *update {
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

func TestExclusions(t *testing.T) {
	m := readTestModel(t)
	source, err := emitConstraints(m, "p", "EC2", []string{"CreateThing"}, exclusions{
		"Color enum": "why", "CreateThingRequest.Size required": "why",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, excluded := range []string{"BLUE", "Required"} {
		if strings.Contains(string(source), excluded) {
			t.Errorf("%s is in the table:\n%s", excluded, source)
		}
	}
	_, err = emitConstraints(m, "p", "EC2", []string{"CreateThing"}, exclusions{"Colour enum": "why"})
	if err == nil || err.Error() != `exclusion "Colour enum" matches nothing in the model` {
		t.Errorf("a needless exclusion: %v", err)
	}
}

func TestAdditions(t *testing.T) {
	m := readTestModel(t)
	additions, err := parseModel([]byte(`{
		"operations": {"DeleteThing": {"output": {"shape": "Gone"}}},
		"shapes": {
			"Gone": {"type": "structure", "members": {"When": {"shape": "Time", "locationName": "when"}}},
			"Thing": {"members": {"Arn": {"shape": "String", "locationName": "arn"}}}
		}}`))
	if err != nil {
		t.Fatal(err)
	}
	if err := m.add(additions); err != nil {
		t.Fatal(err)
	}
	if !m.Shapes["Thing"].member("Arn") || m.Operations["DeleteThing"].Output.Shape != "Gone" {
		t.Error("the additions are not in the model")
	}
	if err := m.add(additions); err == nil {
		t.Error("additions that the model has are accepted")
	}
}

func TestUnknownNamesAreRefused(t *testing.T) {
	m := readTestModel(t)
	if _, err := newEC2Types(m, []string{"FlyThing"}); err == nil || err.Error() != "operation FlyThing is not in the model" {
		t.Errorf("got %v", err)
	}
	m.Shapes["Long"].Type = "document"
	types, err := newEC2Types(m, []string{"DeleteThing"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := types.files(); err == nil || !strings.Contains(err.Error(), `DeleteThingRequest.Size: shape Long of type "document"`) {
		t.Errorf("got %v", err)
	}
	if _, err := generate("s3", ""); err == nil {
		t.Error("an unknown service is accepted")
	}
}

func readTestModel(t *testing.T) *model {
	t.Helper()
	m, err := readModel(filepath.Join("testdata", "api.json"))
	if err != nil {
		t.Fatal(err)
	}
	return m
}
