// Package shape checks requests against the constraints of AWS's service models: required members, lengths, value
// ranges, patterns and enumerations. The tables are generated (see internal/wire/gen); the same check serves the
// request types of ec2model and those of AWS's SDK, which it reads by reflection.
package shape

import (
	"fmt"
	"maps"
	"slices"
	"sync"
)

// Style is how a service words what is wrong.
type Style int

const (
	// AppRunner is the style of AWS's JSON services: all violations in one message, at paths such as
	// sourceConfiguration.imageRepository.imageIdentifier or tags.1.member.key.
	AppRunner Style = iota
	// EC2 names parameters as they are sent: TagSpecification.1.ResourceType.
	EC2
)

// Table is a service's constraints as data. Shapes and members without constraints are left out.
type Table struct {
	Style      Style
	Operations map[string]string // the shape of an operation's request
	Shapes     map[string]Shape
}

// Shape is what may be said about one type. A structure has Members, a list Element, a map Key and Element; the
// rest holds for the value itself.
type Shape struct {
	Members []Member // in the order in which violations are reported
	Key     string   // shape of a map's keys, "" without constraints
	Element string   // shape of a list's elements or a map's values, "" without constraints

	Min, Max  *int64 // of a number its value, of text its characters, of a list or map its elements
	Pattern   string // of the whole text, as the model has it
	Enum      []string
	Sensitive bool // never quote the value
}

// Member is a structure's member.
type Member struct {
	Name     string // the Go field's too
	Shape    string // "" without constraints
	Required bool
}

// Schema is a table made ready for use. It is safe for concurrent use.
type Schema struct {
	style      Style
	operations map[string]string
	shapes     map[string]*compiledShape
	plans      sync.Map // planKey → *plan
}

type compiledShape struct {
	Shape
	pattern *pattern // nil without one
}

// New compiles the patterns of a table and checks that the shapes it names are there.
func New(table Table) (*Schema, error) {
	s := &Schema{style: table.Style, operations: table.Operations, shapes: map[string]*compiledShape{}}
	for name, shape := range table.Shapes {
		compiled := &compiledShape{Shape: shape}
		if shape.Pattern != "" {
			var err error
			if compiled.pattern, err = compilePattern(shape.Pattern, shape.Max); err != nil {
				return nil, fmt.Errorf("shape %s: %w", name, err)
			}
		}
		s.shapes[name] = compiled
	}
	return s, s.checkNames()
}

// Must is New for tables known to be right, such as generated ones.
func Must(table Table) *Schema {
	s, err := New(table)
	if err != nil {
		panic(err)
	}
	return s
}

// Operations returns the names of all operations in the table, sorted.
func (s *Schema) Operations() []string {
	return slices.Sorted(maps.Keys(s.operations))
}

func (s *Schema) checkNames() error {
	known := func(name string) bool { return name == "" || s.shapes[name] != nil }
	for operation, name := range s.operations {
		if name == "" || !known(name) {
			return fmt.Errorf("operation %s: shape %q is not in the table", operation, name)
		}
	}
	for name, shape := range s.shapes {
		if !known(shape.Key) || !known(shape.Element) {
			return fmt.Errorf("shape %s: its key or element is not in the table", name)
		}
		for _, member := range shape.Members {
			if !known(member.Shape) {
				return fmt.Errorf("shape %s: shape %s of member %s is not in the table", name, member.Shape, member.Name)
			}
		}
	}
	return nil
}
