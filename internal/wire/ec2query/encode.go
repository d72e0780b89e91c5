package ec2query

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// timeLayout is how AWS writes times in XML, in UTC.
const timeLayout = "2006-01-02T15:04:05.000Z"

// encodeFunc writes the content of an element.
type encodeFunc func(w *bytes.Buffer, value reflect.Value)

// encoderCompiler turns types into encoders, each type once.
type encoderCompiler struct {
	dialect Dialect
	structs map[reflect.Type]*structEncoder
}

type structEncoder struct {
	fields []fieldEncoder
}

type fieldEncoder struct {
	index       int
	open, close string // tags
	encode      encodeFunc
}

// structure compiles a structure type. Its encoder is known before its fields are, so that types may be recursive.
func (c encoderCompiler) structure(t reflect.Type) *structEncoder {
	if known := c.structs[t]; known != nil {
		return known
	}
	if t.Kind() != reflect.Struct {
		panic(fmt.Sprintf("ec2query: an answer is a structure, not %s", t))
	}
	e := &structEncoder{}
	c.structs[t] = e
	for i := range t.NumField() {
		field := t.Field(i)
		tag := c.dialect.name(field, "xml")
		if tag == "" {
			continue
		}
		name, item, _ := strings.Cut(tag, ">")
		if item == "" && c.dialect == Query {
			item = "member"
		}
		e.fields = append(e.fields, fieldEncoder{
			index: i, open: "<" + name + ">", close: "</" + name + ">",
			encode: c.value(field.Type, item),
		})
	}
	return e
}

// value compiles a type; item is the name of a list's elements.
func (c encoderCompiler) value(t reflect.Type, item string) encodeFunc {
	if t == timeType {
		return writeTime
	}
	switch t.Kind() {
	case reflect.String:
		return func(w *bytes.Buffer, value reflect.Value) { escape(w, value.String()) }
	case reflect.Bool:
		return func(w *bytes.Buffer, value reflect.Value) {
			w.Write(strconv.AppendBool(w.AvailableBuffer(), value.Bool()))
		}
	case reflect.Int32, reflect.Int64:
		return func(w *bytes.Buffer, value reflect.Value) {
			w.Write(strconv.AppendInt(w.AvailableBuffer(), value.Int(), 10))
		}
	case reflect.Float64:
		return func(w *bytes.Buffer, value reflect.Value) {
			w.Write(strconv.AppendFloat(w.AvailableBuffer(), value.Float(), 'f', -1, 64))
		}
	case reflect.Struct:
		return c.structure(t).encode
	case reflect.Pointer:
		element := c.value(t.Elem(), item)
		return func(w *bytes.Buffer, value reflect.Value) { element(w, value.Elem()) }
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return func(w *bytes.Buffer, value reflect.Value) {
				w.Write(base64.StdEncoding.AppendEncode(w.AvailableBuffer(), value.Bytes()))
			}
		}
		if item != "" {
			return c.list(t, item)
		}
	case reflect.Map:
		if c.dialect == Query && t.Key().Kind() == reflect.String {
			return c.entries(t)
		}
	}
	panic(fmt.Sprintf("ec2query: an answer cannot carry a %s (a list needs the name of its elements)", t))
}

func (c encoderCompiler) list(t reflect.Type, item string) encodeFunc {
	element := c.value(t.Elem(), "")
	open, end := "<"+item+">", "</"+item+">"
	return func(w *bytes.Buffer, value reflect.Value) {
		for i := range value.Len() {
			w.WriteString(open)
			element(w, value.Index(i))
			w.WriteString(end)
		}
	}
}

// entries writes a map as the Query protocol does, by ascending key, so that equal answers are equal bytes.
func (c encoderCompiler) entries(t reflect.Type) encodeFunc {
	element := c.value(t.Elem(), "")
	return func(w *bytes.Buffer, value reflect.Value) {
		keys := value.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, key := range keys {
			w.WriteString("<entry>")
			writeText(w, "key", key.String())
			w.WriteString("<value>")
			element(w, value.MapIndex(key))
			w.WriteString("</value></entry>")
		}
	}
}

func (e *structEncoder) encode(w *bytes.Buffer, value reflect.Value) {
	for _, field := range e.fields {
		member := value.Field(field.index)
		if absent(member) {
			continue
		}
		w.WriteString(field.open)
		field.encode(w, member)
		w.WriteString(field.close)
	}
}

// absent is true for nil, and for "" in a string type, where it is the only way to say so.
func absent(value reflect.Value) bool {
	switch value.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return value.IsNil()
	case reflect.String:
		return value.Len() == 0
	}
	return false
}

func writeTime(w *bytes.Buffer, value reflect.Value) {
	w.Write(value.Interface().(time.Time).UTC().AppendFormat(w.AvailableBuffer(), timeLayout))
}

func openRoot(w *bytes.Buffer, name, namespace string) {
	w.WriteString("<" + name + ` xmlns="`)
	escape(w, namespace)
	w.WriteString(`">`)
}

func writeText(w *bytes.Buffer, name, text string) {
	w.WriteString("<" + name + ">")
	escape(w, text)
	w.WriteString("</" + name + ">")
}

// escape writes text as XML, and U+FFFD for what XML cannot carry.
func escape(w *bytes.Buffer, text string) {
	if isPlain(text) {
		w.WriteString(text)
		return
	}
	// Writing to a buffer does not fail.
	_ = xml.EscapeText(w, []byte(text))
}

// isPlain is true for what XML carries as it is, which is nearly every text: ids, addresses, states.
func isPlain(text string) bool {
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ', c > '~', c == '<', c == '>', c == '&', c == '"', c == '\'':
			return false
		}
	}
	return true
}
