package awsjson

import (
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// maxBody is the longest input read, in bytes.
const maxBody = 2 << 20

// decodeOptions: members that an input does not have are ignored, as AWS does, for a newer client may send
// them; and names must match in case. Both are the library's defaults.
var decodeOptions = json.WithUnmarshalers(json.UnmarshalFromFunc(decodeTime))

// decodeSmallNames is for services whose members' names begin with a small letter, unlike the fields'.
var decodeSmallNames = json.JoinOptions(decodeOptions, json.MatchCaseInsensitiveNames(true))

// decode reads the body of a request into in, a pointer to a structure. No body at all is an empty input.
func decode(w http.ResponseWriter, r *http.Request, in any, options json.Options) *Error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return &Error{
			Code:    "RequestEntityTooLargeException",
			Message: fmt.Sprintf("The body is longer than the %d bytes that one request may have.", maxBody),
			Status:  http.StatusRequestEntityTooLarge,
		}
	}
	if err != nil {
		return serializationError("The body ended early, after %d bytes.", len(body))
	}
	if len(body) == 0 {
		return nil
	}
	if err := json.Unmarshal(body, in, options); err != nil {
		return explain(err)
	}
	return nil
}

// exactMillis is how far from 1970 a float64 still counts each millisecond: to the year 287396.
const exactMillis = 1 << 53

// decodeTime reads seconds since 1970, to the millisecond.
func decodeTime(dec *jsontext.Decoder, t *time.Time) error {
	if kind := dec.PeekKind(); kind != jsontext.KindNumber {
		value, err := dec.ReadValue()
		if err != nil {
			return err
		}
		return &json.SemanticError{JSONKind: value.Kind(), GoType: timeType}
	}
	token, err := dec.ReadToken()
	if err != nil {
		return err
	}
	text := token.String()
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil || math.Abs(seconds*1000) > exactMillis {
		return &json.SemanticError{JSONKind: jsontext.KindNumber, JSONValue: jsontext.Value(text), GoType: timeType, Err: strconv.ErrRange}
	}
	*t = time.UnixMilli(int64(math.Round(seconds * 1000))).UTC()
	return nil
}

// explain says of a body that can't be decoded which member is wrong, and how.
func explain(err error) *Error {
	if semantic, ok := errors.AsType[*json.SemanticError](err); ok {
		value := kindName(semantic.JSONKind)
		if len(semantic.JSONValue) > 0 {
			// Of the right kind, but not to be held: 1.5 or 3000000000 for an int32.
			value = cut(semantic.JSONValue.String(), 40)
		}
		return serializationError("%s must be %s, but is %s.", memberName(semantic.JSONPointer), typeName(semantic.GoType), value)
	}
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		if errors.Is(syntactic.Err, jsontext.ErrDuplicateName) {
			return serializationError("%s is there twice.", memberName(syntactic.JSONPointer))
		}
		return serializationError("The body is not valid JSON: byte %d: %s.", syntactic.ByteOffset, syntactic.Err)
	}
	return serializationError("The body is not valid JSON: %s.", err)
}

func serializationError(format string, args ...any) *Error {
	return &Error{Code: "SerializationException", Message: cut(fmt.Sprintf(format, args...), 600)}
}

// memberName is a JSON pointer as people write members: Tags.0.Key.
func memberName(pointer jsontext.Pointer) string {
	if pointer == "" {
		return "The body"
	}
	return "The member " + cut(strings.Join(slices.Collect(pointer.Tokens()), "."), 200)
}

func kindName(kind jsontext.Kind) string {
	switch kind {
	case jsontext.KindNull:
		return "null"
	case jsontext.KindTrue, jsontext.KindFalse:
		return "a boolean"
	case jsontext.KindString:
		return "a string"
	case jsontext.KindNumber:
		return "a number"
	case jsontext.KindBeginArray:
		return "a list"
	case jsontext.KindBeginObject:
		return "an object"
	default:
		return "something else"
	}
}

func typeName(t reflect.Type) string {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == nil:
		return "of another type"
	case t == timeType:
		return "a time in seconds since 1970"
	}
	switch t.Kind() {
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "true or false"
	case reflect.Int32:
		return "a whole number of 32 bits"
	case reflect.Int64:
		return "a whole number of 64 bits"
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "a base64 string"
		}
		return "a list"
	default:
		return "an object"
	}
}
