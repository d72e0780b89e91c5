package sigv4

import (
	"crypto/hmac"
	"crypto/sha256"
	"sync"
)

// maxKeys bounds the cache. A key is a day, a region and a service of one access
// key, so even a busy server uses tens.
const maxKeys = 1024

// keyCache remembers signing keys: deriving one takes four HMACs, more than the rest of a verification.
type keyCache struct {
	mu   sync.RWMutex
	keys map[scope]signingKey // guarded by mu
}

// signingKey holds the secret it was derived from, so that a key whose secret was replaced is derived anew.
type signingKey struct {
	secret string
	key    [sha256.Size]byte
}

// get returns the signing key of s, from memory or derived; known tells which.
func (c *keyCache) get(s scope, secret string) (key [sha256.Size]byte, known bool) {
	c.mu.RLock()
	entry, ok := c.keys[s]
	c.mu.RUnlock()
	if ok && entry.secret == secret {
		return entry.key, true
	}
	return deriveKey(s, secret), false
}

// put remembers a key that has verified a signature. Others are not worth
// remembering: anybody can send any region and service with a known access key id.
func (c *keyCache) put(s scope, secret string, key [sha256.Size]byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.keys == nil || len(c.keys) >= maxKeys {
		// Starting over drops the keys of past days too, which nobody will ask for again.
		c.keys = make(map[scope]signingKey)
	}
	c.keys[s] = signingKey{secret: secret, key: key}
}

func deriveKey(s scope, secret string) [sha256.Size]byte {
	key := []byte("AWS4" + secret)
	for _, part := range []string{s.day, s.Region, s.Service, terminator} {
		key = sum(key, []byte(part))
	}
	return [sha256.Size]byte(key)
}

func sum(key, text []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(text)
	return mac.Sum(nil)
}
