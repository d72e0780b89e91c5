package apprunner

import (
	"cmp"
	"slices"

	"sallyport/internal/api/page"
)

// order is how a list is sorted by the keys of its items.
type order int

const (
	ascending  order = 1
	descending order = -1
)

// list cuts one page out of all results, which are sorted by key. The token
// leads on behind the last key answered, whether or not what had it is still
// there. Without maxResults everything is one page, as App Runner has it.
func list[T any](operation, region string, all []T, by order, key func(T) string, maxResults *int32, nextToken *string) (part []T, next *string, err error) {
	if nextToken != nil {
		cursor, err := page.Parse(*nextToken, operation, region)
		if err != nil {
			return nil, nil, invalid("NextToken %q is not valid: %w; begin again without it", *nextToken, err)
		}
		behind := slices.IndexFunc(all, func(item T) bool { return int(by)*cmp.Compare(key(item), cursor.Last) > 0 })
		if behind < 0 {
			behind = len(all)
		}
		all = all[behind:]
	}
	if maxResults == nil || len(all) <= int(*maxResults) {
		return all, nil, nil
	}
	part = all[:*maxResults]
	token := page.Cursor{Operation: operation, Region: region, Last: key(part[len(part)-1])}.Token()
	return part, &token, nil
}
