// Package assertion reads and judges what a user expects of the network: who
// can and who cannot reach what. An assertion is a line such as
//
//	service web can reach db:5432              # the port's protocol is tcp
//	service web cannot reach 0.0.0.0/0:25
//	instance i-0a1b can reach 10.0.2.17:53/udp
//	interface eni-0a1b cannot reach 10.0.0.0/8:1-1023
//
// Empty lines, and everything behind a # that begins a word, mean nothing. An
// IPv6 address or range stands in brackets: [2001:db8::/32]:443.
package assertion

import (
	"fmt"
	"net/netip"

	"sallyport/internal/vpc"
)

// Assertion is one line.
type Assertion struct {
	// Line counts from 1.
	Line    int
	Subject Subject
	// Can is what is expected: that the subject can reach the target, all of
	// it, or that it can reach none of it.
	Can    bool
	Target Target
}

// Subject is who sends.
type Subject struct {
	Kind SubjectKind
	Name string // the service's name or id, or the id of the other kinds
}

// SubjectKind says what a subject is.
type SubjectKind string

// The kinds of subjects.
const (
	Service   SubjectKind = "service"
	Instance  SubjectKind = "instance"
	Interface SubjectKind = "interface"
)

// Target is what is to be reached: a name or a range, and ports.
type Target struct {
	// Name is to be resolved as the subject does; empty where Range is set.
	Name     string
	Range    netip.Prefix
	Protocol vpc.Protocol // tcp or udp
	From, To uint16       // the ports, both included
}

// String is the assertion in its own language.
func (a Assertion) String() string {
	word := "cannot"
	if a.Can {
		word = "can"
	}
	return fmt.Sprintf("%s %s %s reach %s", a.Subject.Kind, a.Subject.Name, word, a.Target)
}

// String is the target in the language of assertions.
func (t Target) String() string {
	host := t.Name
	if t.Range.IsValid() {
		host = t.Range.String()
		if t.Range.IsSingleIP() {
			host = t.Range.Addr().String()
		}
		if t.Range.Addr().Is6() {
			host = "[" + host + "]"
		}
	}
	ports := fmt.Sprint(t.From)
	if t.To != t.From {
		ports = fmt.Sprintf("%d-%d", t.From, t.To)
	}
	return fmt.Sprintf("%s:%s/%s", host, ports, t.Protocol.EC2Name())
}
