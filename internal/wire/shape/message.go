package shape

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// quotedLength bounds what a message quotes of a value, in bytes.
const quotedLength = 128

// quoted is a value as a message shows it.
type quoted struct {
	text      string
	sensitive bool
}

// quote renders a value. Of lists and maps it tells the number of elements only, since those may be sensitive where
// the list is not.
func quote(value reflect.Value, shape *compiledShape) *quoted {
	if shape.Sensitive {
		return &quoted{sensitive: true}
	}
	switch value.Kind() {
	case reflect.Slice, reflect.Map:
		if value.Len() == 0 {
			return &quoted{text: "[]"}
		}
		return &quoted{text: fmt.Sprintf("[%d elements]", value.Len())}
	case reflect.String:
		return &quoted{text: shortened(value.String())}
	}
	return &quoted{text: fmt.Sprint(value.Interface())}
}

// shortened returns the beginning of a text for quoting.
func shortened(text string) string {
	if len(text) <= quotedLength {
		return text
	}
	end := quotedLength
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}

func decimal(number int64) string { return strconv.FormatInt(number, 10) }

func countDetected(count int) string {
	if count == 1 {
		return "1 validation error detected: "
	}
	return strconv.Itoa(count) + " validation errors detected: "
}

// memberName is a field's name in a path: as it is sent in EC2, else with a small first letter.
func (s Style) memberName(field reflect.StructField) string {
	if s == EC2 {
		return field.Tag.Get("query")
	}
	return strings.ToLower(field.Name[:1]) + field.Name[1:]
}

func (s Style) path(steps []step) string {
	var path strings.Builder
	for i, step := range steps {
		if i > 0 {
			path.WriteByte('.')
		}
		if step.kind == elementStep {
			path.WriteString(strconv.Itoa(step.index))
		} else {
			path.WriteString(shortened(step.name))
		}
		switch {
		case step.kind == keyStep:
			path.WriteString(".key")
		case step.kind != memberStep && s == AppRunner:
			path.WriteString(".member")
		}
	}
	return path.String()
}

func (s Style) message(path string, rule Rule, value *quoted, allowed string) string {
	if s == EC2 {
		return ec2Message(path, rule, value, allowed)
	}
	return appRunnerMessage(path, rule, value, allowed)
}

// appRunnerMessage words a violation as AWS's JSON services do.
func appRunnerMessage(path string, rule Rule, value *quoted, allowed string) string {
	shown := "Value"
	switch {
	case value == nil:
		shown = "Value null"
	case !value.sensitive:
		shown = "Value '" + value.text + "'"
	}
	constraints := map[Rule]string{
		Required:  "Member must not be null",
		MinLength: "Member must have length greater than or equal to " + allowed,
		MaxLength: "Member must have length less than or equal to " + allowed,
		Minimum:   "Member must have value greater than or equal to " + allowed,
		Maximum:   "Member must have value less than or equal to " + allowed,
		Pattern:   "Member must satisfy regular expression pattern: " + allowed,
		Enum:      "Member must satisfy enum value set: [" + allowed + "]",
	}
	return fmt.Sprintf("%s at '%s' failed to satisfy constraint: %s", shown, path, constraints[rule])
}

// ec2Message words a violation as EC2 does.
func ec2Message(path string, rule Rule, value *quoted, allowed string) string {
	if rule == Required {
		return "The request must contain the parameter " + path
	}
	shown := ""
	if !value.sensitive {
		shown = "(" + value.text + ") "
	}
	constraints := map[Rule]string{
		MinLength: "Expected a length of at least " + allowed,
		MaxLength: "Expected a length of at most " + allowed,
		Minimum:   "Expected a value of at least " + allowed,
		Maximum:   "Expected a value of at most " + allowed,
		Pattern:   "Expected a text that matches " + allowed,
		Enum:      "Expected one of: " + allowed,
	}
	return fmt.Sprintf("Value %sfor parameter %s is invalid. %s.", shown, path, constraints[rule])
}
