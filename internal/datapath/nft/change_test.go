package nft

import (
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func addr(s string) Key { return Key(nil).Addr(netip.MustParseAddr(s)) }

func sample() *Table {
	t := New("t")
	t.Chains["in"] = &Chain{Hook: "type filter hook input priority filter; policy drop;", Rules: []string{"ip saddr @a goto one", "counter drop"}}
	t.Chains["one"] = &Chain{Rules: []string{"accept"}}
	t.Sets["a"] = &Set{Key: []Type{Addr}, Elements: []Element{Point(addr("10.0.0.1")), Point(addr("10.0.0.2"))}}
	return t
}

func TestDiffOrdersTheTransaction(t *testing.T) {
	want := sample()
	want.Chains["in"].Rules[0] = "ip saddr vmap @v"
	want.Chains["two"] = &Chain{Rules: []string{"drop"}}
	delete(want.Sets, "a")
	delete(want.Chains, "one")
	to := Point(addr("10.0.0.1"))
	to.Chain = "two"
	want.Sets["v"] = &Set{Key: []Type{Addr}, Verdicts: true, Elements: []Element{to}}
	text := `add map inet t v { type ipv4_addr : verdict; }
add chain inet t two
flush chain inet t in
add rule inet t in ip saddr vmap @v
add rule inet t in counter drop
add rule inet t two drop
add element inet t v { 10.0.0.1 : goto two }
flush chain inet t one
delete chain inet t one
delete set inet t a
`
	if diff := cmp.Diff(text, Diff(sample(), want).Text()); diff != "" {
		t.Errorf("transaction (-want +got):\n%s", diff)
	}
}

func TestDiffOfTheSameIsEmpty(t *testing.T) {
	if c := Diff(sample(), sample()); !c.Empty() || c.Text() != "" {
		t.Errorf("change %q", c.Text())
	}
}

func TestAnotherBaseChainOrShapeReplacesTheTable(t *testing.T) {
	for name, alter := range map[string]func(*Table){
		"policy":     func(t *Table) { t.Chains["in"].Hook = "type filter hook input priority filter; policy accept;" },
		"base chain": func(t *Table) { delete(t.Chains, "in") },
		"shape":      func(t *Table) { t.Sets["a"].Interval = true },
	} {
		have := sample()
		alter(have)
		if c := Diff(have, sample()); !c.replace {
			t.Errorf("%s: %s", name, c.Text())
		}
	}
	if !Diff(nil, sample()).replace {
		t.Error("a table that is not there is not made as a whole")
	}
}

func TestBaseChainThatAcceptsMayComeAndGo(t *testing.T) {
	more := sample()
	more.Chains["nat"] = &Chain{Hook: "type nat hook postrouting priority srcnat; policy accept;", Rules: []string{"masquerade"}}
	for _, c := range []*Change{Diff(sample(), more), Diff(more, sample())} {
		if c.replace || !c.Structural() {
			t.Errorf("change %q", c.Text())
		}
	}
}

func TestAnotherValueReplacesTheElement(t *testing.T) {
	numbers := func(mark uint32) *Table {
		table := sample()
		table.Sets["m"] = &Set{Key: []Type{Addr}, Data: Mark, Elements: []Element{{From: string(addr("10.0.0.1")), Value: string(Key(nil).Mark(mark))}}}
		return table
	}
	c := Diff(numbers(1), numbers(2))
	want := "delete element inet t m { 10.0.0.1 : 0x00000001 }\nadd element inet t m { 10.0.0.1 : 0x00000002 }\n"
	if c.Structural() || c.Text() != want {
		t.Errorf("change %q, want %q", c.Text(), want)
	}
}

func TestParseReadsWhatIsListed(t *testing.T) {
	listing := `table inet t {
	set a {
		type ipv4_addr
	}

	map v {
		type ifname . inet_service : verdict
		flags interval
	}

	map m {
		type ipv4_addr : mark
	}

	chain in {
		type filter hook input priority filter; policy drop;
		ip saddr @a goto one
		counter drop
	}

	chain one {
		accept
	}
}
`
	want := sample()
	want.Sets["a"].Elements = nil
	want.Sets["v"] = &Set{Key: []Type{Device, Port}, Interval: true, Verdicts: true}
	want.Sets["m"] = &Set{Key: []Type{Addr}, Data: Mark}
	if diff := cmp.Diff(want.String(), parse("t", listing).String()); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
}

func TestElementsSurviveTheWire(t *testing.T) {
	set := &Set{Key: []Type{Device, Port}, Interval: true, Verdicts: true}
	e := Between(Key(nil).Device("sp1").Port(80), Key(nil).Device("sp1").Port(90))
	e.Chain, e.Jump = "one", true
	m := &message{}
	end := m.nest(attrListElements)
	m.element(set, e)
	end()
	if got := decodeElements(m.data, nil); len(got) != 1 || got[0] != e {
		t.Errorf("%+v", got)
	}
	value := &Set{Key: []Type{Addr}, Data: Mark}
	v := Element{From: string(addr("10.0.0.1")), Value: string(Key(nil).Mark(7))}
	m = &message{}
	end = m.nest(attrListElements)
	m.element(value, v)
	end()
	if got := decodeElements(m.data, nil); len(got) != 1 || got[0] != v {
		t.Errorf("%+v", got)
	}
	single := &Set{Key: []Type{Port}}
	p := Point(Key(nil).Port(443))
	m = &message{}
	end = m.nest(attrListElements)
	m.element(single, p)
	end()
	if got := decodeElements(m.data, nil); len(got) != 1 || got[0] != p {
		t.Errorf("%+v", got)
	}
}
