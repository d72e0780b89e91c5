package logpattern

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// object is a pattern over a line that is a JSON object.
type object struct{ condition condition }

// condition is a comparison, or several of them.
type condition interface{ holds(line any) bool }

func (o object) match(line []byte) bool {
	if line = bytes.TrimSpace(line); len(line) == 0 || line[0] != '{' {
		return false
	}
	var value any
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.UseNumber()
	return decoder.Decode(&value) == nil && o.condition.holds(value)
}

type both struct{ a, b condition }

func (c both) holds(line any) bool { return c.a.holds(line) && c.b.holds(line) }

type either struct{ a, b condition }

func (c either) holds(line any) bool { return c.a.holds(line) || c.b.holds(line) }

// comparison is one field against one value. A field that is not there meets NOT EXISTS alone.
type comparison struct {
	field    []step
	operator string // = != < > <= >=, IS or NOT
	value    value
}

// step leads from a value to one inside.
type step struct {
	name  string
	index int // of a list, when there is no name
}

// value is what a field is compared with.
type value struct {
	text   string // as it was written; with IS or NOT, a word in capitals
	number float64
	isNum  bool
	regexp *expression
}

func (c comparison) holds(line any) bool {
	found, there := c.find(line)
	if c.operator == "NOT" {
		return !there
	}
	if !there {
		return false
	}
	switch c.operator {
	case "IS":
		return c.value.is(found)
	case "=":
		return c.value.equals(found)
	case "!=":
		return !c.value.equals(found)
	}
	number, ok := numberOf(found)
	if !ok {
		return false
	}
	switch c.operator {
	case "<":
		return number < c.value.number
	case ">":
		return number > c.value.number
	case "<=":
		return number <= c.value.number
	default:
		return number >= c.value.number
	}
}

func (c comparison) find(at any) (found any, there bool) {
	for _, s := range c.field {
		if s.name != "" {
			inside, ok := at.(map[string]any)
			if !ok {
				return nil, false
			}
			if at, ok = inside[s.name]; !ok {
				return nil, false
			}
			continue
		}
		list, ok := at.([]any)
		if !ok || s.index >= len(list) {
			return nil, false
		}
		at = list[s.index]
	}
	return at, true
}

func numberOf(found any) (float64, bool) {
	number, ok := found.(json.Number)
	if !ok {
		return 0, false
	}
	f, err := strconv.ParseFloat(number.String(), 64)
	return f, err == nil && !math.IsNaN(f)
}

func (v value) is(found any) bool {
	switch v.text {
	case "NULL":
		return found == nil
	case "TRUE":
		return found == true
	default:
		return found == false
	}
}

// equals compares as numbers if both are, and else as texts, in which * stands for anything.
func (v value) equals(found any) bool {
	if number, ok := numberOf(found); ok && v.isNum {
		return number == v.number
	}
	var text string
	switch f := found.(type) {
	case string:
		text = f
	case json.Number:
		text = f.String()
	case bool:
		text = strconv.FormatBool(f)
	default:
		return false
	}
	if v.regexp != nil {
		return v.regexp.match([]byte(text))
	}
	return wild(v.text, text)
}

// wild tells whether a text is of a form, in which each * stands for any characters.
func wild(form, text string) bool {
	parts := strings.Split(form, "*")
	if len(parts) == 1 {
		return form == text
	}
	rest, ok := strings.CutPrefix(text, parts[0])
	if !ok {
		return false
	}
	for _, part := range parts[1 : len(parts)-1] {
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return strings.HasSuffix(rest, parts[len(parts)-1])
}
