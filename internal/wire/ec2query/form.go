package ec2query

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of a request. AWS names none for the protocol; these are far above what its operations can use (the
// longest take a thousand rules or tags) and low enough to answer without harm.
const (
	maxBody       = 1 << 20 // bytes
	maxParameters = 10_000
)

// param is one key and value of a form.
type param struct {
	key, value string
}

// readForm returns a request's parameters in the order of their keys, in which all keys below one path are
// together and a list's elements are in their order.
func readForm(w http.ResponseWriter, r *http.Request) ([]param, *Error) {
	params, err := appendParams(nil, r.URL.RawQuery)
	if err != nil {
		return nil, err
	}
	if r.Method == http.MethodPost {
		body, readErr := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if tooLarge := (*http.MaxBytesError)(nil); errors.As(readErr, &tooLarge) {
			return nil, &Error{
				Code:    "RequestEntityTooLarge",
				Message: fmt.Sprintf("The request is larger than %d bytes.", tooLarge.Limit),
				Status:  http.StatusRequestEntityTooLarge,
			}
		}
		if readErr != nil {
			return nil, malformed("The request's body ended early.")
		}
		if params, err = appendParams(params, string(body)); err != nil {
			return nil, err
		}
	}
	sortParams(params)
	for i := 1; i < len(params); i++ {
		if params[i].key == params[i-1].key {
			return nil, invalidValue(params[i], "The parameter is given more than once.")
		}
	}
	return params, nil
}

func sortParams(params []param) {
	slices.SortFunc(params, func(a, b param) int { return compareKeys(a.key, b.key) })
}

func appendParams(params []param, form string) ([]param, *Error) {
	for pair := range strings.SplitSeq(form, "&") {
		if pair == "" {
			continue
		}
		if len(params) == maxParameters {
			return nil, malformed(fmt.Sprintf("The request has more than %d parameters.", maxParameters))
		}
		rawKey, rawValue, _ := strings.Cut(pair, "=")
		key, keyErr := url.QueryUnescape(rawKey)
		value, valueErr := url.QueryUnescape(rawValue)
		switch {
		case keyErr != nil:
			return nil, malformed(fmt.Sprintf("The parameter name %s is not URL-encoded.", shortened(rawKey)))
		case valueErr != nil:
			return nil, malformed(fmt.Sprintf("The value of parameter %s is not URL-encoded.", shortened(key)))
		case !utf8.ValidString(key) || !utf8.ValidString(value):
			return nil, malformed(fmt.Sprintf("The parameter %q is not UTF-8.", shortened(key)))
		}
		params = append(params, param{key, value})
	}
	return params, nil
}

func malformed(message string) *Error {
	return &Error{Code: "MalformedQueryString", Message: message}
}

// compareKeys orders keys by their segments: numbers by their size and before words, words by their bytes, and a
// path before what is below it.
func compareKeys(a, b string) int {
	for {
		headA, restA, moreA := strings.Cut(a, ".")
		headB, restB, moreB := strings.Cut(b, ".")
		if c := compareSegments(headA, headB); c != 0 {
			return c
		}
		switch {
		case !moreA && !moreB:
			return 0
		case !moreA:
			return -1
		case !moreB:
			return 1
		}
		a, b = restA, restB
	}
}

func compareSegments(a, b string) int {
	numberA, numberB := isNumber(a), isNumber(b)
	switch {
	case numberA && !numberB:
		return -1
	case !numberA && numberB:
		return 1
	case numberA && len(a) != len(b):
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}

func isNumber(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}
