package platform

import (
	"slices"
	"strings"
	"testing"

	"sallyport/internal/fault"
)

func TestSplitCommand(t *testing.T) {
	for line, want := range map[string][]string{
		"python app.py":                {"python", "app.py"},
		"  a\t b \n":                   {"a", "b"},
		`sh -c "echo $HOME; date"`:     {"sh", "-c", "echo $HOME; date"},
		`echo 'a "b" \n' c`:            {"echo", `a "b" \n`, "c"},
		`echo "a \"b\" \\ \$ \x 'c'"`:  {"echo", `a "b" \ $ \x 'c'`},
		`a\ b c\\d`:                    {"a b", `c\d`},
		`--name=''`:                    {"--name="},
		`'' ""`:                        {"", ""},
		`pre'in'"side"post`:            {"preinsidepost"},
		"größe 'ein wert'":             {"größe", "ein wert"},
		`gunicorn -b 0.0.0.0:8080 'm'`: {"gunicorn", "-b", "0.0.0.0:8080", "m"},
	} {
		got, err := SplitCommand(line)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %q, %v; want %q", line, got, err, want)
		}
	}
	for line, says := range map[string]string{
		"":          "no words",
		" \t":       "no words",
		`a "b`:      "character 3",
		`a 'b\'`:    "", // a backslash in single quotes escapes nothing, so this is whole
		`it's`:      "character 3",
		`a \`:       "backslash",
		`a "b \" c`: "never closed",
	} {
		_, err := SplitCommand(line)
		if says == "" {
			if err != nil {
				t.Errorf("%q: %v", line, err)
			}
			continue
		}
		if fault.ClassOf(err) != fault.Invalid || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want %q", line, err, says)
		}
	}
}

// FuzzSplitCommand: words that are quoted come back as they were, and no line
// makes it fail otherwise than with an error.
func FuzzSplitCommand(f *testing.F) {
	for _, seed := range []string{"a b", `"a" 'b'`, `\`, "'", `a\ b`, "ü \x00 \xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		words, err := SplitCommand(line)
		if err != nil {
			if fault.ClassOf(err) != fault.Invalid || len(words) != 0 {
				t.Fatalf("%q: %q, %v", line, words, err)
			}
			return
		}
		var quoted []string
		for _, word := range words {
			quoted = append(quoted, "'"+strings.ReplaceAll(word, "'", `'\''`)+"'")
		}
		again, err := SplitCommand(strings.Join(quoted, " "))
		if err != nil || !slices.Equal(again, words) {
			t.Fatalf("%q became %q, %v", words, again, err)
		}
	})
}
