package nft

import (
	"fmt"
	"slices"
	"strings"
)

// Change is one transaction on a table.
type Change struct {
	table    string
	replace  bool     // the whole table, whatever it holds
	before   []string // text: new sets and chains
	rules    []string // text: the rules of new and changed chains
	after    []string // text: old chains and sets taken away
	deletes  []elements
	adds     []elements
	elements int
}

// elements are some elements of one set.
type elements struct {
	name string
	set  *Set
	list []Element
}

// Empty reports whether there is nothing to do.
func (c *Change) Empty() bool { return !c.Structural() && c.elements == 0 }

// Structural reports whether more than elements change.
func (c *Change) Structural() bool {
	return c.replace || len(c.before)+len(c.rules)+len(c.after) > 0
}

// Replace is the transaction that leaves exactly t, whatever the kernel held
// before. It never opens, but it may drop: the kernel hooks a new base chain in
// before it commits its rules, so that packets meet its policy for a moment.
func Replace(t *Table) *Change {
	c := diff(New(t.Name), t)
	c.replace = true
	return c
}

// Diff is the transaction that makes what holds have hold want; have is nil for
// a namespace without the table. No packet meets anything but the one or the
// other, unless a base chain that may drop or the shape of a set differs, which
// our own tables never do: that takes Replace.
func Diff(have, want *Table) *Change {
	if have == nil || !have.extends(want) {
		return Replace(want)
	}
	return diff(have, want)
}

// extends reports whether t has want's base chains, and none of its names
// stands for a thing of another shape. A base chain that accepts by itself may
// come and go: without its rules it decides nothing, and it has them from the
// moment on that all others have theirs.
func (t *Table) extends(want *Table) bool {
	for name, c := range t.Chains {
		if now := want.Chains[name]; c.decides() && now == nil || now != nil && c.Hook != now.Hook {
			return false
		}
	}
	for name, c := range want.Chains {
		if c.decides() && t.Chains[name] == nil {
			return false
		}
	}
	for name, s := range t.Sets {
		if now := want.Sets[name]; now != nil && !s.sameShape(now) {
			return false
		}
	}
	return true
}

// decides reports whether the chain drops what its rules say nothing about.
func (c *Chain) decides() bool { return c.Hook != "" && !strings.Contains(c.Hook, "policy accept;") }

// diff compares two tables that extend each other. Sets with the same elements
// slice are not looked at.
func diff(have, want *Table) *Change {
	c := &Change{table: want.Name}
	c.removedSets(have, want)
	for _, name := range sortedKeys(want.Sets) {
		c.set(name, have.Sets[name], want.Sets[name])
	}
	c.chains(have, want)
	return c
}

// removedSets takes away sets that are gone, after the rules that held on to them.
func (c *Change) removedSets(have, want *Table) {
	for _, name := range sortedKeys(have.Sets) {
		if want.Sets[name] != nil {
			continue
		}
		old := have.Sets[name]
		c.after = append(c.after, fmt.Sprintf("delete %s inet %s %s", old.kind(), c.table, name))
		if old.Verdicts { // its elements hold on to chains
			c.before = append(c.before, fmt.Sprintf("flush map inet %s %s", c.table, name))
		}
	}
}

func (c *Change) set(name string, have, want *Set) {
	if have == nil {
		c.before = append(c.before, fmt.Sprintf("add %s inet %s %s { %s }", want.kind(), c.table, name, want.declaration()))
		have = &Set{}
	}
	if sameSlice(have.Elements, want.Elements) {
		return
	}
	gone, come := diffElements(have.Elements, want.Elements)
	if len(gone) > 0 {
		c.deletes = append(c.deletes, elements{name, want, gone})
	}
	if len(come) > 0 {
		c.adds = append(c.adds, elements{name, want, come})
	}
	c.elements += len(gone) + len(come)
}

func sameSlice(a, b []Element) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// diffElements merges two sorted lists. An element whose verdict or value
// changed is in both answers.
func diffElements(have, want []Element) (gone, come []Element) {
	for len(have) > 0 && len(want) > 0 {
		switch order := Compare(have[0], want[0]); {
		case order < 0:
			gone, have = append(gone, have[0]), have[1:]
		case order > 0:
			come, want = append(come, want[0]), want[1:]
		default:
			if have[0] != want[0] {
				gone, come = append(gone, have[0]), append(come, want[0])
			}
			have, want = have[1:], want[1:]
		}
	}
	return append(gone, have...), append(come, want...)
}

func (c *Change) chains(have, want *Table) {
	for _, name := range sortedKeys(want.Chains) {
		now, old := want.Chains[name], have.Chains[name]
		if old != nil && now.same(old) {
			continue
		}
		if old == nil {
			declaration := ""
			if now.Hook != "" {
				declaration = " { " + now.Hook + " }"
			}
			c.before = append(c.before, fmt.Sprintf("add chain inet %s %s%s", c.table, name, declaration))
		} else {
			c.rules = append(c.rules, fmt.Sprintf("flush chain inet %s %s", c.table, name))
		}
		for _, rule := range now.Rules {
			c.rules = append(c.rules, fmt.Sprintf("add rule inet %s %s %s", c.table, name, rule))
		}
	}
	var flush, remove []string
	for _, name := range sortedKeys(have.Chains) {
		if want.Chains[name] == nil {
			flush = append(flush, fmt.Sprintf("flush chain inet %s %s", c.table, name))
			remove = append(remove, fmt.Sprintf("delete chain inet %s %s", c.table, name))
		}
	}
	c.after = slices.Concat(flush, remove, c.after)
}

// chunk bounds the elements of one statement or message: a netlink attribute
// ends at 64 KiB.
const chunk = 500

// Text is the transaction as nft reads it: sets and chains first, then rules,
// then elements, and last what is taken away.
func (c *Change) Text() string {
	var b strings.Builder
	line := func(lines ...string) {
		for _, l := range lines {
			b.WriteString(l + "\n")
		}
	}
	if c.replace {
		line("add table inet "+c.table, "delete table inet "+c.table, "add table inet "+c.table)
	}
	line(c.before...)
	line(c.rules...)
	writeElements(&b, c.table, "delete", c.deletes)
	writeElements(&b, c.table, "add", c.adds)
	line(c.after...)
	return b.String()
}

func writeElements(b *strings.Builder, table, verb string, groups []elements) {
	for _, g := range groups {
		for part := range slices.Chunk(g.list, chunk) {
			fmt.Fprintf(b, "%s element inet %s %s { ", verb, table, g.name)
			for i, e := range part {
				if i > 0 {
					b.WriteString(", ")
				}
				b.WriteString(g.set.text(e))
			}
			b.WriteString(" }\n")
		}
	}
}
