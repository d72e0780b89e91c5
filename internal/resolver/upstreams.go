package resolver

import (
	"net"
	"os"
	"sync"
	"time"

	"github.com/miekg/dns"
)

// HostServers reads a resolv.conf again whenever it changes: hosts change
// networks. The function that it returns is safe for concurrent use; a file
// that can't be read names no servers.
func HostServers(path string) func() []string {
	var mu sync.Mutex
	var read time.Time // guarded by mu: the file's time when it was read
	var servers []string
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		info, err := os.Stat(path)
		if err != nil {
			return nil
		}
		if info.ModTime().Equal(read) {
			return servers
		}
		config, err := dns.ClientConfigFromFile(path)
		if err != nil {
			return nil
		}
		read, servers = info.ModTime(), nil
		for _, server := range config.Servers {
			servers = append(servers, net.JoinHostPort(server, config.Port))
		}
		return servers
	}
}

// NoServers names none, for an installation without an uplink.
func NoServers() []string { return nil }
