package containerd

import "sync"

// keyLocks is a mutex for each key; a key's mutex is there only while somebody holds it or waits for it.
type keyLocks struct {
	mu   sync.Mutex
	held map[string]*keyLock // guarded by mu
}

type keyLock struct {
	sync.Mutex
	users int // guarded by keyLocks.mu
}

// lock waits for the key and returns its unlock.
func (k *keyLocks) lock(key string) func() {
	k.mu.Lock()
	if k.held == nil {
		k.held = make(map[string]*keyLock)
	}
	l := k.held[key]
	if l == nil {
		l = &keyLock{}
		k.held[key] = l
	}
	l.users++
	k.mu.Unlock()

	l.Lock()
	return func() {
		l.Unlock()
		k.mu.Lock()
		defer k.mu.Unlock()
		if l.users--; l.users == 0 {
			delete(k.held, key)
		}
	}
}
