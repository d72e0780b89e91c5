package rpcv2cbor

import (
	"reflect"
	"time"

	"github.com/aws/smithy-go/middleware"
	"github.com/fxamacker/cbor/v2"
)

// The SDK's structures have no tags that say what an answer leaves out, so they are turned into a tree of maps first,
// by the rules of package awsjson: nil and "" are absent, numbers and booleans are always there. The library encodes
// the tree; a time is tag 1, seconds since 1970.

// encoding writes the shortest form of a float that keeps its value, maps by ascending key so that equal answers are
// equal bytes, and times as the protocol wants them.
var encoding = must(cbor.EncOptions{
	Sort: cbor.SortBytewiseLexical, ShortestFloat: cbor.ShortestFloat16, Time: cbor.TimeUnixDynamic, TimeTag: cbor.EncTagRequired,
}.EncMode())

func encode(tree any) ([]byte, error) { return encoding.Marshal(tree) }

// treeFunc makes a value's tree.
type treeFunc func(reflect.Value) any

// treeCompiler makes treeFuncs of types; the map holds the structures made or in making, since types may contain themselves.
type treeCompiler map[reflect.Type]*structTree

type structTree struct{ fields []fieldTree }

type fieldTree struct {
	index int
	name  string
	tree  treeFunc
}

var (
	timeType     = reflect.TypeFor[time.Time]()
	metadataType = reflect.TypeFor[middleware.Metadata]()
)

func (c treeCompiler) structure(t reflect.Type) treeFunc {
	s := c[t]
	if s == nil {
		s = &structTree{}
		c[t] = s
		for i := range t.NumField() {
			if field := t.Field(i); field.IsExported() && field.Type != metadataType {
				s.fields = append(s.fields, fieldTree{i, field.Name, c.value(field.Type)})
			}
		}
	}
	return s.tree
}

func (s *structTree) tree(value reflect.Value) any {
	members := make(map[string]any, len(s.fields))
	for _, field := range s.fields {
		if member := value.Field(field.index); !absent(member) {
			members[field.name] = field.tree(member)
		}
	}
	return members
}

func (c treeCompiler) value(t reflect.Type) treeFunc {
	switch t.Kind() {
	case reflect.Pointer:
		element := c.value(t.Elem())
		return func(v reflect.Value) any { return element(v.Elem()) }
	case reflect.Struct:
		if t == timeType {
			return reflect.Value.Interface
		}
		return c.structure(t)
	case reflect.Slice:
		return c.list(t)
	case reflect.Map:
		if t.Key().Kind() == reflect.String {
			return c.entries(t)
		}
	case reflect.String:
		return func(v reflect.Value) any { return v.String() }
	case reflect.Bool, reflect.Int32, reflect.Int64, reflect.Float32, reflect.Float64:
		return reflect.Value.Interface
	}
	panic("rpcv2cbor: the protocol cannot carry the type " + t.String())
}

func (c treeCompiler) list(t reflect.Type) treeFunc {
	if t.Elem().Kind() == reflect.Uint8 {
		return reflect.Value.Interface
	}
	element := c.value(t.Elem())
	return func(v reflect.Value) any {
		elements := make([]any, v.Len())
		for i := range elements {
			elements[i] = element(v.Index(i))
		}
		return elements
	}
}

func (c treeCompiler) entries(t reflect.Type) treeFunc {
	element := c.value(t.Elem())
	return func(v reflect.Value) any {
		entries := make(map[string]any, v.Len())
		for iter := v.MapRange(); iter.Next(); {
			entries[iter.Key().String()] = element(iter.Value())
		}
		return entries
	}
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
