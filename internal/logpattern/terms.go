package logpattern

import (
	"bytes"
	"fmt"
	"strings"
)

// terms is what a line must have, must not have, and must have one of.
type terms struct{ all, none, any []matcher }

func (t terms) match(line []byte) bool {
	for _, m := range t.all {
		if !m.match(line) {
			return false
		}
	}
	for _, m := range t.none {
		if m.match(line) {
			return false
		}
	}
	for _, m := range t.any {
		if m.match(line) {
			return true
		}
	}
	return len(t.any) == 0
}

// term is a text that a line has in it.
type term []byte

func (t term) match(line []byte) bool { return bytes.Contains(line, t) }

// parseTerms reads terms, each with its sign.
func parseTerms(text string) (matcher, error) {
	var t terms
	for rest := strings.TrimSpace(text); rest != ""; rest = strings.TrimSpace(rest) {
		list := &t.all
		switch rest[0] {
		case '-':
			list, rest = &t.none, rest[1:]
		case '?':
			list, rest = &t.any, rest[1:]
		}
		m, after, err := parseTerm(rest)
		if err != nil {
			return nil, err
		}
		*list, rest = append(*list, m), after
	}
	// CloudWatch leaves question marks out of account beside other terms.
	if len(t.all)+len(t.none) > 0 {
		t.all, t.any = append(t.all, t.any...), nil
	}
	return t, nil
}

// parseTerm reads a word, a phrase in quotes or a regular expression, and returns what follows.
func parseTerm(text string) (matcher, string, error) {
	switch {
	case text == "" || text[0] == ' ':
		return nil, "", fmt.Errorf("a sign is followed by no term; quote a term that is a sign")
	case text[0] == '"':
		phrase, rest, err := quoted(text)
		return term(phrase), rest, err
	case text[0] == '%':
		inner, rest, err := percents(text)
		if err != nil {
			return nil, "", err
		}
		m, err := compile(inner)
		return m, rest, err
	}
	end := strings.IndexAny(text, " \t\r\n")
	if end < 0 {
		end = len(text)
	}
	word := text[:end]
	if strings.ContainsRune(word, '"') {
		return nil, "", fmt.Errorf("the term %s has a quotation mark in it; quote the whole term, and write \\\" for the mark", word)
	}
	return term(word), text[end:], nil
}

// quoted reads a text that begins with a quotation mark, up to the next one. Behind a backslash a mark or a backslash is itself.
func quoted(text string) (inner, rest string, err error) {
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == '"':
			return b.String(), text[i+1:], nil
		case text[i] == '\\' && i+1 < len(text) && (text[i+1] == '"' || text[i+1] == '\\'):
			i++
			b.WriteByte(text[i])
		default:
			b.WriteByte(text[i])
		}
	}
	return "", "", fmt.Errorf("the quotation mark before %q is not closed", text[1:])
}

// percents reads a regular expression with the percent signs around it.
func percents(text string) (inner, rest string, err error) {
	inner, rest, found := strings.Cut(text[1:], "%")
	if !found {
		return "", "", fmt.Errorf("the percent sign before %q, which begins a regular expression, has no other behind it", text[1:])
	}
	return inner, rest, nil
}
