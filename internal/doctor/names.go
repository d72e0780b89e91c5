package doctor

import (
	"fmt"
	"net"
	"slices"
	"strings"
)

// names looks whether programs find *.localhost. It looks at the settings: to
// ask for a name could send it to a name server.
func names(m machine, ingress string) []Finding {
	const check = "names"
	for line := range strings.Lines(m.text("etc/nsswitch.conf")) {
		sources, ok := strings.CutPrefix(strings.TrimSpace(line), "hosts:")
		if !ok {
			continue
		}
		fields := strings.Fields(sources)
		if slices.Contains(fields, "myhostname") || slices.Contains(fields, "resolve") {
			return []Finding{{Check: check, Detail: "*.localhost is this machine"}}
		}
	}
	for line := range strings.Lines(m.text("etc/resolv.conf")) {
		// systemd's own name server, which knows them.
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "nameserver" && (fields[1] == "127.0.0.53" || fields[1] == "127.0.0.54") {
			return []Finding{{Check: check, Detail: "*.localhost is this machine"}}
		}
	}
	_, port, err := net.SplitHostPort(ingress)
	if err != nil {
		port = "8080"
	}
	return []Finding{{
		Check: check, Detail: "browsers and curl know that *.localhost is this machine, but other programs here may not", State: Warning,
		Mend: fmt.Sprintf("apt-get install libnss-myhostname\nor, with curl: curl --resolve '*:%s:127.0.0.1' http://NAME.sallyport.localhost:%s/", port, port),
	}}
}
