package console

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"
)

const (
	sessionLife  = 12 * time.Hour // from the sign-in, used or not
	mostSessions = 64             // the oldest gives way
)

// Keeper keeps the sessions over a restart, in a place that only the system's owner can read.
type Keeper interface {
	// Sessions gives what was written last; nothing before the first time.
	Sessions() ([]byte, error)
	// WriteSessions replaces it, all of it or nothing.
	WriteSessions([]byte) error
}

// sessions are the people who are signed in. What is kept of a session is a keyed hash of
// its token, and the key derives from the root secret: who reads the file has no session, and
// whoever changes the credentials ends them all.
type sessions struct {
	key  []byte
	keep Keeper
	log  *slog.Logger

	mu   sync.Mutex
	open []session // guarded by mu; the oldest first
}

type session struct {
	Hash    []byte    `json:"hash"`
	Expires time.Time `json:"expires"`
	// over is closed when the session is ended before it expires.
	over chan struct{}
}

// openSessions reads the sessions that were kept. Those that can't be read are no reason not
// to start: their owners sign in again.
func openSessions(secret string, keep Keeper, log *slog.Logger) (*sessions, error) {
	key, err := hkdf.Key(sha256.New, []byte(secret), nil, "sallyport console sessions", sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("derive the key of the console's sessions: %w", err)
	}
	s := &sessions{key: key, keep: keep, log: log}
	text, err := keep.Sessions()
	if err == nil && len(text) > 0 {
		err = json.Unmarshal(text, &s.open)
	}
	if err != nil {
		log.Warn("the console's sessions can't be read; everybody signs in again", "error", err)
		s.open = nil
	}
	// One that would last longer than a session may was begun while the clock was ahead.
	latest := time.Now().Add(sessionLife)
	s.open = slices.DeleteFunc(s.open, func(o session) bool { return o.Expires.After(latest) })
	s.open = s.open[max(0, len(s.open)-mostSessions):]
	for i := range s.open {
		s.open[i].over = make(chan struct{})
	}
	return s, nil
}

// begin makes a session in place of another, which ends; empty for none.
func (s *sessions) begin(replaced string) (token string) {
	token = newToken()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.remove(replaced)
	if len(s.open) >= mostSessions {
		close(s.open[0].over)
		s.open = slices.Delete(s.open, 0, 1)
	}
	s.open = append(s.open, session{s.mac("session", token), time.Now().Add(sessionLife), make(chan struct{})})
	if err := s.write(); err != nil {
		s.log.Warn("a session of the console will not survive a restart", "error", err)
	}
	return token
}

// find gives the session of a token; false if there is none.
func (s *sessions) find(token string) (found session, ok bool) {
	if token == "" {
		return session{}, false
	}
	hash, now := s.mac("session", token), time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range s.open {
		if hmac.Equal(o.Hash, hash) {
			found = o
		}
	}
	return found, now.Before(found.Expires)
}

// expiry tells when the session of a token ends; false if there is none.
func (s *sessions) expiry(token string) (time.Time, bool) {
	found, ok := s.find(token)
	return found.Expires, ok
}

// during is ctx for as long as the session of a token lasts. Without one it is ctx: who has
// none is refused by others. Its caller cancels it.
func (s *sessions) during(ctx context.Context, token string) (context.Context, context.CancelFunc) {
	found, ok := s.find(token)
	if !ok {
		return ctx, func() {}
	}
	ctx, cancel := context.WithDeadline(ctx, found.Expires)
	go func() { // ends with ctx
		select {
		case <-found.over:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

// end ends the session of a token. An error says that it may come back with a restart.
func (s *sessions) end(token string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.remove(token)
	return s.write()
}

// csrf is what the scripts of a session show to have read its answers.
func (s *sessions) csrf(token string) string {
	return base64.RawURLEncoding.EncodeToString(s.mac("csrf", token))
}

// mac is the keyed hash of a token for a purpose.
func (s *sessions) mac(purpose, token string) []byte {
	h := hmac.New(sha256.New, s.key)
	h.Write([]byte(purpose + "\x00" + token))
	return h.Sum(nil)
}

// remove forgets a session, and those that have expired. The caller holds mu.
func (s *sessions) remove(token string) {
	hash, now := s.mac("session", token), time.Now()
	s.open = slices.DeleteFunc(s.open, func(o session) bool {
		over := !now.Before(o.Expires) || token != "" && hmac.Equal(o.Hash, hash)
		if over {
			close(o.over)
		}
		return over
	})
}

// write keeps the sessions. The caller holds mu.
func (s *sessions) write() error {
	text, err := json.Marshal(s.open)
	if err != nil {
		return err
	}
	return s.keep.WriteSessions(text)
}
