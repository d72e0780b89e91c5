package logpattern_test

import (
	"strings"
	"testing"

	"sallyport/internal/fault"
	"sallyport/internal/logpattern"
)

// The examples of AWS's page on filter patterns are among these.
func TestPatternsChooseLines(t *testing.T) {
	const request = `{"eventType":"UpdateTrail","sourceIPAddress":"111.111.111.111","arrayKey":["value","another value"],"bandwidth":100,"user":{"id":1,"mail":null,"admin":true},"ratio":1.5,"key.one":"x"}`
	for _, c := range []struct{ pattern, line, want string }{
		{``, "anything", "yes"},
		{` `, "", "yes"},
		{`""`, "anything", "yes"},
		{`ERROR`, "[ERROR 400] BAD REQUEST", "yes"},
		{`ERROR`, "[error 400] bad request", "no"},
		{`ERROR ARGUMENTS`, "[ERROR 419] MISSING ARGUMENTS", "yes"},
		{`ERROR ARGUMENTS`, "[ERROR 400] BAD REQUEST", "no"},
		{`?ERROR ?ARGUMENTS`, "[ERROR 400] BAD REQUEST", "yes"},
		{`?ERROR ?ARGUMENTS`, "MISSING ARGUMENTS", "yes"},
		{`?ERROR ?ARGUMENTS`, "all is well", "no"},
		{`?ERROR REQUEST`, "[INFO] REQUEST FAILED", "no"},
		{`"INTERNAL SERVER ERROR"`, "[ERROR 500] INTERNAL SERVER ERROR", "yes"},
		{`"INTERNAL SERVER ERROR"`, "INTERNAL  SERVER ERROR", "no"},
		{`ERROR -ARGUMENTS`, "[ERROR 400] BAD REQUEST", "yes"},
		{`ERROR -ARGUMENTS`, "[ERROR 419] MISSING ARGUMENTS", "no"},
		{`-"INVALID ARGUMENTS"`, "all is well", "yes"},
		{`"say \"no\" \\ yes"`, `they say "no" \ yes`, "yes"},
		{`%AUTHORIZED%`, "[ERROR 401] UNAUTHORIZED REQUEST", "yes"},
		{`%4\d\d$% -404`, "status 401", "yes"},
		{`%4\d\d$% -404`, "status 404", "no"},
		{`{ $.eventType = "UpdateTrail" }`, request, "yes"},
		{`{ $.eventType = UpdateTrail }`, request, "yes"},
		{`{ $.eventType = "UpdateTrail" }`, "UpdateTrail", "no"},
		{`{ $.eventType = "UpdateTrail" }`, `{"eventType":"UpdateTrail"`, "no"},
		{`{ $.sourceIPAddress != 123.123.* }`, request, "yes"},
		{`{ $.sourceIPAddress = 111.*.*1 }`, request, "yes"},
		{`{ $.arrayKey[0] = "value" }`, request, "yes"},
		{`{ $.arrayKey[2] = "value" }`, request, "no"},
		{`{ $.bandwidth > 75 }`, request, "yes"},
		{`{ $.bandwidth >= 1e2 && $.ratio < 1.6 }`, request, "yes"},
		{`{ $.bandwidth = 100.0 }`, request, "yes"},
		{`{ $.bandwidth = 1* }`, request, "yes"},
		{`{ $.eventType > 1 }`, request, "no"},
		{`{ $.user.mail IS NULL }`, request, "yes"},
		{`{ $.user.admin IS TRUE }`, request, "yes"},
		{`{ $.user.admin is false }`, request, "no"},
		{`{ $.user.name NOT EXISTS }`, request, "yes"},
		{`{ $.user.id NOT EXISTS }`, request, "no"},
		{`{ $.nothing != "x" }`, request, "no"},
		{`{ $.['key.one'] = "x" }`, request, "yes"},
		{`{ ($.user.id = 2 || $.user.id = 1) && $.eventType = %^Update% }`, request, "yes"},
		{`{ $.user.id = 1 || $.user.id = 2 && $.bandwidth < 5 }`, request, "yes"},
		{`{ $.user = "x" }`, request, "no"},
	} {
		p, err := logpattern.Parse(c.pattern)
		if err != nil {
			t.Errorf("%s: %v", c.pattern, err)
			continue
		}
		if got := p.Match([]byte(c.line)); got != (c.want == "yes") {
			t.Errorf("%s of %s: got %v, want %s", c.pattern, c.line, got, c.want)
		}
	}
}

func TestPatternsThatAreNone(t *testing.T) {
	for pattern, says := range map[string]string{
		`"open`:                        `the quotation mark before "open" is not closed`,
		`a"b`:                          "has a quotation mark in it",
		`- a`:                          "a sign is followed by no term",
		`%[%`:                          `the regular expression "["`,
		`%x`:                           "has no other behind it",
		`[a, b]`:                       "patterns of columns in brackets are not supported here",
		`{`:                            "it ends where a field, such as $.name should be",
		`{ $.a }`:                      "a field is followed by =",
		`{ $.a = }`:                    `there should be a value`,
		`{ $.a > x }`:                  `> compares numbers, and "x" is none`,
		`{ $.a = 1 `:                   "it ends where &&, || or the closing brace should be",
		`{ $.a = 1 } x`:                "nothing more behind the closing brace",
		`{ $ = 1 }`:                    "the name of a field",
		`{ $.a[x] = 1 }`:               "between brackets",
		`{ ($.a = 1 }`:                 "a closing parenthesis",
		`{ $.a IS 1 }`:                 "IS is followed by NULL, TRUE or FALSE",
		`{ $.a NOT 1 }`:                "NOT is followed by EXISTS",
		"{" + strings.Repeat("(", 200): "more than 100 parentheses",
		strings.Repeat("x", 1025):      "it has 1025 characters, and may have 1024",
	} {
		if _, err := logpattern.Parse(pattern); err == nil || !strings.Contains(err.Error(), says) || !strings.HasPrefix(err.Error(), "Invalid filter pattern: ") {
			t.Errorf("%.40s: got %v, want %q", pattern, err, says)
		}
	}
}

// Whatever the pattern and the line, neither reading nor matching fails, and a term that matches is in the line.
func FuzzPatterns(f *testing.F) {
	for _, pattern := range []string{`a -b ?c "d e"`, `{ $.a.b[1] >= 1.5 && ($.c = "x*" || $.d IS NULL) }`, `%x+%`, `[a]`, `"\"`} {
		f.Add(pattern, `{"a":{"b":[1,2]},"c":"xyz","d":null} x "`)
	}
	f.Fuzz(func(t *testing.T, pattern, line string) {
		p, err := logpattern.Parse(pattern)
		if err != nil {
			return
		}
		matched := p.Match([]byte(line))
		word := strings.TrimSpace(pattern)
		if plain := word != "" && !strings.ContainsAny(word, "\" \t\r\n%{[?-"); plain && strings.Fields(word)[0] == word && matched != strings.Contains(line, word) {
			t.Errorf("%q of %q: %v", pattern, line, matched)
		}
	})
}

// An expression that is short to write and long to match must not take a processor for hours.
func TestExpressionsThatCostTooMuch(t *testing.T) {
	for _, text := range []string{
		"%" + strings.Repeat(".{1000}", 100) + "%", "%" + strings.Repeat("(.?){900}", 100) + "%", `%(\pL{500}|\pN{499})%`,
		`{ $.a = %` + strings.Repeat(".{1000}", 10) + `% }`,
	} {
		if _, err := logpattern.Parse(text); err == nil || fault.ClassOf(err) != fault.Invalid || !strings.Contains(err.Error(), "repeats") {
			t.Errorf("%.40s: %v", text, err)
		}
	}
	for _, text := range []string{`%[0-9]{1,3}(\.[0-9]{1,3}){3}%`, `%^(GET|POST) /[^ ]{1,100} %`, `%\pL+ .{20}%`} {
		if _, err := logpattern.Parse(text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}
