package awsjson

import (
	"encoding/base64"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/smithy-go/middleware"
	"github.com/go-json-experiment/json/jsontext"
)

// What an answer holds, by the kind of the Go field:
//
//	pointer, slice, map   absent if nil; a slice or map that is empty but not nil is sent as [] or {}
//	enumeration (string)  absent if ""
//	number, bool          always sent, for AWS does send 0 and false, and the type can't say "absent"
//	time                  seconds since 1970 as a number, with milliseconds if it has any
//	[]byte                base64
//	middleware.Metadata   never: it is what a client knows about a call
//
// Struct tags can't say this, since the SDK's structures have none, and
// "omit zero" for all fields would drop the numbers.

// encodeOptions: a byte that is no UTF-8, such as from a container's output, must not fail the answer around it.
var encodeOptions = jsontext.AllowInvalidUTF8(true)

type encodeFunc func(enc *jsontext.Encoder, value reflect.Value) error

// encoderCompiler makes encoders of types.
type encoderCompiler struct {
	made       map[reflect.Type]*structEncoder // or in making, since types may contain themselves
	smallNames bool
}

type structEncoder struct{ fields []fieldEncoder }

type fieldEncoder struct {
	index  int
	name   jsontext.Token
	encode encodeFunc
}

var (
	timeType     = reflect.TypeFor[time.Time]()
	metadataType = reflect.TypeFor[middleware.Metadata]()
)

func (c encoderCompiler) structure(t reflect.Type) *structEncoder {
	if made := c.made[t]; made != nil {
		return made
	}
	s := &structEncoder{}
	c.made[t] = s
	for i := range t.NumField() {
		field := t.Field(i)
		if !field.IsExported() || field.Type == metadataType {
			continue
		}
		s.fields = append(s.fields, fieldEncoder{i, jsontext.String(c.name(field.Name)), c.value(field.Type)})
	}
	return s
}

// name is a Go field's name on the wire.
func (c encoderCompiler) name(field string) string {
	if c.smallNames {
		return strings.ToLower(field[:1]) + field[1:]
	}
	return field
}

func (c encoderCompiler) value(t reflect.Type) encodeFunc {
	switch t.Kind() {
	case reflect.Pointer:
		return orNull(c.value(t.Elem()))
	case reflect.Struct:
		if t == timeType {
			return encodeTime
		}
		return c.structure(t).encode
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return encodeBytes
		}
		return encodeList(c.value(t.Elem()))
	case reflect.Map:
		if t.Key().Kind() == reflect.String {
			return encodeMap(c.value(t.Elem()))
		}
	case reflect.String:
		return scalar(func(v reflect.Value) jsontext.Token { return jsontext.String(v.String()) })
	case reflect.Bool:
		return scalar(func(v reflect.Value) jsontext.Token { return jsontext.Bool(v.Bool()) })
	case reflect.Int32, reflect.Int64:
		return scalar(func(v reflect.Value) jsontext.Token { return jsontext.Int(v.Int()) })
	case reflect.Float32, reflect.Float64:
		return scalar(func(v reflect.Value) jsontext.Token { return jsontext.Float(v.Float()) })
	}
	panic("awsjson: the protocol cannot carry the type " + t.String())
}

func (s *structEncoder) encode(enc *jsontext.Encoder, value reflect.Value) error {
	if err := enc.WriteToken(jsontext.BeginObject); err != nil {
		return err
	}
	for _, field := range s.fields {
		member := value.Field(field.index)
		if absent(member) {
			continue
		}
		if err := enc.WriteToken(field.name); err != nil {
			return err
		}
		if err := field.encode(enc, member); err != nil {
			return err
		}
	}
	return enc.WriteToken(jsontext.EndObject)
}

// absent says whether a structure's member is left out.
func absent(value reflect.Value) bool {
	switch value.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return value.IsNil()
	case reflect.String:
		return value.Len() == 0
	default:
		return false
	}
}

// orNull encodes what a pointer points to. Null is for nil elements of lists and maps: members that are nil are absent.
func orNull(encode encodeFunc) encodeFunc {
	return func(enc *jsontext.Encoder, value reflect.Value) error {
		if value.IsNil() {
			return enc.WriteToken(jsontext.Null)
		}
		return encode(enc, value.Elem())
	}
}

func encodeList(encode encodeFunc) encodeFunc {
	return func(enc *jsontext.Encoder, value reflect.Value) error {
		if err := enc.WriteToken(jsontext.BeginArray); err != nil {
			return err
		}
		for i := range value.Len() {
			if err := encode(enc, value.Index(i)); err != nil {
				return err
			}
		}
		return enc.WriteToken(jsontext.EndArray)
	}
}

// encodeMap writes a map by ascending key, so that equal answers are equal bytes.
func encodeMap(encode encodeFunc) encodeFunc {
	return func(enc *jsontext.Encoder, value reflect.Value) error {
		if err := enc.WriteToken(jsontext.BeginObject); err != nil {
			return err
		}
		members := make(map[string]reflect.Value, value.Len())
		for iter := value.MapRange(); iter.Next(); {
			members[iter.Key().String()] = iter.Value()
		}
		for _, name := range slices.Sorted(maps.Keys(members)) {
			if err := enc.WriteToken(jsontext.String(name)); err != nil {
				return err
			}
			if err := encode(enc, members[name]); err != nil {
				return err
			}
		}
		return enc.WriteToken(jsontext.EndObject)
	}
}

func encodeTime(enc *jsontext.Encoder, value reflect.Value) error {
	seconds := float64(value.Interface().(time.Time).UnixMilli()) / 1000
	// Not jsontext.Float, which may use an exponent.
	return enc.WriteValue(strconv.AppendFloat(nil, seconds, 'f', -1, 64))
}

func encodeBytes(enc *jsontext.Encoder, value reflect.Value) error {
	return enc.WriteToken(jsontext.String(base64.StdEncoding.EncodeToString(value.Bytes())))
}

func scalar(token func(reflect.Value) jsontext.Token) encodeFunc {
	return func(enc *jsontext.Encoder, value reflect.Value) error { return enc.WriteToken(token(value)) }
}
