package apprunner

import (
	"sallyport/internal/api/page"
)

// list cuts one page out of all results, which come in an order that does not
// change. Without maxResults everything is one page, as App Runner has it.
func list[T any](operation, region string, all []T, key func(T) string, maxResults *int32, nextToken *string) (part []T, next *string, err error) {
	if nextToken != nil {
		cursor, err := page.Parse(*nextToken, operation, region)
		if err != nil {
			return nil, nil, invalid("NextToken %q is not valid: %w; begin again without it", *nextToken, err)
		}
		for i, item := range all {
			if key(item) == cursor.Last {
				all = all[i+1:]
				break
			}
		}
	}
	if maxResults == nil || len(all) <= int(*maxResults) {
		return all, nil, nil
	}
	part = all[:*maxResults]
	token := page.Cursor{Operation: operation, Region: region, Last: key(part[len(part)-1])}.Token()
	return part, &token, nil
}
