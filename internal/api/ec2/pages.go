package ec2

import (
	"slices"

	"sallyport/internal/api/page"
	"sallyport/internal/fault"
)

// pageLimits are the values that MaxResults may have, and what is taken without one.
type pageLimits struct{ least, most, unsaid int }

// everything is the size of a page that holds all there is.
const everything = int(^uint(0) >> 1)

// usualPages are the limits of most operations: without MaxResults, all comes in one answer.
var usualPages = pageLimits{least: 5, most: 1000, unsaid: everything}

// size is how many results a page of the query has.
func (q query) size() (int, error) {
	if q.maxResults == nil {
		return q.limits.unsaid, nil
	}
	size := int(*q.maxResults)
	if size < q.limits.least {
		return 0, invalidValue("maxResults", size, "Expecting a value greater than or equal to %d.", q.limits.least)
	}
	if size > q.limits.most {
		return 0, invalidValue("maxResults", size, "Expecting a value less than or equal to %d.", q.limits.most)
	}
	return size, nil
}

// token points behind a page's last key.
func (q query) token(c call, last string) *string {
	return new(page.Cursor{Operation: q.operation, Region: c.region, Last: last}.Token())
}

// after is the key that the query's page begins behind: empty for the first one.
func (q query) after(c call) (string, error) {
	if !present(q.nextToken) {
		return "", nil
	}
	cursor, err := page.Parse(*q.nextToken, q.operation, c.region)
	if err != nil {
		return "", fault.New(fault.Invalid, "InvalidNextToken",
			"The token '%s' is invalid: %w. Give the NextToken of the answer before, or begin again without one", *q.nextToken, err)
	}
	return cursor.Last, nil
}

// pageOf gives the page of a list that a query is for, and the token of the next page. The keys tell the list's
// elements apart; the walk goes on behind the last one seen, or begins again if that is gone.
func pageOf[T any](c call, q query, list []T, key func(T) string) ([]T, *string, error) {
	after, err := q.after(c)
	if err != nil {
		return nil, nil, err
	}
	size, err := q.size()
	if err != nil {
		return nil, nil, err
	}
	if at := slices.IndexFunc(list, func(one T) bool { return key(one) == after }); after != "" && at >= 0 {
		list = list[at+1:]
	}
	if len(list) <= size {
		return list, nil, nil
	}
	return list[:size], q.token(c, key(list[size-1])), nil
}
