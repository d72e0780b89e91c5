package logpattern

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// parseJSON reads { CONDITION }.
func parseJSON(text string) (matcher, error) {
	p := &parser{rest: text}
	if !p.take("{") {
		return nil, p.expected("an opening brace")
	}
	c, err := p.any(0)
	if err != nil {
		return nil, err
	}
	if !p.take("}") {
		return nil, p.expected("&&, || or the closing brace")
	}
	if p.space(); p.rest != "" {
		return nil, p.expected("nothing more behind the closing brace")
	}
	return object{c}, nil
}

// parser reads a JSON pattern from its beginning.
type parser struct{ rest string }

func (p *parser) space() { p.rest = strings.TrimLeft(p.rest, " \t\r\n") }

// take steps over a sign if it comes next.
func (p *parser) take(sign string) bool {
	p.space()
	rest, ok := strings.CutPrefix(p.rest, sign)
	p.rest = rest
	return ok
}

func (p *parser) expected(what string) error {
	if p.rest == "" {
		return fmt.Errorf("it ends where %s should be", what)
	}
	return fmt.Errorf("there should be %s before %q", what, p.rest)
}

// deepest is how many parentheses may be inside of each other.
const deepest = 100

// any reads conditions with || between them, which binds less than &&.
func (p *parser) any(depth int) (condition, error) {
	c, err := p.all(depth)
	for err == nil && p.take("||") {
		var next condition
		next, err = p.all(depth)
		c = either{c, next}
	}
	return c, err
}

func (p *parser) all(depth int) (condition, error) {
	c, err := p.one(depth)
	for err == nil && p.take("&&") {
		var next condition
		next, err = p.one(depth)
		c = both{c, next}
	}
	return c, err
}

func (p *parser) one(depth int) (condition, error) {
	if !p.take("(") {
		return p.comparison()
	}
	if depth == deepest {
		return nil, fmt.Errorf("it has more than %d parentheses inside of each other", deepest)
	}
	c, err := p.any(depth + 1)
	if err != nil {
		return nil, err
	}
	if !p.take(")") {
		return nil, p.expected("a closing parenthesis")
	}
	return c, nil
}

// operators, the longer ones first.
var operators = []string{"!=", "<=", ">=", "=", "<", ">"}

func (p *parser) comparison() (condition, error) {
	c := comparison{}
	var err error
	if c.field, err = p.field(); err != nil {
		return nil, err
	}
	for _, operator := range operators {
		if p.take(operator) {
			c.operator = operator
			if c.value, err = p.value(); err == nil && !c.value.isNum && !slices.Contains([]string{"=", "!="}, operator) {
				err = fmt.Errorf("%s compares numbers, and %q is none", operator, c.value.text)
			}
			return c, err
		}
	}
	switch c.operator = p.word(); c.operator {
	case "IS":
		if c.value.text = p.word(); !slices.Contains([]string{"NULL", "TRUE", "FALSE"}, c.value.text) {
			return nil, fmt.Errorf("IS is followed by NULL, TRUE or FALSE, not by %q", c.value.text)
		}
	case "NOT":
		if word := p.word(); word != "EXISTS" {
			return nil, fmt.Errorf("NOT is followed by EXISTS, not by %q", word)
		}
	default:
		return nil, fmt.Errorf("a field is followed by =, !=, <, >, <=, >=, IS or NOT EXISTS, not by %q", c.operator+p.rest)
	}
	return c, nil
}

// word reads a word in letters, as capitals.
func (p *parser) word() string {
	p.space()
	word := p.rest[:span(p.rest, func(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' })]
	p.rest = p.rest[len(word):]
	return strings.ToUpper(word)
}

// span is how many bytes at the beginning are in a set.
func span(text string, in func(byte) bool) int {
	n := 0
	for n < len(text) && in(text[n]) {
		n++
	}
	return n
}

// field reads $.a.b[0].c, or $.['a b'] for names with other characters.
func (p *parser) field() ([]step, error) {
	if !p.take("$") {
		return nil, p.expected("a field, such as $.name")
	}
	var steps []step
	for {
		switch {
		case strings.HasPrefix(p.rest, "["):
			inside, rest, closed := strings.Cut(p.rest[1:], "]")
			s, ok := subscript(inside)
			if !closed || !ok {
				return nil, p.expected("a number or a name in single quotes between brackets")
			}
			p.rest, steps = rest, append(steps, s)
		case strings.HasPrefix(p.rest, ".["):
			p.rest = p.rest[1:]
		case strings.HasPrefix(p.rest, "."):
			name := p.rest[1:][:span(p.rest[1:], inName)]
			if name == "" {
				return nil, p.expected("the name of a field")
			}
			p.rest, steps = p.rest[1+len(name):], append(steps, step{name: name})
		case len(steps) == 0:
			return nil, p.expected("the name of a field")
		default:
			return steps, nil
		}
	}
}

func inName(b byte) bool {
	return b|0x20 >= 'a' && b|0x20 <= 'z' || b >= '0' && b <= '9' || b == '_' || b == '-' || b == '@' || b >= 0x80
}

// subscript reads what is between brackets.
func subscript(text string) (step, bool) {
	text = strings.TrimSpace(text)
	if len(text) > 2 && (text[0] == '\'' || text[0] == '"') && text[len(text)-1] == text[0] {
		return step{name: text[1 : len(text)-1]}, true
	}
	index, err := strconv.ParseUint(text, 10, 31)
	return step{index: int(index)}, err == nil
}

// value reads a number, a word, a text in quotes or a regular expression.
func (p *parser) value() (value, error) {
	p.space()
	switch {
	case strings.HasPrefix(p.rest, `"`):
		text, rest, err := quoted(p.rest)
		p.rest = rest
		return value{text: text}, err
	case strings.HasPrefix(p.rest, "%"):
		inner, rest, err := percents(p.rest)
		if err != nil {
			return value{}, err
		}
		p.rest = rest
		compiled, err := compile(inner)
		return value{text: inner, regexp: &compiled}, err
	}
	text := p.rest[:span(p.rest, func(b byte) bool { return inName(b) || strings.IndexByte("*.:/+#", b) >= 0 })]
	if text == "" {
		return value{}, p.expected("a value; quote it if it has other characters than letters, digits and -_.:/+#@*")
	}
	p.rest = p.rest[len(text):]
	number, err := strconv.ParseFloat(text, 64)
	return value{text: text, number: number, isNum: err == nil}, nil
}
