package ingress

import "strings"

// canonicalHost strips the port and one trailing dot from a Host header and
// folds its letters to lower case. It allocates only if there is an upper case
// letter, since it runs once a request.
func canonicalHost(host string) string {
	if strings.HasPrefix(host, "[") {
		if end := strings.IndexByte(host, ']'); end > 0 {
			host = host[1:end]
		}
	} else if colon := strings.IndexByte(host, ':'); colon >= 0 && colon == strings.LastIndexByte(host, ':') {
		host = host[:colon]
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}
