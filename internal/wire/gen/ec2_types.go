package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// openEnums are enumerations whose values are not ours to fix: their types get no constants and their
// values are not checked.
var openEnums = map[string]string{
	"InstanceType":                  "AWS adds types every month, and which of them means something here is for the domain to say",
	"CapacityReservationPreference": "grew a value after the model was frozen, and nothing here reserves capacity",
}

// ec2Types emits the Go types of some of EC2's operations.
type ec2Types struct {
	model      *model
	operations []string
	inputs     map[string]bool // shapes that requests are made of
	outputs    map[string]bool // shapes that answers are made of
	declared   map[string]string
}

func newEC2Types(m *model, operations []string) (*ec2Types, error) {
	var requests, answers []string
	for _, name := range operations {
		op, ok := m.Operations[name]
		if !ok {
			return nil, fmt.Errorf("operation %s is not in the model", name)
		}
		if op.Input == nil {
			return nil, fmt.Errorf("operation %s has no input", name)
		}
		requests = append(requests, op.Input.Shape)
		if op.Output != nil {
			answers = append(answers, op.Output.Shape)
		}
	}
	inputs, err := m.reachable(requests...)
	if err != nil {
		return nil, err
	}
	outputs, err := m.reachable(answers...)
	if err != nil {
		return nil, err
	}
	return &ec2Types{
		model: m, operations: slices.Sorted(slices.Values(operations)),
		inputs: inputs, outputs: outputs, declared: map[string]string{},
	}, nil
}

// files returns the emitted sources by file name, not yet formatted.
func (t *ec2Types) files() (map[string][]byte, error) {
	emitters := map[string]func(*bytes.Buffer) error{
		"zz_generated_inputs.go":  t.emitInputs,
		"zz_generated_outputs.go": t.emitOutputs,
		"zz_generated_shapes.go":  t.emitShapes,
		"zz_generated_enums.go":   t.emitEnums,
	}
	files := map[string][]byte{}
	for name, emit := range emitters {
		var body bytes.Buffer
		if err := emit(&body); err != nil {
			return nil, err
		}
		var file bytes.Buffer
		header(&file, "ec2model")
		if bytes.Contains(body.Bytes(), []byte("time.Time")) {
			file.WriteString("import \"time\"\n")
		}
		file.Write(body.Bytes())
		files[name] = file.Bytes()
	}
	return files, nil
}

func (t *ec2Types) emitInputs(w *bytes.Buffer) error {
	for _, name := range t.operations {
		shape := t.model.Operations[name].Input.Shape
		comment := fmt.Sprintf("is the request of %s.", name)
		if err := t.emitStruct(w, name+"Input", comment, shape, true, false); err != nil {
			return err
		}
	}
	return nil
}

func (t *ec2Types) emitOutputs(w *bytes.Buffer) error {
	for _, name := range t.operations {
		output := t.model.Operations[name].Output
		if output == nil {
			if err := t.declare(name+"Output", name); err != nil {
				return err
			}
			fmt.Fprintf(w, "\n// %sOutput is the answer of %s, which only says that it worked.\ntype %sOutput struct{}\n", name, name, name)
			continue
		}
		comment := fmt.Sprintf("is the answer of %s.", name)
		if err := t.emitStruct(w, name+"Output", comment, output.Shape, false, true); err != nil {
			return err
		}
	}
	return nil
}

// emitShapes emits the structures that requests and answers are made of. A request's or an answer's own shape
// is among them only where another shape uses it too (an answer of RunInstances is an element of another's).
func (t *ec2Types) emitShapes(w *bytes.Buffer) error {
	used := map[string]bool{}
	for _, name := range t.reached() {
		for _, part := range t.model.Shapes[name].parts() {
			used[part.Shape] = true
		}
	}
	for _, name := range t.reached() {
		if t.model.Shapes[name].Type != "structure" || !used[name] {
			continue
		}
		comment := "is a part of " + t.direction(name) + "."
		if err := t.emitStruct(w, exported(name), comment, name, t.inputs[name], t.outputs[name]); err != nil {
			return err
		}
	}
	return nil
}

func (t *ec2Types) direction(name string) string {
	switch {
	case t.inputs[name] && t.outputs[name]:
		return "requests and answers"
	case t.inputs[name]:
		return "requests"
	default:
		return "answers"
	}
}

// reached lists all shapes in use, sorted.
func (t *ec2Types) reached() []string {
	var names []string
	for name := range t.model.Shapes {
		if t.inputs[name] || t.outputs[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (t *ec2Types) emitStruct(w *bytes.Buffer, goName, comment, shape string, asked, answered bool) error {
	if err := t.declare(goName, shape); err != nil {
		return err
	}
	fmt.Fprintf(w, "\n// %s %s\ntype %s struct {\n", goName, comment, goName)
	for _, member := range t.model.Shapes[shape].Members {
		goType, err := t.fieldType(member.Shape)
		if err != nil {
			return fmt.Errorf("%s.%s: %w", shape, member.Name, err)
		}
		var tags []string
		if asked {
			tags = append(tags, fmt.Sprintf("query:%q", queryName(member)))
		}
		if answered {
			tags = append(tags, fmt.Sprintf("xml:%q", t.xmlName(member)))
		}
		fmt.Fprintf(w, "%s %s `%s`\n", exported(member.Name), goType, strings.Join(tags, " "))
	}
	w.WriteString("}\n")
	return nil
}

// declare refuses two types of one name.
func (t *ec2Types) declare(goName, shape string) error {
	if other, taken := t.declared[goName]; taken {
		return fmt.Errorf("type %s stands for both %s and %s", goName, other, shape)
	}
	t.declared[goName] = shape
	return nil
}

// fieldType maps a shape to the type of a field: everything that can be absent can be nil or "".
func (t *ec2Types) fieldType(name string) (string, error) {
	shape := t.model.Shapes[name]
	switch {
	case shape.Type == "list":
		element, err := t.elementType(shape.Member.Shape)
		return "[]" + element, err
	case len(shape.Enum) > 0:
		return exported(name), nil // "" is absent
	case shape.Type == "blob":
		return "[]byte", nil
	}
	element, err := t.elementType(name)
	return "*" + element, err
}

func (t *ec2Types) elementType(name string) (string, error) {
	shape := t.model.Shapes[name]
	switch shape.Type {
	case "structure":
		return exported(name), nil
	case "string":
		if len(shape.Enum) > 0 {
			return exported(name), nil
		}
		return "string", nil
	case "integer":
		return "int32", nil
	case "long":
		return "int64", nil
	case "double":
		return "float64", nil
	case "boolean":
		return "bool", nil
	case "timestamp":
		return "time.Time", nil
	}
	return "", fmt.Errorf("shape %s of type %q has no Go type yet", name, shape.Type)
}

// queryName is the name of a member in a request, by the rules of the protocol that AWS calls "ec2".
func queryName(member namedReference) string {
	switch {
	case member.QueryName != "":
		return member.QueryName
	case member.LocationName != "":
		return exported(member.LocationName)
	default:
		return member.Name
	}
}

// xmlName is the name of a member in an answer; a list's is followed by that of its elements, in the notation
// of encoding/xml.
func (t *ec2Types) xmlName(member namedReference) string {
	name := member.LocationName
	if name == "" {
		name = member.Name
	}
	shape := t.model.Shapes[member.Shape]
	if shape.Type != "list" || shape.Flattened || member.Flattened {
		return name
	}
	item := shape.Member.LocationName
	if item == "" {
		item = "member"
	}
	return name + ">" + item
}
