package doctor

import (
	"net/netip"
	"testing"
)

const (
	tcp4 = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000000000000000 100 0 0 10 0
   1: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4712 1 0000000000000000 100 0 0 10 0
   2: 0100007F:9C40 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 4713 1 0000000000000000 20 4 30 10 -1
`
	tcp6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4714 1 0000000000000000 100 0 0 10 0
   1: 00000000000000000000000001000000:1388 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4715 1 0000000000000000 100 0 0 10 0
`
)

// The kernel's tables are in the machine's own order of bytes; these are a little-endian one's.
func TestListeningSockets(t *testing.T) {
	for _, c := range []struct{ table, address, inode string }{
		{tcp4, "127.0.0.1:8080", "4711"},
		{tcp4, "0.0.0.0:8080", "4711"}, // all addresses include that one
		{tcp4, "127.0.0.2:8080", ""},
		{tcp4, "127.0.0.1:22", "4712"},
		{tcp4, "127.0.0.1:40000", ""}, // connected, not listening
		{tcp6, "127.0.0.1:80", "4714"},
		{tcp6, "[::1]:5000", "4715"},
		{tcp6, "[::1]:5001", ""},
		{"", "127.0.0.1:80", ""},
		{"garbage\n 0: zz:zz x 0A a b c d e f\n", "127.0.0.1:80", ""},
	} {
		if got := listening(c.table, netip.MustParseAddrPort(c.address)); got != c.inode {
			t.Errorf("%s: got %q, want %q", c.address, got, c.inode)
		}
	}
}

func TestHolder(t *testing.T) {
	m := fake(t, map[string]string{
		"proc/net/tcp": tcp4, "proc/net/tcp6": tcp6,
		"proc/12/comm": "nginx\n", "proc/12/fd/3": "-> /dev/null", "proc/12/fd/6": "-> socket:[4711]",
		"proc/13/comm": "sshd\n", "proc/13/fd/3": "-> socket:[4713]",
	})
	for address, want := range map[string]string{
		"127.0.0.1:8080": "nginx (process 12)",
		"127.0.0.1:22":   "a process that can't be seen from here", // in another namespace of processes
		"127.0.0.1:9":    "a process that can't be seen from here",
		"localhost:8080": "a process that can't be seen from here",
	} {
		if got := holder(m, address); got != want {
			t.Errorf("%s: got %q, want %q", address, got, want)
		}
	}
}

func TestPorts(t *testing.T) {
	m := fake(t, nil)
	expect(t, "free", []Finding{port(m, "API", "--api-listen", "127.0.0.1:0", false)}, "ok: free")
	expect(t, "not a port", []Finding{port(m, "API", "--api-listen", "127.0.0.1:http-or-so", false)}, "failure: another with --api-listen")
	expect(t, "not ours", []Finding{port(m, "API", "--api-listen", "203.0.113.7:4700", false)}, "failure: no address of this machine")
}
