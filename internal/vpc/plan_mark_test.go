package vpc

import (
	"fmt"
	"testing"
)

func TestMarksAreDistinctAndStay(t *testing.T) {
	p := &Plan{}
	for n := range 300 {
		p.Ways = append(p.Ways, &Way{ID: fmt.Sprintf("nat-%d/igw-1", n)})
		p.Gateways = append(p.Gateways, &Gateway{ID: fmt.Sprintf("pcx-%d", n)})
	}
	marks := p.Marks()
	seen := map[uint32]string{}
	for id, mark := range marks {
		if mark < firstMark || mark >= 1<<MarkBits || seen[mark] != "" {
			t.Fatalf("%s has the mark %d, as %q has", id, mark, seen[mark])
		}
		seen[mark] = id
	}
	few := (&Plan{Ways: p.Ways[:1]}).Marks()
	if few["nat-0/igw-1"] != marks["nat-0/igw-1"] {
		t.Errorf("the mark is %d alone and %d among others", few["nat-0/igw-1"], marks["nat-0/igw-1"])
	}
}
