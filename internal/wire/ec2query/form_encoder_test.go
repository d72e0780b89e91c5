package ec2query

import (
	"encoding/base64"
	"fmt"
	"reflect"
	"strconv"
	"time"
)

// encodeForm writes a request as a client does: the inverse of the decoder, made separately from it.
func encodeForm(in reflect.Value, dialect Dialect) map[string]string {
	form := map[string]string{}
	encodeStruct(form, "", in, dialect)
	return form
}

func encodeStruct(form map[string]string, prefix string, value reflect.Value, dialect Dialect) {
	for i := range value.NumField() {
		if name := value.Type().Field(i).Tag.Get("query"); name != "" {
			encodeField(form, prefix+name, value.Field(i), dialect)
		}
	}
}

func encodeField(form map[string]string, key string, value reflect.Value, dialect Dialect) {
	switch {
	case value.Kind() == reflect.Pointer:
		if !value.IsNil() {
			encodeElement(form, key, value.Elem(), dialect)
		}
	case value.Kind() == reflect.Slice && value.Type().Elem().Kind() != reflect.Uint8:
		if dialect == Query {
			key += ".member"
		}
		for i := range value.Len() {
			encodeElement(form, key+"."+strconv.Itoa(i+1), value.Index(i), dialect)
		}
	case !value.IsZero():
		encodeElement(form, key, value, dialect)
	}
}

func encodeElement(form map[string]string, key string, value reflect.Value, dialect Dialect) {
	switch v := value.Interface().(type) {
	case time.Time:
		form[key] = v.UTC().Format(time.RFC3339Nano)
		return
	case []byte:
		form[key] = base64.StdEncoding.EncodeToString(v)
		return
	}
	if value.Kind() == reflect.Struct {
		encodeStruct(form, key+".", value, dialect)
		return
	}
	form[key] = fmt.Sprint(value.Interface())
}
