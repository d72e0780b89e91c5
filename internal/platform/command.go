package platform

import (
	"strings"

	"sallyport/internal/fault"
)

// SplitCommand splits a start command into words as a POSIX shell would, with
// quotes and backslashes but without expansions: no shell runs it, so that
// images without one can have a start command too.
func SplitCommand(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	inWord := false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; c {
		case ' ', '\t', '\n', '\r':
			if inWord {
				words = append(words, word.String())
				word.Reset()
				inWord = false
			}
		case '\'', '"':
			inWord = true
			n, ok := quoted(line[i:], &word)
			if !ok {
				return nil, fault.New(fault.Invalid, "", "start command %q: the quote at character %d is never closed", line, i+1)
			}
			i += n - 1
		case '\\':
			if i+1 == len(line) {
				return nil, fault.New(fault.Invalid, "", "start command %q ends in a backslash with nothing to escape", line)
			}
			inWord = true
			i++
			word.WriteByte(line[i])
		default:
			inWord = true
			word.WriteByte(c)
		}
	}
	if inWord {
		words = append(words, word.String())
	}
	if len(words) == 0 {
		return nil, fault.New(fault.Invalid, "", "start command %q has no words", line)
	}
	return words, nil
}

// quoted reads the quoted string that s begins with and says how long it was.
func quoted(s string, into *strings.Builder) (length int, ok bool) {
	quote := s[0]
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == quote:
			return i + 1, true
		case s[i] == '\\' && quote == '"' && i+1 < len(s) && strings.IndexByte("\"\\$`", s[i+1]) >= 0:
			i++
			into.WriteByte(s[i])
		default:
			into.WriteByte(s[i])
		}
	}
	return 0, false
}
