package ec2

import (
	"iter"
	"slices"
	"strings"

	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

// kind is what the shared operations (describe, filter, tag) know of one kind of resources.
type kind[T store.Document] struct {
	resource ec2model.ResourceType
	prefix   string // of ids
	region   func(T) string
	tags     func(T) vpc.Tags
	retag    func(T, vpc.Tags) T
	missing  func(id string) error
	// fields are the filters besides those on tags: by name, the values of which one must match.
	fields map[string]field[T]
	// indexes lead from filters with exact values to the store's indexes, the narrowest first.
	indexes []filterIndex
	// far is the second region that a resource is seen in; nil for kinds that are in one.
	far func(T) string
	// given are resources that the configuration gives besides the documents; nil for none.
	given func(call) []T
}

// field gives the values that a resource has for a filter. The reader is the request's [call].
type field[T any] func(store.Reader, T) []string

// filterIndex says that a filter on values finds what the index "<index>=<value>" does.
type filterIndex struct{ filter, index string }

// find gives the resource with an id in the caller's region.
func (k *kind[T]) find(c call, id string) (T, error) {
	if found, ok := store.Get[T](c, id); ok && k.seen(c, found) {
		return found, nil
	}
	if k.given != nil {
		for _, one := range k.given(c) {
			if one.DocumentKey() == id {
				return one, nil
			}
		}
	}
	var none T
	return none, k.missing(id)
}

// seen says whether a resource is in the caller's region.
func (k *kind[T]) seen(c call, one T) bool {
	return k.region(one) == c.region || k.far != nil && k.far(one) == c.region
}

// callOf is the request that a field is asked for in.
func callOf(r store.Reader) call { return r.(call) }

// named gives the resource that a required parameter names.
func (k *kind[T]) named(c call, parameter string, id *string) (T, error) {
	text, err := required(parameter, id)
	if err != nil {
		var none T
		return none, err
	}
	return k.find(c, text)
}

// candidates yields what ids and filters can be about, by id, each once; the filters are still to be applied. Where
// that saves a walk it begins behind the id after.
func (k *kind[T]) candidates(c call, ids []string, filters filters, after string) (iter.Seq[T], error) {
	if len(ids) > 0 {
		found := make([]T, 0, len(ids))
		for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
			one, err := k.find(c, id)
			if err != nil {
				return nil, err
			}
			found = append(found, one)
		}
		return slices.Values(found), nil
	}
	for _, index := range k.indexes {
		if values, exact := filters.exact(index.filter); exact {
			return k.indexed(c, index.index, values, after), nil
		}
	}
	all := store.FindAfter[T](c, "region="+c.region, after)
	if k.given == nil {
		return all, nil
	}
	return slices.Values(slices.SortedFunc(slices.Values(append(k.given(c), slices.Collect(all)...)), byKey[T])), nil
}

func byKey[T store.Document](a, b T) int { return strings.Compare(a.DocumentKey(), b.DocumentKey()) }

// indexed yields what is at an index for some values, of the caller's region.
func (k *kind[T]) indexed(c call, index string, values []string, after string) iter.Seq[T] {
	if len(values) == 1 {
		return k.here(c, store.FindAfter[T](c, index+"="+values[0], after))
	}
	byID := map[string]T{}
	for _, value := range values {
		for one := range store.Find[T](c, index+"="+value) {
			byID[one.DocumentKey()] = one
		}
	}
	found := make([]T, 0, len(byID))
	for _, one := range byID {
		found = append(found, one)
	}
	slices.SortFunc(found, byKey[T])
	return k.here(c, slices.Values(found))
}

func (k *kind[T]) here(c call, all iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		for one := range all {
			if k.seen(c, one) && !yield(one) {
				return
			}
		}
	}
}

// query is the part that all Describe requests share.
type query struct {
	operation  string
	ids        []string
	filters    []ec2model.Filter
	maxResults *int32
	nextToken  *string
	limits     pageLimits
}

// describe gives one page of the resources that a query is for, and the token of the next page.
func describe[T store.Document](c call, k *kind[T], q query) ([]T, *string, error) {
	return describeOnly(c, k, q, nil)
}

// describeOnly is describe for those resources for which only, if not nil, is true.
func describeOnly[T store.Document](c call, k *kind[T], q query, only func(T) bool) ([]T, *string, error) {
	filters, err := parseFilters(q.filters)
	if err != nil {
		return nil, nil, err
	}
	match, err := matcher(c, k, filters)
	if err != nil {
		return nil, nil, err
	}
	after, err := q.after(c)
	if err != nil {
		return nil, nil, err
	}
	size, err := q.size()
	if err != nil {
		return nil, nil, err
	}
	candidates, err := k.candidates(c, q.ids, filters, after)
	if err != nil {
		return nil, nil, err
	}
	page := make([]T, 0, min(size, 16))
	for one := range candidates {
		if one.DocumentKey() <= after || !match(one) || only != nil && !only(one) {
			continue
		}
		if len(page) == size {
			return page, q.token(c, page[size-1].DocumentKey()), nil
		}
		page = append(page, one)
	}
	return page, nil, nil
}

// arn names a resource.
func arn(region, account string, resource ec2model.ResourceType, id string) *string {
	return new("arn:aws:ec2:" + region + ":" + account + ":" + string(resource) + "/" + id)
}
