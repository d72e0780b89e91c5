package shape

import (
	"fmt"
	"regexp"
)

// pattern is a model's regular expression in terms of Go's, which has no lookahead.
type pattern struct {
	match     *regexp.Regexp
	forbidden *regexp.Regexp // beginning that is not allowed, or nil
}

var (
	leadingLookahead = regexp.MustCompile(`^\^?\(\?!([^()]*)\)`)
	repeat           = regexp.MustCompile(`\{(\d+),(\d+)\}`)
)

func compilePattern(text string, longest *int64) (*pattern, error) {
	var p pattern
	var err error
	if found := leadingLookahead.FindStringSubmatch(text); found != nil {
		if p.forbidden, err = regexp.Compile(`\A(?:` + found[1] + `)`); err != nil {
			return nil, err
		}
		text = text[len(found[0]):]
	}
	text = relaxRepeats(text, longest)
	// A pattern holds for the whole text even where the model leaves the anchors out.
	if p.match, err = regexp.Compile(`\A(?:` + text + `)\z`); err != nil {
		return nil, err
	}
	return &p, nil
}

// relaxRepeats opens the upper bound of repeats such as {1,1011} where the shape's own length is bounded as
// tightly: Go allows no more than 1000 and compiles each repeat, so that the open form is the faster one too.
func relaxRepeats(text string, longest *int64) string {
	return repeat.ReplaceAllStringFunc(text, func(bounds string) string {
		var low, high int64
		if _, err := fmt.Sscanf(bounds, "{%d,%d}", &low, &high); err != nil || longest == nil || high < *longest {
			return bounds
		}
		return fmt.Sprintf("{%d,}", low)
	})
}

func (p *pattern) matches(text string) bool {
	if p.forbidden != nil && p.forbidden.MatchString(text) {
		return false
	}
	return p.match.MatchString(text)
}
