package assertion

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

// The most that a file may be: what is more is a mistake, or no file of assertions.
const (
	maxSize  = 1 << 20 // bytes
	maxLines = 10_000
)

// Parse reads a file of assertions. file names it in errors, which are
// fault.Invalid, one for each line that can't be read, with line and column.
func Parse(file string, text []byte) ([]Assertion, error) {
	if len(text) > maxSize {
		return nil, fault.New(fault.Invalid, "", "%s: the file has %d bytes and may have %d", file, len(text), maxSize)
	}
	var all []Assertion
	var wrong []error
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		if number > maxLines {
			wrong = append(wrong, fault.New(fault.Invalid, "", "%s:%d: the file has more than %d lines", file, number, maxLines))
			break
		}
		a, ok, err := parseLine(line)
		var at *mistake
		switch {
		case errors.As(err, &at):
			wrong = append(wrong, fault.New(fault.Invalid, "", "%s:%d:%d: %s", file, number, at.column, at.text))
		case ok:
			a.Line = number
			all = append(all, a)
		}
	}
	return all, errors.Join(wrong...)
}

// mistake is an error at a column, which counts characters from 1.
type mistake struct {
	column int
	text   string
}

func (m *mistake) Error() string { return fmt.Sprintf("column %d: %s", m.column, m.text) }

func wrongAt(w word, format string, args ...any) error {
	return &mistake{w.column, fmt.Sprintf(format, args...)}
}

// word is a word of a line and where it begins.
type word struct {
	text   string
	column int
}

// words are those of a line up to a comment, and an empty one at its end.
func words(line string) []word {
	var all []word
	column, rest := 1, strings.TrimRightFunc(line, unicode.IsSpace)
	for rest != "" {
		space := len(rest) - len(strings.TrimLeftFunc(rest, unicode.IsSpace))
		column += utf8.RuneCountInString(rest[:space])
		rest = rest[space:]
		if rest == "" || rest[0] == '#' {
			break
		}
		end := strings.IndexFunc(rest, unicode.IsSpace)
		if end < 0 {
			end = len(rest)
		}
		all = append(all, word{rest[:end], column})
		column += utf8.RuneCountInString(rest[:end])
		rest = rest[end:]
	}
	return append(all, word{"", column})
}

const form = "an assertion has the form: service NAME can|cannot reach HOST:PORT"

// parseLine reads one line; false for one without an assertion.
func parseLine(line string) (Assertion, bool, error) {
	if !utf8.ValidString(line) {
		return Assertion{}, false, &mistake{1, "the line is not UTF-8 text"}
	}
	w := words(line)
	if len(w) == 1 {
		return Assertion{}, false, nil
	}
	var a Assertion
	switch kind := SubjectKind(w[0].text); kind {
	case Service, Instance, Interface:
		a.Subject.Kind = kind
	default:
		return a, false, wrongAt(w[0], "%q is not service, instance or interface; %s", w[0].text, form)
	}
	if len(w) < 6 {
		return a, false, wrongAt(w[len(w)-1], "the line ends too early; %s", form)
	}
	a.Subject.Name = w[1].text
	switch w[2].text {
	case "can":
		a.Can = true
	case "cannot":
	default:
		return a, false, wrongAt(w[2], "%q is neither can nor cannot; %s", w[2].text, form)
	}
	if w[3].text != "reach" {
		return a, false, wrongAt(w[3], "%q is not reach; %s", w[3].text, form)
	}
	var err error
	if a.Target, err = parseTarget(w[4]); err != nil {
		return a, false, err
	}
	if w[5].text != "" {
		return a, false, wrongAt(w[5], "%q is too much; a comment begins with #", w[5].text)
	}
	return a, true, nil
}

// ParseTarget reads a target as assertions write it; the error is a fault.Invalid.
func ParseTarget(text string) (Target, error) {
	t, err := parseTarget(word{text, 1})
	var at *mistake
	if errors.As(err, &at) {
		return t, fault.New(fault.Invalid, "", "%s", at.text)
	}
	return t, nil
}

func parseTarget(w word) (Target, error) {
	colon := strings.LastIndexByte(w.text, ':')
	if colon < 0 {
		return Target{}, wrongAt(w, "%q has no port: write HOST:PORT, such as db:5432 or 10.0.2.17:53/udp", w.text)
	}
	host := word{w.text[:colon], w.column}
	ports := word{w.text[colon+1:], w.column + utf8.RuneCountInString(w.text[:colon+1])}
	t := Target{Protocol: vpc.TCP}
	if number, protocol, given := strings.Cut(ports.text, "/"); given {
		switch protocol {
		case "tcp":
		case "udp":
			t.Protocol = vpc.UDP
		default:
			return t, wrongAt(ports, "the protocol %q is neither tcp nor udp", protocol)
		}
		ports.text = number
	}
	first, last, ranged := strings.Cut(ports.text, "-")
	if !ranged {
		last = first
	}
	from, errFrom := strconv.ParseUint(first, 10, 16)
	to, errTo := strconv.ParseUint(last, 10, 16)
	if errFrom != nil || errTo != nil || from == 0 || from > to {
		return t, wrongAt(ports, "%q is not a port from 1 to 65535, or a range of them such as 8000-8080", ports.text)
	}
	t.From, t.To = uint16(from), uint16(to)
	return t, t.parseHost(host)
}

// parseHost reads an address, a range or a name.
func (t *Target) parseHost(w word) error {
	text := w.text
	if inner, ok := strings.CutPrefix(text, "["); ok {
		if inner, ok = strings.CutSuffix(inner, "]"); !ok {
			return wrongAt(w, "%q has no closing bracket", w.text)
		}
		text = inner
	} else if strings.Contains(text, ":") {
		return wrongAt(w, "%q: write an IPv6 address in brackets, as in [2001:db8::1]:443", w.text)
	}
	if a, err := netip.ParseAddr(text); err == nil && a.Zone() == "" && !a.Is4In6() {
		t.Range = netip.PrefixFrom(a, a.BitLen())
		return nil
	}
	if p, err := netip.ParsePrefix(text); err == nil && !p.Addr().Is4In6() {
		if p != p.Masked() {
			return wrongAt(w, "%s has bits beyond its mask; did you mean %s?", p, p.Masked())
		}
		t.Range = p
		return nil
	}
	if !hostName(text) {
		return wrongAt(w, "%q is not an address, a range or a name", w.text)
	}
	t.Name = text
	return nil
}

// hostName says whether a text may be a name in DNS. What consists of digits
// and dots alone is an address that was written wrongly.
func hostName(text string) bool {
	if text == "" || len(text) > 253 || strings.Trim(text, "0123456789.") == "" {
		return false
	}
	for label := range strings.SplitSeq(strings.TrimSuffix(text, "."), ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != "" {
			return false
		}
	}
	return true
}
