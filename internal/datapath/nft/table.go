// Package nft is nftables for one namespace: a table as a comparable value,
// the difference of two as one transaction, and the way to put it into the
// kernel and to read it back. It is the only place that runs nft or speaks
// nf_tables' netlink.
//
// Structure (chains, rules, sets) goes through the nft program as text, whole
// and in one transaction. A change of elements alone, the frequent one, goes
// straight through netlink: nft fetches every interval set that it adds to,
// which costs 25 ms at 10,000 elements where this costs 2.
package nft

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// Table is a table of the family inet. Chains and sets are keyed by their names.
type Table struct {
	Name   string
	Chains map[string]*Chain
	Sets   map[string]*Set
}

// New is an empty table.
func New(name string) *Table {
	return &Table{Name: name, Chains: map[string]*Chain{}, Sets: map[string]*Set{}}
}

// Chain is a chain and its rules, in the words in which nft lists them.
type Chain struct {
	// Hook is the declaration of a base chain, such as
	// "type filter hook forward priority filter; policy drop;"; empty for others.
	Hook  string
	Rules []string
}

// Set is a set, a map to verdicts where Verdicts, or a map to values of a type
// where Data.
type Set struct {
	Key      []Type
	Interval bool
	Verdicts bool
	Data     Type
	// Elements are sorted by Compare and disjoint.
	Elements []Element
}

// Type is the type of one field of a key.
type Type string

// The types of fields, by nft's names.
const (
	Device     Type = "ifname"
	Addr       Type = "ipv4_addr"
	Addr6      Type = "ipv6_addr"
	Protocol   Type = "inet_proto"
	Port       Type = "inet_service"
	ICMPType   Type = "icmp_type"
	ICMPCode   Type = "icmp_code"
	ICMPv6Type Type = "icmpv6_type"
	ICMPv6Code Type = "icmpv6_code"
	Mark       Type = "mark"
)

func (t Type) size() int {
	switch t {
	case Device, Addr6:
		return 16
	case Addr, Mark:
		return 4
	case Port:
		return 2
	default:
		return 1
	}
}

// Element is one element: the kernel's own key bytes, each field padded to
// four, from From to To inclusive. To is empty in a set without intervals.
type Element struct {
	From, To string
	Chain    string // where the verdict goes to
	// Jump lets the chain come back.
	Jump bool
	// Value is what the key stands for in a map to values, as bytes of its type.
	Value string
}

// Compare orders elements by their keys.
func Compare(a, b Element) int {
	if c := cmp.Compare(a.From, b.From); c != 0 {
		return c
	}
	return cmp.Compare(a.To, b.To)
}

// Key builds the bytes of a key, a field after the other.
type Key []byte

// Device appends a device's name.
func (k Key) Device(name string) Key {
	var field [16]byte
	copy(field[:15], name)
	return append(k, field[:]...)
}

// Addr appends an address of either family.
func (k Key) Addr(a netip.Addr) Key { return append(k, a.AsSlice()...) }

// Byte appends a protocol, an ICMP type or an ICMP code.
func (k Key) Byte(b uint8) Key { return append(k, b, 0, 0, 0) }

// Port appends a port.
func (k Key) Port(p uint16) Key { return append(binary.BigEndian.AppendUint16(k, p), 0, 0) }

// Mark appends a packet's or a connection's mark, which the kernel keeps in the
// machine's own order of bytes.
func (k Key) Mark(m uint32) Key { return binary.NativeEndian.AppendUint32(k, m) }

// Point is an element of a set without intervals.
func Point(k Key) Element { return Element{From: string(k)} }

// Between is an element of an interval set, both ends included.
func Between(from, to Key) Element { return Element{From: string(from), To: string(to)} }

// text prints the element as nft reads it.
func (s *Set) text(e Element) string {
	var b strings.Builder
	from, to := e.From, e.To
	for i, t := range s.Key {
		if i > 0 {
			b.WriteString(" . ")
		}
		width := (t.size() + 3) &^ 3
		low := fieldText(t, from[:width])
		b.WriteString(low)
		from = from[width:]
		if to != "" {
			if high := fieldText(t, to[:width]); high != low {
				b.WriteString("-" + high)
			}
			to = to[width:]
		}
	}
	switch {
	case s.Verdicts && e.Jump:
		b.WriteString(" : jump " + e.Chain)
	case s.Verdicts:
		b.WriteString(" : goto " + e.Chain)
	case s.Data != "":
		b.WriteString(" : " + fieldText(s.Data, e.Value))
	}
	return b.String()
}

func fieldText(t Type, field string) string {
	switch t {
	case Device:
		return strconv.Quote(strings.TrimRight(field, "\x00"))
	case Addr:
		return netip.AddrFrom4([4]byte([]byte(field))).String()
	case Addr6:
		return netip.AddrFrom16([16]byte([]byte(field))).String()
	case Port:
		return strconv.Itoa(int(field[0])<<8 | int(field[1]))
	case Mark:
		return fmt.Sprintf("0x%08x", binary.NativeEndian.Uint32([]byte(field)))
	default:
		return strconv.Itoa(int(field[0]))
	}
}

// declaration is what stands between the braces of the set's declaration.
func (s *Set) declaration() string {
	keys := make([]string, len(s.Key))
	for i, t := range s.Key {
		keys[i] = string(t)
	}
	text := "type " + strings.Join(keys, " . ")
	if s.Verdicts {
		text += " : verdict"
	} else if s.Data != "" {
		text += " : " + string(s.Data)
	}
	if s.Interval {
		text += "; flags interval"
	}
	return text + ";"
}

func (s *Set) kind() string {
	if s.Verdicts || s.Data != "" {
		return "map"
	}
	return "set"
}

func (s *Set) sameShape(o *Set) bool {
	return s.Interval == o.Interval && s.Verdicts == o.Verdicts && s.Data == o.Data && slices.Equal(s.Key, o.Key)
}

func (c *Chain) same(o *Chain) bool { return c.Hook == o.Hook && slices.Equal(c.Rules, o.Rules) }

// String prints the table for people and tests: chains, then sets, sorted.
func (t *Table) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "table inet %s\n", t.Name)
	for _, name := range sortedKeys(t.Chains) {
		c := t.Chains[name]
		fmt.Fprintf(&b, "  chain %s\n", name)
		if c.Hook != "" {
			fmt.Fprintf(&b, "    %s\n", c.Hook)
		}
		for _, rule := range c.Rules {
			fmt.Fprintf(&b, "    %s\n", rule)
		}
	}
	for _, name := range sortedKeys(t.Sets) {
		s := t.Sets[name]
		fmt.Fprintf(&b, "  %s %s { %s }\n", s.kind(), name, s.declaration())
		for _, e := range s.Elements {
			fmt.Fprintf(&b, "    %s\n", s.text(e))
		}
	}
	return b.String()
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
