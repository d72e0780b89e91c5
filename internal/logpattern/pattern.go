// Package logpattern is the filter patterns of CloudWatch Logs, which choose lines of logs.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
//
//	ERROR "time out"        lines with both terms, wherever they are in it, in this case
//	?ERROR ?WARN            lines with one of the terms
//	ERROR -"of no account"  lines with the one and without the other
//	%ERROR [45][0-9]+%      lines that the regular expression matches
//	{ $.level = "error" && ($.took > 100 || $.user.id NOT EXISTS) }   lines that are JSON objects like that
//
// Patterns of columns, [a, b, c], are not known.
package logpattern

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"

	"sallyport/internal/fault"
)

// Pattern chooses lines. It is safe for concurrent use.
type Pattern struct{ root matcher }

// matcher is a pattern or a part of one.
type matcher interface{ match(line []byte) bool }

// longest is the longest pattern, in bytes; so CloudWatch says too.
const longest = 1024

// Parse reads a pattern. An empty one matches everything. Its errors are Invalid, and say what is wrong and where.
func Parse(text string) (Pattern, error) {
	if len(text) > longest {
		return Pattern{}, fault.New(fault.Invalid, "", "Invalid filter pattern: it has %d characters, and may have %d.", len(text), longest)
	}
	trimmed := strings.TrimSpace(text)
	var root matcher
	var err error
	switch {
	case strings.HasPrefix(trimmed, "{"):
		root, err = parseJSON(trimmed)
	case strings.HasPrefix(trimmed, "["):
		err = fmt.Errorf("patterns of columns in brackets are not supported here; use terms, a regular expression between %% or a JSON pattern in braces, and quote a term that begins with a bracket")
	default:
		root, err = parseTerms(trimmed)
	}
	if err != nil {
		return Pattern{}, fault.New(fault.Invalid, "", "Invalid filter pattern: %s.", err)
	}
	return Pattern{root}, nil
}

// Match tells whether a pattern chooses a line. The zero pattern chooses all.
func (p Pattern) Match(line []byte) bool { return p.root == nil || p.root.match(line) }

// expression is a regular expression.
type expression struct{ *regexp.Regexp }

func (e expression) match(line []byte) bool { return e.Match(line) }

// mostSteps is how long an expression may be when what it repeats is written out. The time that a line takes is at most its
// length times that: some seconds for all that one search looks at.
const mostSteps = 500

// compile reads what is between percent signs.
func compile(text string) (expression, error) {
	compiled, err := regexp.Compile(text)
	if err != nil {
		return expression{}, fmt.Errorf("the regular expression %q: %w", text, err)
	}
	if steps := stepsOf(text); steps > mostSteps {
		return expression{}, fmt.Errorf("the regular expression %q has %d steps when what it repeats is written out, and may have %d", text, steps, mostSteps)
	}
	return expression{compiled}, nil
}

// stepsOf counts those of an expression that is known to be one.
func stepsOf(text string) int {
	parsed, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return 0
	}
	program, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return 0
	}
	return len(program.Inst)
}
