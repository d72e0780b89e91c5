package ec2query

import (
	"encoding/base64"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// decodeFunc sets a value from the parameters at and below one path. They are not empty, they are sorted, and
// all their keys begin with the same at bytes, the path.
type decodeFunc func(dst reflect.Value, params []param, at int) *Error

// decoderCompiler turns types into decoders, each type once.
type decoderCompiler struct {
	dialect Dialect
	structs map[reflect.Type]*structDecoder
}

type structDecoder struct {
	fields map[string]fieldDecoder // by name in a request
}

type fieldDecoder struct {
	index  int
	decode decodeFunc
}

// structure compiles a structure type. Its decoder is known before its fields are, so that types may be recursive.
func (c decoderCompiler) structure(t reflect.Type) *structDecoder {
	if known := c.structs[t]; known != nil {
		return known
	}
	if t.Kind() != reflect.Struct {
		panic(fmt.Sprintf("ec2query: a request is a structure, not %s", t))
	}
	d := &structDecoder{fields: map[string]fieldDecoder{}}
	c.structs[t] = d
	for i := range t.NumField() {
		field := t.Field(i)
		name := c.dialect.name(field, "query")
		if name == "" {
			continue
		}
		d.fields[name] = fieldDecoder{index: i, decode: c.value(field.Type)}
	}
	return d
}

var timeType = reflect.TypeFor[time.Time]()

func (c decoderCompiler) value(t reflect.Type) decodeFunc {
	if t == timeType {
		return scalar(setTime)
	}
	switch t.Kind() {
	case reflect.String:
		return scalar(setString)
	case reflect.Bool:
		return scalar(setBool)
	case reflect.Int32, reflect.Int64:
		return scalar(setInt)
	case reflect.Struct:
		return c.structure(t).decodeBelow
	case reflect.Pointer:
		element := c.value(t.Elem())
		return func(dst reflect.Value, params []param, at int) *Error {
			target := reflect.New(t.Elem())
			dst.Set(target)
			return element(target.Elem(), params, at)
		}
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return scalar(setBytes)
		}
		return c.list(t)
	}
	panic(fmt.Sprintf("ec2query: a request cannot carry a %s", t))
}

// decode sets the fields of a structure whose path is the first at bytes, dot included, of every key.
func (d *structDecoder) decode(dst reflect.Value, params []param, at int) *Error {
	for len(params) > 0 {
		name, count := leading(params, at)
		if field, known := d.fields[name]; known {
			if err := field.decode(dst.Field(field.index), params[:count], at+len(name)); err != nil {
				return err
			}
		}
		params = params[count:]
	}
	return nil
}

func (d *structDecoder) decodeBelow(dst reflect.Value, params []param, at int) *Error {
	params, err := below(params, at, "It is a structure: give its members as %[1]s.Name.")
	if err != nil {
		return err
	}
	return d.decode(dst, params, at+1)
}

func (c decoderCompiler) list(t reflect.Type) decodeFunc {
	element := c.value(t.Elem())
	return func(dst reflect.Value, params []param, at int) *Error {
		params, err := below(params, at, "It is a list: give its elements as %[1]s.1, %[1]s.2 and so on.")
		if err != nil {
			return err
		}
		at++
		if c.dialect == Query {
			params, at = belowMember(params, at)
		}
		slice := reflect.MakeSlice(t, 0, countLeading(params, at))
		for len(params) > 0 {
			index, count := leading(params, at)
			if !isIndex(index) {
				return invalidValue(params[0], fmt.Sprintf("A list's elements are numbered from 1 to %d.", maxParameters))
			}
			slice = slice.Slice(0, slice.Len()+1)
			if err := element(slice.Index(slice.Len()-1), params[:count], at+len(index)); err != nil {
				return err
			}
			params = params[count:]
		}
		dst.Set(slice)
		return nil
	}
}

// below drops the parameter that is a path itself, which clients send, with no value, for something empty. With a
// value it is a mistake; the expectation is a format that takes the path.
func below(params []param, at int, expectation string) ([]param, *Error) {
	if len(params[0].key) > at {
		return params, nil
	}
	if params[0].value != "" {
		return nil, invalidValue(params[0], fmt.Sprintf(expectation, shortened(params[0].key)))
	}
	return params[1:], nil
}

// belowMember steps over the segment that the Query protocol puts between a list and its elements.
func belowMember(params []param, at int) ([]param, int) {
	if len(params) == 0 {
		return params, at
	}
	last := params[len(params)-1] // words come after numbers
	if !strings.HasPrefix(last.key[at:], "member.") {
		return params, at
	}
	for i := range params {
		if strings.HasPrefix(params[i].key[at:], "member.") {
			return params[i:], at + len("member.")
		}
	}
	return params, at
}

// leading returns the segment of the first key after at, and how many keys share it.
func leading(params []param, at int) (string, int) {
	segment, _, _ := strings.Cut(params[0].key[at:], ".")
	end := at + len(segment)
	count := 1
	for count < len(params) {
		key := params[count].key
		if len(key) < end || key[at:end] != segment || len(key) > end && key[end] != '.' {
			break
		}
		count++
	}
	return segment, count
}

// countLeading returns how many different segments follow at.
func countLeading(params []param, at int) int {
	total := 0
	for len(params) > 0 {
		_, count := leading(params, at)
		params = params[count:]
		total++
	}
	return total
}

// isIndex is true for 1 to maxParameters, without leading zeros.
func isIndex(segment string) bool {
	if !isNumber(segment) || segment[0] == '0' || len(segment) > len("10000") {
		return false
	}
	index, err := strconv.Atoi(segment)
	return err == nil && index <= maxParameters
}

// scalar makes a decoder of a function that sets a value from one text. set returns what it expects instead.
func scalar(set func(dst reflect.Value, text string) string) decodeFunc {
	return func(dst reflect.Value, params []param, at int) *Error {
		for _, p := range params {
			if len(p.key) > at {
				return invalidValue(p, "The parameter "+shortened(p.key[:at])+" has no members.")
			}
		}
		if expectation := set(dst, params[0].value); expectation != "" {
			return invalidValue(params[0], expectation)
		}
		return nil
	}
}

func setString(dst reflect.Value, text string) string {
	dst.SetString(text)
	return ""
}

func setBool(dst reflect.Value, text string) string {
	switch {
	case strings.EqualFold(text, "true"):
		dst.SetBool(true)
	case strings.EqualFold(text, "false"):
		dst.SetBool(false)
	default:
		return "Expected true or false."
	}
	return ""
}

func setInt(dst reflect.Value, text string) string {
	bits := dst.Type().Bits()
	number, err := strconv.ParseInt(text, 10, bits)
	if err != nil {
		limit := int64(1)<<(bits-1) - 1
		return fmt.Sprintf("Expected an integer from %d to %d.", -limit-1, limit)
	}
	dst.SetInt(number)
	return ""
}

func setTime(dst reflect.Value, text string) string {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return "Expected a time such as 2006-01-02T15:04:05Z."
	}
	dst.Set(reflect.ValueOf(at))
	return ""
}

func setBytes(dst reflect.Value, text string) string {
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return "Expected base64."
	}
	dst.SetBytes(data)
	return ""
}
