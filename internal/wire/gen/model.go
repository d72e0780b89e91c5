package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
)

// model is the part of AWS's api-2.json that the generator reads.
type model struct {
	Metadata   metadata               `json:"metadata"`
	Operations map[string]operation   `json:"operations"`
	Shapes     map[string]*modelShape `json:"shapes"`
}

type metadata struct {
	APIVersion string `json:"apiVersion"`
	Protocol   string `json:"protocol"`
	ServiceID  string `json:"serviceId"`
}

type operation struct {
	Input  *reference `json:"input"`
	Output *reference `json:"output"`
}

// modelShape is one type of the model; which fields are set depends on Type.
type modelShape struct {
	Type      string     `json:"type"`
	Members   members    `json:"members"`  // structure
	Required  []string   `json:"required"` // structure
	Member    *reference `json:"member"`   // list
	Key       *reference `json:"key"`      // map
	Value     *reference `json:"value"`    // map
	Flattened bool       `json:"flattened"`
	Enum      []string   `json:"enum"`
	Min       *float64   `json:"min"` // length of strings, lists and maps; value of numbers
	Max       *float64   `json:"max"`
	Pattern   string     `json:"pattern"`
	Sensitive bool       `json:"sensitive"`
}

// reference is the use of a shape as a member, an element, an input or an output.
type reference struct {
	Shape        string `json:"shape"`
	LocationName string `json:"locationName"`
	QueryName    string `json:"queryName"`
	Flattened    bool   `json:"flattened"`
}

// namedReference is a structure's member.
type namedReference struct {
	Name string
	reference
}

// members keeps the order of the model, which is the order of the emitted fields and of the violations
// that a validator reports.
type members []namedReference

// UnmarshalJSON reads a JSON object in its own order.
func (m *members) UnmarshalJSON(data []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	if _, err := decoder.Token(); err != nil {
		return err
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return err
		}
		member := namedReference{Name: name.(string)}
		if err := decoder.Decode(&member.reference); err != nil {
			return fmt.Errorf("member %s: %w", member.Name, err)
		}
		*m = append(*m, member)
	}
	return nil
}

func readModel(path string) (*model, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return parseModel(data)
}

func parseModel(data []byte) (*model, error) {
	var m model
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("parse service model: %w", err)
	}
	return &m, nil
}

// reachable returns the names of all shapes that the given ones are made of, themselves included.
func (m *model) reachable(roots ...string) (map[string]bool, error) {
	seen := map[string]bool{}
	var walk func(name string) error
	walk = func(name string) error {
		if seen[name] {
			return nil
		}
		shape, ok := m.Shapes[name]
		if !ok {
			return fmt.Errorf("shape %s is not in the model", name)
		}
		seen[name] = true
		for _, part := range shape.parts() {
			if err := walk(part.Shape); err != nil {
				return err
			}
		}
		return nil
	}
	for _, root := range roots {
		if err := walk(root); err != nil {
			return nil, err
		}
	}
	return seen, nil
}

// parts lists what a shape is made of.
func (s *modelShape) parts() []reference {
	var parts []reference
	for _, member := range s.Members {
		parts = append(parts, member.reference)
	}
	for _, ref := range []*reference{s.Member, s.Key, s.Value} {
		if ref != nil {
			parts = append(parts, *ref)
		}
	}
	return parts
}
