package shape

import (
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"
)

// Rule is the kind of a constraint.
type Rule string

const (
	Required  Rule = "required"
	MinLength Rule = "min length"
	MaxLength Rule = "max length"
	Minimum   Rule = "minimum"
	Maximum   Rule = "maximum"
	Pattern   Rule = "pattern"
	Enum      Rule = "enum"
)

// Violation is one constraint that a request does not meet.
type Violation struct {
	Path    string // of the member, in the service's style
	Rule    Rule
	Value   string // shortened; "" when absent or sensitive
	Message string // a sentence in the service's style, which never quotes a sensitive value
}

// Validate returns all violations of a request, in the order of the model; nil says that there are none. in is a
// pointer to the operation's request.
//
// What is absent violates nothing but Required: nil, and "" in a field that is a string and no pointer to one.
// Numbers and booleans that are no pointers are taken as given, save zero, which can't be told from absent.
//
// It panics when the table has no such operation or the type lacks a member of it: mistakes of the program.
func Validate(s *Schema, operation string, in any) []Violation {
	value := reflect.ValueOf(in)
	v := validator{style: s.style}
	v.value(value, s.plan(operation, value.Type()))
	return v.violations
}

// Text is the message of a JSON service about all violations of a request.
func Text(violations []Violation) string {
	messages := make([]string, len(violations))
	for i, violation := range violations {
		messages[i] = violation.Message
	}
	return countDetected(len(violations)) + strings.Join(messages, "; ")
}

type validator struct {
	style      Style
	path       []step
	violations []Violation
}

// step is one part of a path: a member, a list's element from 1, a map's key, or the value at one.
type step struct {
	kind  stepKind
	name  string
	index int
}

type stepKind int

const (
	memberStep stepKind = iota
	elementStep
	keyStep
	entryStep
)

func (v *validator) value(value reflect.Value, p *plan) {
	if p == nil {
		return
	}
	for value.Kind() == reflect.Pointer {
		if value.IsNil() {
			return
		}
		value = value.Elem()
	}
	if p.shape != nil {
		v.constraints(value, p.shape)
	}
	switch value.Kind() {
	case reflect.Struct:
		v.fields(value, p.fields)
	case reflect.Slice:
		if p.element == nil {
			return
		}
		for i := range value.Len() {
			v.below(step{kind: elementStep, index: i + 1}, value.Index(i), p.element)
		}
	case reflect.Map:
		v.entries(value, p)
	}
}

func (v *validator) fields(value reflect.Value, fields []fieldPlan) {
	for _, field := range fields {
		member := value.Field(field.index)
		if isAbsent(member) {
			if field.required {
				v.path = append(v.path, step{kind: memberStep, name: field.name})
				v.report(Required, nil, "")
				v.path = v.path[:len(v.path)-1]
			}
			continue
		}
		v.below(step{kind: memberStep, name: field.name}, member, field.value)
	}
}

func (v *validator) entries(value reflect.Value, p *plan) {
	if p.key == nil && p.element == nil {
		return
	}
	keys := value.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	for _, key := range keys {
		v.below(step{kind: keyStep, name: key.String()}, key, p.key)
		v.below(step{kind: entryStep, name: key.String()}, value.MapIndex(key), p.element)
	}
}

func (v *validator) below(at step, value reflect.Value, p *plan) {
	if p == nil {
		return
	}
	v.path = append(v.path, at)
	v.value(value, p)
	v.path = v.path[:len(v.path)-1]
}

func (v *validator) constraints(value reflect.Value, shape *compiledShape) {
	switch value.Kind() {
	case reflect.String:
		text := value.String()
		v.size(int64(utf8.RuneCountInString(text)), MinLength, MaxLength, value, shape)
		if shape.pattern != nil && !shape.pattern.matches(text) {
			v.report(Pattern, quote(value, shape), shape.Pattern)
		}
		if len(shape.Enum) > 0 && !slices.Contains(shape.Enum, text) {
			v.report(Enum, quote(value, shape), strings.Join(shape.Enum, ", "))
		}
	case reflect.Slice, reflect.Map:
		v.size(int64(value.Len()), MinLength, MaxLength, value, shape)
	case reflect.Int32, reflect.Int64:
		v.size(value.Int(), Minimum, Maximum, value, shape)
	}
}

func (v *validator) size(size int64, low, high Rule, value reflect.Value, shape *compiledShape) {
	if shape.Min != nil && size < *shape.Min {
		v.report(low, quote(value, shape), decimal(*shape.Min))
	}
	if shape.Max != nil && size > *shape.Max {
		v.report(high, quote(value, shape), decimal(*shape.Max))
	}
}

// report records a violation at the present path. value is nil for what is absent; allowed is the constraint.
func (v *validator) report(rule Rule, value *quoted, allowed string) {
	path := v.style.path(v.path)
	violation := Violation{Path: path, Rule: rule, Message: v.style.message(path, rule, value, allowed)}
	if value != nil {
		violation.Value = value.text
	}
	v.violations = append(v.violations, violation)
}

// isAbsent is true for nil and for zero scalars, which are the absent ones of fields that are no pointers.
func isAbsent(value reflect.Value) bool {
	switch value.Kind() {
	case reflect.Struct:
		return false
	case reflect.Bool:
		return false
	}
	return value.IsZero()
}
