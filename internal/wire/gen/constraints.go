package main

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// constraints is the table of a service's shape constraints in the making.
type constraints struct {
	model    *model
	excluded exclusions
	used     map[string]bool // exclusions that were met, to find those that are not needed any more
	memo     map[string]bool // whether a shape has constraints, itself or below
}

// exclusions are the constraints of the model that are not enforced, and why. The keys are "Shape.rule" with the
// rules pattern and enum, or "Shape.Member required".
type exclusions map[string]string

var ec2Exclusions = exclusions{
	"InstanceType enum":                  openEnums["InstanceType"],
	"CapacityReservationPreference enum": openEnums["CapacityReservationPreference"],

	"CreateDefaultSubnetRequest.AvailabilityZone required": "since the model was frozen, a zone may be given by its id instead",
}

var appRunnerExclusions = exclusions{
	"ImageIdentifier pattern": "it names two registries of AWS; here an image may come from any OCI registry",
}

var serviceQuotasExclusions = exclusions{
	"NextToken pattern": "tokens here are of another alphabet, and whoever reads them says what is wrong with one",
}

// anyText is a pattern that means no constraint: what it would refuse, a line's end, is an accident of its form.
const anyText = ".*"

// emitConstraints writes the table of what the operations' requests are made of.
func emitConstraints(m *model, pkg, style string, operations []string, excluded exclusions) ([]byte, error) {
	c := &constraints{model: m, excluded: excluded, used: map[string]bool{}, memo: map[string]bool{}}
	var roots []string
	var w bytes.Buffer
	header(&w, pkg)
	w.WriteString("import \"sallyport/internal/wire/shape\"\n\nvar table = shape.Table{\n")
	fmt.Fprintf(&w, "Style: shape.%s,\nOperations: map[string]string{\n", style)
	for _, operation := range slices.Sorted(slices.Values(operations)) {
		input := m.Operations[operation].Input.Shape
		roots = append(roots, input)
		fmt.Fprintf(&w, "%q: %q,\n", operation, input)
	}
	w.WriteString("},\nShapes: map[string]shape.Shape{\n")
	reached, err := m.reachable(roots...)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(reached)) {
		if slices.Contains(roots, name) || c.constrained(name) {
			c.emitShape(&w, name)
		}
	}
	w.WriteString("},\n}\n")
	for exclusion := range excluded {
		if !c.used[exclusion] {
			return nil, fmt.Errorf("exclusion %q matches nothing in the model", exclusion)
		}
	}
	return w.Bytes(), nil
}

func (c *constraints) emitShape(w *bytes.Buffer, name string) {
	s := c.model.Shapes[name]
	fmt.Fprintf(w, "%q: {", name)
	if s.Type == "structure" {
		c.emitMembers(w, name)
	}
	if s.Key != nil && c.constrained(s.Key.Shape) {
		fmt.Fprintf(w, "Key: %q,", s.Key.Shape)
	}
	for _, element := range []*reference{s.Member, s.Value} {
		if element != nil && c.constrained(element.Shape) {
			fmt.Fprintf(w, "Element: %q,", element.Shape)
		}
	}
	if s.Min != nil {
		fmt.Fprintf(w, "Min: new(int64(%.0f)),", *s.Min)
	}
	if s.Max != nil {
		fmt.Fprintf(w, "Max: new(int64(%.0f)),", *s.Max)
	}
	if pattern := c.pattern(name); pattern != "" {
		fmt.Fprintf(w, "Pattern: %q,", pattern)
	}
	if enum := c.enum(name); len(enum) > 0 {
		fmt.Fprintf(w, "Enum: []string{\n\"%s\",\n},", strings.Join(enum, "\", \""))
	}
	if s.Sensitive {
		w.WriteString("Sensitive: true,")
	}
	w.WriteString("},\n")
}

func (c *constraints) emitMembers(w *bytes.Buffer, name string) {
	w.WriteString("Members: []shape.Member{\n")
	for _, member := range c.model.Shapes[name].Members {
		required := c.required(name, member.Name)
		constrained := c.constrained(member.Shape)
		if !required && !constrained {
			continue
		}
		fmt.Fprintf(w, "{Name: %q,", exported(member.Name))
		if constrained {
			fmt.Fprintf(w, "Shape: %q,", member.Shape)
		}
		if required {
			w.WriteString("Required: true,")
		}
		w.WriteString("},\n")
	}
	w.WriteString("},")
}

// constrained is true for a shape with something to check, itself or below.
func (c *constraints) constrained(name string) bool {
	if known, ok := c.memo[name]; ok {
		return known
	}
	c.memo[name] = false // for what refers to itself
	s := c.model.Shapes[name]
	result := s.Min != nil || s.Max != nil || c.pattern(name) != "" || len(c.enum(name)) > 0
	for _, member := range s.Members {
		result = c.required(name, member.Name) || result
	}
	for _, part := range s.parts() {
		result = c.constrained(part.Shape) || result
	}
	c.memo[name] = result
	return result
}

func (c *constraints) pattern(name string) string {
	pattern := c.model.Shapes[name].Pattern
	if pattern == anyText || pattern != "" && c.excludes(name+" pattern") {
		return ""
	}
	return pattern
}

func (c *constraints) enum(name string) []string {
	enum := c.model.Shapes[name].Enum
	if len(enum) > 0 && c.excludes(name+" enum") {
		return nil
	}
	return enum
}

func (c *constraints) required(name, member string) bool {
	return slices.Contains(c.model.Shapes[name].Required, member) && !c.excludes(name+"."+member+" required")
}

func (c *constraints) excludes(key string) bool {
	_, excluded := c.excluded[key]
	if excluded {
		c.used[key] = true
	}
	return excluded
}
