package console

import (
	_ "embed"
	"html/template"
	"net/http"
	"regexp"
	"strings"
)

//go:embed pages/pages.html
var pagesText string

//go:embed pages/page.css
var style []byte

var pages = template.Must(template.New("pages").Parse(pagesText))

// page is an answer to a person in place of the console. It needs no script, and no file
// but its style.
type page struct {
	Status int
	Name   string // of the template
	To     string // where it goes on to, by itself
	Place  string // what they wanted to see, for the command line
}

func (p page) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(p.Status)
	_ = pages.ExecuteTemplate(w, p.Name, p) // a client that left needs no answer
}

func serveStyle(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(style)
}

// plainPlace is what stands for itself in every shell.
var plainPlace = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9/._-]{0,200}$`)

// placeToType is a place as the argument of sallyport console. Somebody else may have
// written the link that led here: what a shell might read as more than a word is left out.
func placeToType(path string) string {
	place := strings.TrimPrefix(path, root)
	if !plainPlace.MatchString(place) || strings.HasPrefix(place, immutable) {
		return ""
	}
	return place
}
