package console

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"slices"
	"sync"
	"time"
)

const (
	linkLife  = 5 * time.Minute
	mostLinks = 32 // that are not used yet; the oldest gives way
)

// links are the sign-in links that were given out and not used. They are kept in memory
// alone: one that a restart makes void is asked for again. The zero value has none.
type links struct {
	mu   sync.Mutex
	open []link // guarded by mu; the oldest first
}

// link holds the hash of a token: who reads the memory of the process, or a dump of it, can't sign in.
type link struct {
	hash    [sha256.Size]byte
	expires time.Time
}

// give makes a token that signs in once.
func (l *links) give() (token string, expires time.Time) {
	token = newToken()
	expires = time.Now().Add(linkLife)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.prune()
	if len(l.open) == mostLinks {
		l.open = slices.Delete(l.open, 0, 1)
	}
	l.open = append(l.open, link{sha256.Sum256([]byte(token)), expires})
	return token, expires
}

// use tells whether a token signs in, which it never does again.
func (l *links) use(token string) bool {
	hash := sha256.Sum256([]byte(token))
	l.mu.Lock()
	defer l.mu.Unlock()
	l.prune()
	found := -1
	for i := range l.open { // all of them, so that the time tells nothing
		if subtle.ConstantTimeCompare(l.open[i].hash[:], hash[:]) == 1 {
			found = i
		}
	}
	if found < 0 {
		return false
	}
	l.open = slices.Delete(l.open, found, found+1)
	return true
}

// prune forgets what has expired. The caller holds mu.
func (l *links) prune() {
	now := time.Now()
	l.open = slices.DeleteFunc(l.open, func(o link) bool { return !now.Before(o.expires) })
}

// newToken is 32 random bytes as text for a URL or a cookie.
func newToken() string {
	var random [32]byte
	rand.Read(random[:]) // never fails: it ends the program instead
	return base64.RawURLEncoding.EncodeToString(random[:])
}
