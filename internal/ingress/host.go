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
	return lowerASCII(strings.TrimSuffix(host, "."))
}

// lowerASCII folds A to Z only, as DNS does. Unicode's folding would make
// different names one: the Kelvin sign becomes a k.
func lowerASCII(s string) string {
	for i := range len(s) {
		if 'A' <= s[i] && s[i] <= 'Z' {
			lower := []byte(s)
			for j := i; j < len(lower); j++ {
				if 'A' <= lower[j] && lower[j] <= 'Z' {
					lower[j] += 'a' - 'A'
				}
			}
			return string(lower)
		}
	}
	return s
}
