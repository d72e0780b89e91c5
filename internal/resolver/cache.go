package resolver

import (
	"container/list"
	"sync"
	"time"

	"github.com/miekg/dns"
)

const (
	maxTTL         = time.Hour
	maxNegativeTTL = 5 * time.Minute // of the absence of something (RFC 2308)
	maxCached      = 16 << 10        // bytes of one answer
)

// cache keeps answers until they expire or others are wanted more. It is
// bounded in number and bytes.
type cache struct {
	entries, bytes int

	mu   sync.Mutex
	by   map[string]*list.Element // guarded by mu
	used *list.List               // guarded by mu: the least recently used last
	held int                      // guarded by mu: bytes
}

type cached struct {
	key      string
	packet   []byte
	from, to time.Time
}

func newCache(entries, bytes int) *cache {
	return &cache{entries: entries, bytes: bytes, by: map[string]*list.Element{}, used: list.New()}
}

// get gives a copy of an answer, its TTLs less by its age; nil if there is none.
func (c *cache) get(key string) *dns.Msg {
	c.mu.Lock()
	element := c.by[key]
	if element == nil {
		c.mu.Unlock()
		return nil
	}
	entry := element.Value.(*cached)
	now := time.Now()
	if !now.Before(entry.to) {
		c.drop(element)
		c.mu.Unlock()
		return nil
	}
	c.used.MoveToFront(element)
	c.mu.Unlock()

	answer := new(dns.Msg)
	if answer.Unpack(entry.packet) != nil {
		return nil
	}
	age := uint32(now.Sub(entry.from) / time.Second)
	for _, section := range [][]dns.RR{answer.Answer, answer.Ns, answer.Extra} {
		for _, record := range section {
			if h := record.Header(); h.Rrtype != dns.TypeOPT { // whose TTL is no time
				h.Ttl -= min(age, h.Ttl)
			}
		}
	}
	return answer
}

// put keeps an answer, if it may be kept.
func (c *cache) put(key string, answer *dns.Msg) {
	ttl := lifetime(answer)
	if ttl <= 0 {
		return
	}
	packet, err := answer.Pack()
	if err != nil || len(packet) > maxCached {
		return
	}
	now := time.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	if old := c.by[key]; old != nil {
		c.drop(old)
	}
	c.by[key] = c.used.PushFront(&cached{key: key, packet: packet, from: now, to: now.Add(ttl)})
	c.held += len(key) + len(packet)
	for c.used.Len() > c.entries || c.held > c.bytes {
		c.drop(c.used.Back())
	}
}

// drop needs mu.
func (c *cache) drop(element *list.Element) {
	entry := c.used.Remove(element).(*cached)
	delete(c.by, entry.key)
	c.held -= len(entry.key) + len(entry.packet)
}

// lifetime is how long an answer may be kept; 0 for not at all. The absence of
// something is kept for as long as its zone says, and not if it does not.
func lifetime(answer *dns.Msg) time.Duration {
	if answer.Rcode != dns.RcodeSuccess && answer.Rcode != dns.RcodeNameError {
		return 0
	}
	ttl, known := maxTTL, len(answer.Answer) > 0
	for _, record := range answer.Answer {
		ttl = min(ttl, time.Duration(record.Header().Ttl)*time.Second)
	}
	for _, record := range answer.Ns {
		if soa, ok := record.(*dns.SOA); ok {
			known = true
			ttl = min(ttl, maxNegativeTTL, time.Duration(min(soa.Hdr.Ttl, soa.Minttl))*time.Second)
		}
	}
	if !known {
		return 0
	}
	return ttl
}
