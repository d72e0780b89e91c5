package ec2

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"sallyport/internal/fault"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

// filterValues is the most values that EC2 takes for one filter.
const filterValues = 200

// filters are a request's filters: a resource must match each of them, and of each one value.
type filters []filter

type filter struct {
	name   string
	values []string
}

func parseFilters(in []ec2model.Filter) (filters, error) {
	parsed := make(filters, 0, len(in))
	for _, f := range in {
		name, err := required("Filter.Name", f.Name)
		if err != nil {
			return nil, err
		}
		if len(f.Values) == 0 {
			return nil, fault.New(fault.Invalid, "InvalidParameterValue", "The filter '%s' has no values. Give at least one (Filter.N.Value.1)", name)
		}
		if len(f.Values) > filterValues {
			return nil, fault.New(fault.Limit, "FilterLimitExceeded",
				"The maximum number of filter values specified on a single call is %d. The filter '%s' has %d; ask in several calls", filterValues, name, len(f.Values))
		}
		parsed = append(parsed, filter{name: name, values: f.Values})
	}
	return parsed, nil
}

// exact gives the values of a filter that none of wildcards and escapes is in; false without such a filter.
func (fs filters) exact(name string) ([]string, bool) {
	for _, f := range fs {
		if f.name == name && !slices.ContainsFunc(f.values, func(v string) bool { return strings.ContainsAny(v, `*?\`) }) {
			return f.values, true
		}
	}
	return nil, false
}

// matcher makes the test that a resource must pass; a filter that the kind does not have is refused.
func matcher[T store.Document](c call, k *kind[T], fs filters) (func(T) bool, error) {
	tests := make([]func(T) bool, 0, len(fs))
	for _, f := range fs {
		get, ok := k.field(f.name)
		if !ok {
			return nil, unknownFilter(f.name, k.fields)
		}
		tests = append(tests, func(one T) bool { return f.matches(get(c, one)) })
	}
	return func(one T) bool {
		for _, test := range tests {
			if !test(one) {
				return false
			}
		}
		return true
	}, nil
}

func (k *kind[T]) field(name string) (field[T], bool) {
	if get, ok := k.fields[name]; ok {
		return get, true
	}
	if key, ok := strings.CutPrefix(name, "tag:"); ok {
		return func(_ store.Reader, one T) []string {
			if value, has := k.tags(one)[key]; has {
				return []string{value}
			}
			return nil
		}, true
	}
	switch name {
	case "tag-key":
		return func(_ store.Reader, one T) []string { return slices.Collect(maps.Keys(k.tags(one))) }, true
	case "tag-value":
		return func(_ store.Reader, one T) []string { return slices.Collect(maps.Values(k.tags(one))) }, true
	}
	return nil, false
}

func unknownFilter[F any](name string, fields map[string]F) error {
	return fault.New(fault.Invalid, "InvalidParameterValue", "The filter '%s' is invalid. There are %s, and tag:<key> and tag-key where there are tags",
		name, strings.Join(slices.Sorted(maps.Keys(fields)), ", "))
}

func (f filter) matches(values []string) bool {
	for _, value := range values {
		for _, pattern := range f.values {
			if like(pattern, value) {
				return true
			}
		}
	}
	return false
}

// like matches a filter's value: * stands for any characters, ? for one, and a backslash takes away the meaning of the
// next. Letter case counts. It goes back only to the last *, so the time is at most the product of the lengths.
func like(pattern, text string) bool {
	star, resume := -1, 0
	p, t := 0, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, resume = p, t
			p++
			continue
		case p < len(pattern) && pattern[p] == '?':
			p++
			t += runeLength(text[t:])
			continue
		case p < len(pattern):
			literal, width := pattern[p], 1
			if literal == '\\' && p+1 < len(pattern) {
				literal, width = pattern[p+1], 2
			}
			if literal == text[t] {
				p += width
				t++
				continue
			}
		}
		if star < 0 {
			return false
		}
		resume++
		p, t = star+1, resume
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}

func runeLength(text string) int {
	for i := range text {
		if i > 0 {
			return i
		}
	}
	return len(text)
}

// one makes a field of a function that gives a single value.
func one[T any](get func(T) string) field[T] {
	return func(_ store.Reader, x T) []string { return []string{get(x)} }
}

// flag makes a field of a boolean, which filters write as true and false.
func flag[T any](get func(T) bool) field[T] {
	return func(_ store.Reader, x T) []string { return []string{strconv.FormatBool(get(x))} }
}

// fixed makes a field that has the same value for all resources.
func fixed[T any](value string) field[T] {
	return func(store.Reader, T) []string { return []string{value} }
}

// each makes a field of a list.
func each[T, E any](list func(T) []E, value func(E) string) field[T] {
	return func(_ store.Reader, x T) []string {
		elements := list(x)
		values := make([]string, len(elements))
		for i, element := range elements {
			values[i] = value(element)
		}
		return values
	}
}

func itself(text string) string { return text }

// tagList shapes tags for an answer, by key.
func tagList(tags vpc.Tags) []ec2model.Tag {
	list := make([]ec2model.Tag, 0, len(tags))
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		list = append(list, ec2model.Tag{Key: new(key), Value: new(tags[key])})
	}
	return list
}

// none is the field of what resources never have here, such as IPv6 ranges.
func none[T any](store.Reader, T) []string { return nil }

// mapped shapes each element of a list; the answer is empty, not absent, where there are none.
func mapped[T, A any](list []T, shape func(T) A) []A {
	answers := make([]A, len(list))
	for i, element := range list {
		answers[i] = shape(element)
	}
	return answers
}
