package shape

import (
	"fmt"
	"reflect"
)

// plan is a shape laid over a Go type.
type plan struct {
	shape   *compiledShape // nil without constraints on the value itself
	fields  []fieldPlan
	key     *plan
	element *plan
}

type fieldPlan struct {
	index    int
	name     string // in paths
	required bool
	value    *plan // nil without constraints
}

type planKey struct {
	operation string
	in        reflect.Type
}

// plan returns an operation's plan for a type of requests, which is worked out once.
func (s *Schema) plan(operation string, in reflect.Type) *plan {
	key := planKey{operation, in}
	if known, ok := s.plans.Load(key); ok {
		return known.(*plan)
	}
	name, ok := s.operations[operation]
	if !ok {
		panic(fmt.Sprintf("shape: operation %s is not in the table", operation))
	}
	p := s.layOver(in, name, map[planKey]*plan{})
	s.plans.Store(key, p)
	return p
}

// layOver joins a shape and a type; seen holds what is being joined, so that types may be recursive.
func (s *Schema) layOver(t reflect.Type, name string, seen map[planKey]*plan) *plan {
	if name == "" {
		return nil
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if known := seen[planKey{name, t}]; known != nil {
		return known
	}
	shape := s.shapes[name]
	p := &plan{shape: shape}
	seen[planKey{name, t}] = p
	switch t.Kind() {
	case reflect.Slice:
		p.element = s.layOver(t.Elem(), shape.Element, seen)
	case reflect.Map:
		p.key = s.layOver(t.Key(), shape.Key, seen)
		p.element = s.layOver(t.Elem(), shape.Element, seen)
	case reflect.Struct:
		for _, member := range shape.Members {
			field, ok := t.FieldByName(member.Name)
			if !ok || len(field.Index) != 1 {
				panic(fmt.Sprintf("shape: type %s has no field %s, which shape %s has", t, member.Name, name))
			}
			p.fields = append(p.fields, fieldPlan{
				index: field.Index[0], name: s.style.memberName(field), required: member.Required,
				value: s.layOver(field.Type, member.Shape, seen),
			})
		}
	}
	return p
}
