package ingress

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCanonicalHost(t *testing.T) {
	for host, want := range map[string]string{
		"":                "",
		"a.test":          "a.test",
		"A.Test.":         "a.test",
		"a.test:8080":     "a.test",
		"a.test.:8080":    "a.test",
		"a.test:":         "a.test",
		"[::1]:8080":      "::1",
		"[::1]":           "::1",
		"::1":             "::1",
		"[FE80::1%25eth0": "[fe80::1%25eth0",
		"127.0.0.1:80":    "127.0.0.1",
		".":               "",
		"..":              ".",
		"\u212aube.test":  "\u212aube.test", // the Kelvin sign is no K
	} {
		if got := canonicalHost(host); got != want {
			t.Errorf("%q: got %q, want %q", host, got, want)
		}
	}
}

func TestCanonicalHostIsFree(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { canonicalHost("abc123.us-east-1.sallyport.localhost:8080") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzCanonicalHost(f *testing.F) {
	for _, host := range []string{"", "a.test:1", "[::1]:1", "[", "]", "A.B.", ":", "a:b:c", "\xff:1"} {
		f.Add(host)
	}
	f.Fuzz(func(t *testing.T, host string) {
		got := canonicalHost(host)
		if strings.ContainsAny(got, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
			t.Errorf("%q: %q is not lower case", host, got)
		}
		if strings.ContainsAny(got, ":[].") {
			return // an address, or a name with more to come off
		}
		upper := strings.Map(func(r rune) rune {
			if 'a' <= r && r <= 'z' {
				return r - 'a' + 'A'
			}
			return r
		}, got)
		if !utf8.ValidString(got) {
			upper = got // Map would mend it
		}
		for _, form := range []string{got, got + ":80", got + ".", got + ".:80", upper} {
			if canonicalHost(form) != got {
				t.Errorf("%q leads to %q, not %q", form, canonicalHost(form), got)
			}
		}
	})
}
