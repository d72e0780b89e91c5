package apprunner_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

var update = flag.Bool("update", false, "write the golden answers anew")

var (
	uuidForm = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)
	idForm   = regexp.MustCompile(`[0-9a-f]{32}`)
	timeForm = regexp.MustCompile(`("[A-Za-z]+At": )[0-9.]+`)
)

// golden compares the body of the last answer with the file of a name. Ids are
// replaced by the order in which they come; given names by $1, $2, ….
func (w *world) golden(name string, given ...string) {
	w.t.Helper()
	var indented bytes.Buffer
	if err := json.Indent(&indented, w.last.body, "", "  "); err != nil {
		w.t.Fatalf("%s answered %q: %v", name, w.last.body, err)
	}
	text := timeForm.ReplaceAllString(indented.String()+"\n", "${1}0")
	for i, word := range given {
		text = strings.ReplaceAll(text, word, fmt.Sprint("$", i+1))
	}
	text = uuidForm.ReplaceAllString(text, "<operation>")
	ids := map[string]string{}
	for _, id := range idForm.FindAllString(text, -1) {
		if id != "00000000000000000000000000000001" && ids[id] == "" { // the default scaling configuration's is the same everywhere
			ids[id] = fmt.Sprint("<id ", len(ids)+1, ">")
		}
	}
	for id, placeholder := range ids {
		text = strings.ReplaceAll(strings.ReplaceAll(text, id, placeholder), id[:16], strings.Replace(placeholder, "id", "host", 1))
	}
	path := filepath.Join("testdata", name+".json")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			w.t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			w.t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		w.t.Fatal(err)
	}
	if text != string(want) {
		w.t.Errorf("%s answered\n%s\nwant\n%s", name, text, want)
	}
}
