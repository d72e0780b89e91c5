package vpc

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"
)

func TestRelayDoorsAreDistinctAndStay(t *testing.T) {
	var ids []string
	for i := range 300 {
		ids = append(ids, fmt.Sprintf("eni-%017x", i))
	}
	few, many := RelayDoors(ids[:200]), RelayDoors(ids)
	seen := map[netip.Addr]string{}
	for id, door := range many {
		if !RelayRange.Contains(door) || door == RelayRange.Addr() || seen[door] != "" {
			t.Errorf("%s has %s, as has %q", id, door, seen[door])
		}
		seen[door] = id
	}
	for id, door := range few {
		if many[id] != door {
			t.Errorf("%s had %s and has %s", id, door, many[id])
		}
	}
	for i := range 5000 {
		ids = append(ids, fmt.Sprintf("eni-%017x", 1000+i))
	}
	if all := RelayDoors(ids); len(all) != 4094 || slices.ContainsFunc(ids[:300], func(id string) bool { return all[id] != many[id] }) {
		t.Errorf("%d doors of a range of 4096", len(all))
	}
}
