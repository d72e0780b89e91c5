package vpc

import (
	"maps"
	"strings"
	"unicode/utf8"

	"sallyport/internal/fault"
)

// The limits of tags, counted in characters.
const (
	tagsPerResource = 50
	tagKeyLength    = 128
	tagValueLength  = 256
	tagReserved     = "aws:"
)

// With gives a resource's tags with more added; more wins where both have a key. The receiver stays as it is.
func (t Tags) With(resource string, more Tags) (Tags, error) {
	for key, value := range more {
		switch {
		case key == "":
			return nil, fault.New(fault.Invalid, "InvalidParameterValue", "Tag key cannot be null or empty. Every tag of %s needs a key", resource)
		case strings.HasPrefix(strings.ToLower(key), tagReserved):
			return nil, fault.New(fault.Invalid, "InvalidParameterValue",
				"Tag keys starting with 'aws:' are reserved for internal use. Choose another key than '%s' for %s", key, resource)
		case utf8.RuneCountInString(key) > tagKeyLength:
			return nil, fault.New(fault.Invalid, "InvalidParameterValue",
				"Tag key exceeds the maximum length of %d characters. The key '%s' of %s has %d", tagKeyLength, key, resource, utf8.RuneCountInString(key))
		case utf8.RuneCountInString(value) > tagValueLength:
			return nil, fault.New(fault.Invalid, "InvalidParameterValue",
				"Tag value exceeds the maximum length of %d characters. The value of '%s' of %s has %d", tagValueLength, key, resource, utf8.RuneCountInString(value))
		}
		if err := checkRecord(key, value); err != nil {
			return nil, err
		}
	}
	merged := make(Tags, len(t)+len(more))
	maps.Copy(merged, t)
	maps.Copy(merged, more)
	if len(merged) > tagsPerResource {
		return nil, fault.New(fault.Limit, "TagLimitExceeded",
			"Tag limit exceeded. %s would have %d tags and may have %d; delete tags that are not needed", resource, len(merged), tagsPerResource)
	}
	return merged, nil
}
