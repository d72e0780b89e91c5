package console

import (
	"net/http"
	"net/url"
	"path"
	"strings"
	"testing"
	"testing/fstest"
)

func TestFiles(t *testing.T) {
	w := newWorld(t, builtFiles, &kept{}, "secret")
	session := w.signedIn(t)
	const forEver, ask = "private, max-age=31536000, immutable", "private, no-cache"
	for _, c := range []struct {
		path, accept                            string
		status                                  int
		body, encoding, contentType, cacheFiles string
	}{
		{"", "", 200, "<!doctype html>the console", "", "text/html; charset=utf-8", ask},
		{"index.html", "br", 200, "<!doctype html>the console", "", "text/html; charset=utf-8", ask},
		{"services/web/network", "", 200, "<!doctype html>the console", "", "text/html; charset=utf-8", ask},
		{"icon.svg", "", 200, "<svg/>", "", "image/svg+xml", ask},
		{"assets/index-a1b2.js", "gzip, deflate, br, zstd", 200, "brotli", "br", "text/javascript; charset=utf-8", forEver},
		{"assets/index-a1b2.js", "gzip, deflate", 200, "gzip", "gzip", "text/javascript; charset=utf-8", forEver},
		{"assets/index-a1b2.js", "br;q=0, gzip;q=0.5", 200, "gzip", "gzip", "text/javascript; charset=utf-8", forEver},
		{"assets/index-a1b2.js", "*", 200, "brotli", "br", "text/javascript; charset=utf-8", forEver},
		{"assets/index-a1b2.js", "identity", 200, "plain script", "", "text/javascript; charset=utf-8", forEver},
		{"assets/index-a1b2.js", "", 200, "plain script", "", "text/javascript; charset=utf-8", forEver},
		{"assets/index-a1b2.css", "br", 200, "plain style", "", "text/css; charset=utf-8", forEver},
		{"assets/index-a1b2.css", "br, gzip", 200, "gzip style", "gzip", "text/css; charset=utf-8", forEver},
		{"assets/index-0000.js", "br", 404, "", "", "application/json", "no-store"},
		{"assets/index-a1b2.js.br", "br", 404, "", "", "application/json", "no-store"},
		{".gitkeep", "", 200, "<!doctype html>the console", "", "text/html; charset=utf-8", ask},
	} {
		answer := w.ask(http.MethodGet, root+c.path, session, "Accept-Encoding", c.accept)
		h := answer.Header()
		if answer.Code != c.status || c.body != "" && body(t, answer) != c.body || h.Get("Content-Encoding") != c.encoding ||
			h.Get("Content-Type") != c.contentType || h.Get("Cache-Control") != c.cacheFiles {
			t.Errorf("%s for %q: %d %s %v", c.path, c.accept, answer.Code, answer.Body, h)
		}
		if c.status != 200 {
			continue
		}
		if h.Get("Vary") != "Accept-Encoding" || h.Get("ETag") == "" {
			t.Errorf("%s: %v", c.path, h)
		}
		again := w.ask(http.MethodGet, root+c.path, session, "Accept-Encoding", c.accept, "If-None-Match", h.Get("ETag"))
		if again.Code != http.StatusNotModified || again.Body.Len() != 0 {
			t.Errorf("%s once more: %d", c.path, again.Code)
		}
	}
	if answer := w.ask(http.MethodHead, root, session); answer.Code != 200 || answer.Body.Len() != 0 {
		t.Errorf("HEAD: %d %s", answer.Code, answer.Body)
	}
	if answer := w.ask(http.MethodPost, root, session); answer.Code != 405 || answer.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d %v", answer.Code, answer.Header())
	}
}

func TestNothingWithoutASession(t *testing.T) {
	w := newWorld(t, builtFiles, &kept{}, "secret")
	for name := range builtFiles {
		answer := w.ask(http.MethodGet, root+name, "")
		if text := body(t, answer); answer.Code != 401 || !strings.Contains(text, "sallyport console") || strings.Contains(text, string(builtFiles[name].Data)) && len(builtFiles[name].Data) > 0 {
			t.Errorf("%s: %d %s", name, answer.Code, text)
		}
	}
	for _, target := range []string{"/console/", "/console/services/web", "/console/session"} {
		if answer := w.ask(http.MethodGet, target, newToken()); answer.Code != 401 || answer.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %v", target, answer.Code, answer.Header())
		}
	}
	if answer := w.ask(http.MethodGet, "/console", ""); answer.Code/100 != 3 || answer.Header().Get("Location") != "/console/" {
		t.Errorf("/console: %d %v", answer.Code, answer.Header())
	}
	if text := body(t, w.ask(http.MethodGet, "/console/services/web", "")); !strings.Contains(text, "sallyport console services/web<") {
		t.Errorf("the page forgets what was asked for: %s", text)
	}
	if text := body(t, w.ask(http.MethodGet, "/console/$(reboot)", "")); strings.Contains(text, "reboot") {
		t.Errorf("the page tells people to type what others wrote: %s", text)
	}
}

func TestBuildWithoutTheConsole(t *testing.T) {
	w := newWorld(t, fstest.MapFS{".gitkeep": {}}, &kept{}, "secret")
	if w.link(t, "").Built {
		t.Error("the link says that there is a console")
	}
	for _, session := range []string{"", w.signedIn(t)} {
		text := body(t, w.ask(http.MethodGet, root, session))
		if !strings.Contains(text, "make console") || strings.Contains(text, "style=") || strings.Contains(text, "<style") || strings.Contains(text, "<script") {
			t.Error(text)
		}
	}
	if style := w.ask(http.MethodGet, "/console/page.css", ""); style.Code != 200 || style.Header().Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("the page's style: %d %v", style.Code, style.Header())
	}
}

func TestEveryAnswerKeepsOthersAway(t *testing.T) {
	w := newWorld(t, builtFiles, &kept{}, "secret")
	session := w.signedIn(t)
	for _, target := range []string{"/console/", "/console/assets/index-a1b2.js", "/console/session", "/console/sign-in?token=x", "/console/assets/none"} {
		h := w.ask(http.MethodGet, target, session).Header()
		for name, want := range map[string]string{
			"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Access-Control-Allow-Origin": "",
		} {
			if h.Get(name) != want {
				t.Errorf("%s: %s is %q", target, name, h.Get(name))
			}
		}
	}
}

func TestEmbeddedFiles(t *testing.T) {
	if _, err := New(Options{Keep: &kept{}, Secret: "secret"}); err != nil {
		t.Error(err)
	}
}

func FuzzLocalPath(f *testing.F) {
	for _, seed := range []string{
		"/console/", "/console/services/web?tab=network#x", "//elsewhere.example/console/", "/console/../v1", "/console/%2e%2e/v1", `/console/\elsewhere`,
		"/console//elsewhere", "javascript:alert(1)", "/console/a\nb", "/console/aws/ec2/x/", "/console/%2f%2felsewhere", "http:/console/", "/console/sign-in?token=x", "/console/%5c",
	} {
		f.Add(seed)
	}
	base, _ := url.Parse("http://127.0.0.1:4700/console/sign-in?token=x")
	f.Fuzz(func(t *testing.T, to string) {
		local, ok := localPath(to)
		if !ok {
			return
		}
		got, err := base.Parse(local)
		if err != nil || got.Host != base.Host || got.Scheme != "http" || !strings.HasPrefix(got.Path, root) || strings.HasPrefix(path.Clean(got.Path)+"/", root+"aws/") {
			t.Errorf("%q leads to %v, %v", to, got, err)
		}
		if strings.ContainsAny(local, "\"<> \\\n\r\t") {
			t.Errorf("%q is %q", to, local)
		}
	})
}

func FuzzAccepts(f *testing.F) {
	f.Add("gzip;q=0.1, br;q=0, *")
	f.Fuzz(func(t *testing.T, header string) {
		if accepts(header, "br") && !strings.Contains(strings.ToLower(header), "br") && !strings.Contains(header, "*") {
			t.Errorf("%q takes br", header)
		}
	})
}
