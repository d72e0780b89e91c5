package console

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"
)

// What the API answers in a session is as private as the console's own pages are.
func TestAnswersOfCallsAreSecured(t *testing.T) {
	w := newWorld(t, builtFiles, &kept{}, "secret")
	header := w.ask(http.MethodGet, "/console/aws/sallyport/eu-west-1/v1/flows", w.signedIn(t)).Header()
	if header.Get("Cache-Control") != "no-store" || header.Get("X-Content-Type-Options") != "nosniff" || header.Get("Content-Security-Policy") != policy ||
		header.Get("Cross-Origin-Resource-Policy") != "same-origin" {
		t.Errorf("%v", header)
	}
}

// A stream must not go on to tell when its session is over.
func TestStreamsEndWithTheirSession(t *testing.T) {
	for name, end := range map[string]func(w *world, token string){
		"signed out":                         func(w *world, token string) { _ = w.sessions.end(token) },
		"signed in anew by the same browser": func(w *world, token string) { w.sessions.begin(token) },
		"pushed out by others": func(w *world, _ string) {
			for range mostSessions {
				w.sessions.begin("")
			}
		},
		"expired": func(*world, string) { time.Sleep(sessionLife) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, builtFiles, &kept{}, "secret")
				ended := false
				handler := w.Before(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
					<-r.Context().Done()
					ended = true
				}))
				token := w.sessions.begin("")
				r := httptest.NewRequest(http.MethodPost, "/console/aws/logs/eu-west-1/", nil)
				r.Host = host
				r.AddCookie(&http.Cookie{Name: cookieName(host), Value: token})
				go handler.ServeHTTP(httptest.NewRecorder(), r.WithContext(t.Context()))
				time.Sleep(time.Hour)
				synctest.Wait()
				if ended {
					t.Fatal("it ended before its session")
				}
				end(w, token)
				synctest.Wait()
				if !ended {
					t.Error("it goes on")
				}
			})
		})
	}
}

// A clock that was years ahead when somebody signed in makes no session of years.
func TestSessionsOfAClockThatWasAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keep := &kept{text: []byte(`[{"hash":"AAAA","expires":"2099-01-01T00:00:00Z"}]`)}
		if w := newWorld(t, builtFiles, keep, "secret"); len(w.sessions.open) != 0 {
			t.Errorf("%v", w.sessions.open)
		}
	})
}
