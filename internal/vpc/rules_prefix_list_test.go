package vpc

import (
	"net/netip"
	"testing"

	"sallyport/internal/fault"
)

// TestPrefixListsForgetTheirPast changes a list more often than its versions are kept.
func TestPrefixListsForgetTheirPast(t *testing.T) {
	o := testOrigin()
	l, err := o.NewPrefixList("mine", FamilyIPv4, 2, nil, 10)
	if err != nil {
		t.Fatal(err)
	}
	range1 := netip.MustParsePrefix("10.1.0.0/16")
	for l.Version <= versionsKept+20 {
		before := l
		if l.Version%2 == 1 {
			l, err = l.Modify(l.Version, []PrefixListEntry{{CIDR: range1}}, nil)
		} else {
			l, err = l.Modify(l.Version, nil, []netip.Prefix{range1})
		}
		if err != nil {
			t.Fatal(err)
		}
		if now, err := before.At(before.Version); err != nil || len(now) != int(before.Version+1)%2 {
			t.Fatalf("a change of version %d changed that: %v, %v", before.Version, now, err)
		}
	}
	for _, c := range []struct {
		version int64
		kept    bool
	}{{0, false}, {1, false}, {l.Version - versionsKept, false}, {l.Version - versionsKept + 1, true}, {l.Version, true}, {l.Version + 1, false}} {
		entries, err := l.At(c.version)
		if c.kept && (err != nil || len(entries) != int(c.version+1)%2) || !c.kept && fault.ClassOf(err) != fault.Invalid {
			t.Errorf("version %d has %v, %v", c.version, entries, err)
		}
	}
}
