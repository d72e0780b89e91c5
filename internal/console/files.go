package console

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

// files are the console's built ones, by their paths.
type files map[string]*file

// file is one, and its compressed forms that the build left beside it.
type file struct {
	contentType string
	forms       []form // the smallest first; the last is the file itself
}

type form struct {
	encoding string // as Content-Encoding names it; empty for the file itself
	etag     string
	content  []byte
}

// encodings are the compressed forms by the ends of their names, the best first.
var encodings = []struct{ suffix, name string }{{".br", "br"}, {".gz", "gzip"}}

// contentTypes are those of what a build makes; the host's own tables may say anything.
var contentTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".json": "application/json", ".webmanifest": "application/manifest+json", ".txt": "text/plain; charset=utf-8",
	".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon", ".woff2": "font/woff2",
}

// immutable is where the build puts what has a hash of its content in its name.
const immutable = "assets/"

const index = "index.html"

// readFiles reads all of them. What begins with a dot is not the build's.
func readFiles(from fs.FS) (*files, error) {
	all := files{}
	err := fs.WalkDir(from, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasPrefix(entry.Name(), ".") || isForm(name) {
			return err
		}
		f := &file{contentType: contentTypes[path.Ext(name)]}
		if f.contentType == "" {
			f.contentType = "application/octet-stream"
		}
		for _, e := range encodings {
			if content, err := fs.ReadFile(from, name+e.suffix); err == nil {
				f.forms = append(f.forms, newForm(e.name, content))
			}
		}
		content, err := fs.ReadFile(from, name)
		f.forms = append(f.forms, newForm("", content))
		all[name] = f
		return err
	})
	return &all, err
}

// isForm tells whether a file is another's compressed form.
func isForm(name string) bool {
	for _, e := range encodings {
		if strings.HasSuffix(name, e.suffix) {
			return true
		}
	}
	return false
}

func newForm(encoding string, content []byte) form {
	sum := sha256.Sum256(content)
	return form{encoding, `"` + hex.EncodeToString(sum[:12]) + `"`, content}
}

// built is false for a program that was built without the console.
func (f files) built() bool { return f[index] != nil }

// serveFile serves the built files, and the first page for every path that is none: the
// console's own places have paths too.
func (c *Console) serveFile(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		writeError(w, http.StatusMethodNotAllowed, "the method "+r.Method+" is not allowed here; use GET")
		return
	}
	if !c.files.built() {
		page{Status: http.StatusNotFound, Name: "missing"}.write(w)
		return
	}
	if _, ok := c.sessions.expiry(sessionToken(r)); !ok {
		page{Status: http.StatusUnauthorized, Name: "sign-in", Place: placeToType(r.URL.Path)}.write(w)
		return
	}
	name := strings.TrimPrefix(r.URL.Path, root)
	f, ok := (*c.files)[name]
	switch {
	case ok && strings.HasPrefix(name, immutable):
		// Not for caches that others share: it is for those who are signed in.
		w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	case strings.HasPrefix(name, immutable):
		// A page that was open while the program was replaced by another version.
		writeError(w, http.StatusNotFound, "this version of the console has no file "+name+"; load the page again")
		return
	default:
		if !ok {
			f = (*c.files)[index]
		}
		w.Header().Set("Cache-Control", "private, no-cache")
	}
	f.serve(w, r)
}

// serve answers with the smallest form that the client takes.
func (f *file) serve(w http.ResponseWriter, r *http.Request) {
	accepted := r.Header.Get("Accept-Encoding")
	for _, form := range f.forms {
		if form.encoding != "" && !accepts(accepted, form.encoding) {
			continue
		}
		w.Header().Set("Content-Type", f.contentType)
		w.Header().Set("ETag", form.etag)
		w.Header().Add("Vary", "Accept-Encoding")
		if form.encoding != "" {
			w.Header().Set("Content-Encoding", form.encoding)
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(form.content))
		return
	}
}

// accepts reads an Accept-Encoding: whether it names an encoding, or any, and not with the weight 0.
func accepts(header, encoding string) bool {
	any := false
	for item := range strings.SplitSeq(header, ",") {
		name, parameter, weighted := strings.Cut(strings.TrimSpace(item), ";")
		taken := true
		if weighted {
			weight, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(parameter), "q="), 64)
			taken = err == nil && weight > 0
		}
		switch strings.ToLower(strings.TrimSpace(name)) {
		case encoding:
			return taken
		case "*":
			any = taken
		}
	}
	return any
}
