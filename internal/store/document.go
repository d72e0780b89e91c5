package store

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"

	"sallyport/internal/fault"
)

// Document is anything the store keeps: a struct, used as a value and stored as JSON, that names its kind and its key.
//
// DocumentKind is constant for the type, so it must answer for the zero value too. DocumentKey is unique within the
// kind, not empty, UTF-8 without NUL, and made of fields that survive JSON.
type Document interface {
	DocumentKind() string
	DocumentKey() string
}

// Indexed documents can also be found by further keys, such as "vpc=vpc-1": see [Find]. The answer depends on the
// document alone. A key given twice counts once.
type Indexed interface {
	DocumentIndexes() []string
}

// kind is what the store knows of a type of documents.
type kind struct {
	name string
	typ  reflect.Type
}

// entry is one document as the store keeps it. It never changes once made.
type entry struct {
	document Document // the value decoded from JSON, never the caller's own
	indexes  []string
	// sum of the JSON tells a write that changes nothing from one that does. The document itself can't: a caller who wrote
	// to a shared map before putting the copy back would be seen as having changed nothing, and the write be lost.
	sum [sha256.Size]byte
}

// same compares two entries, or the lack of them (nil), by their JSON.
func (e *entry) same(other *entry) bool {
	if e == nil || other == nil {
		return e == other
	}
	return e.sum == other.sum
}

func kindsOf(prototypes []Document) (map[string]*kind, error) {
	kinds := make(map[string]*kind, len(prototypes))
	for _, p := range prototypes {
		typ := reflect.TypeOf(p)
		if typ == nil || typ.Kind() != reflect.Struct {
			return nil, fmt.Errorf("document type %v is not a struct", typ)
		}
		name := p.DocumentKind()
		if err := checkKey(name); err != nil {
			return nil, fmt.Errorf("kind of %v: %w", typ, err)
		}
		if other, taken := kinds[name]; taken {
			return nil, fmt.Errorf("kind %q names both %v and %v", name, other.typ, typ)
		}
		kinds[name] = &kind{name: name, typ: typ}
	}
	return kinds, nil
}

// encode turns a caller's document into the entry to keep and the JSON to write.
func (k *kind) encode(d Document) (*entry, []byte, error) {
	if typ := reflect.TypeOf(d); typ != k.typ {
		return nil, nil, fault.New(fault.Invalid, "", "the kind is made of %v, not of %v", k.typ, typ)
	}
	body, err := json.Marshal(d)
	if err != nil {
		return nil, nil, fault.New(fault.Invalid, "", "%w", err)
	}
	e, err := k.decode(d.DocumentKey(), body)
	if err != nil {
		return nil, nil, err
	}
	again, err := json.Marshal(e.document)
	if err != nil || sha256.Sum256(again) != e.sum {
		return nil, nil, fault.New(fault.Invalid, "", "type %v does not come back from JSON as it went in: %s, then %s",
			k.typ, body, again)
	}
	return e, body, nil
}

// decode makes an entry from stored JSON, and checks that the document agrees about its key.
func (k *kind) decode(key string, body []byte) (*entry, error) {
	value := reflect.New(k.typ)
	if err := json.Unmarshal(body, value.Interface()); err != nil {
		return nil, fault.New(fault.Invalid, "", "%w", err)
	}
	e := &entry{document: value.Elem().Interface().(Document), sum: sha256.Sum256(body)}
	if err := checkKey(key); err != nil {
		return nil, err
	}
	if own := e.document.DocumentKey(); own != key {
		return nil, fault.New(fault.Invalid, "", "its key is %q, but read back from JSON it is %q", key, own)
	}
	if indexed, ok := e.document.(Indexed); ok {
		e.indexes = indexed.DocumentIndexes()
	}
	for _, index := range e.indexes {
		if err := checkKey(index); err != nil {
			return nil, fmt.Errorf("index: %w", err)
		}
	}
	return e, nil
}

// checkKey refuses what would make keys ambiguous: the index joins its parts with NUL.
func checkKey(key string) error {
	switch {
	case key == "":
		return fault.New(fault.Invalid, "", "a key is empty")
	case strings.ContainsRune(key, 0) || !utf8.ValidString(key):
		return fault.New(fault.Invalid, "", "key %q is not UTF-8 text without NUL", key)
	}
	return nil
}
