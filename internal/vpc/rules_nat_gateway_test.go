package vpc

import (
	"testing"
	"time"
)

func TestLifeOfANATGateway(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, c := range []struct {
		name    string
		state   State
		private bool
		around  NATSurroundings
		want    State
		ended   bool
	}{
		{"not yet in the kernel", StatePending, false, NATSurroundings{InternetGateway: true}, StatePending, false},
		{"in the kernel", StatePending, false, NATSurroundings{InternetGateway: true, Held: true}, StateAvailable, false},
		{"without a way out", StatePending, false, NATSurroundings{}, StateFailed, true},
		{"private ones need none", StatePending, true, NATSurroundings{Held: true}, StateAvailable, false},
		{"stays", StateAvailable, false, NATSurroundings{}, StateAvailable, false},
		{"still in the kernel", StateDeleting, false, NATSurroundings{Held: true}, StateDeleting, false},
		{"out of the kernel", StateDeleting, false, NATSurroundings{}, StateDeleted, true},
		{"stays deleted", StateDeleted, false, NATSurroundings{Held: true}, StateDeleted, false},
	} {
		g := NATGateway{VPCID: "vpc-1", State: c.state, Private: c.private}
		next, ended := g.Next(c.around, now)
		if next.State != c.want || ended != c.ended || ended != next.DeletedAt.Equal(now) {
			t.Errorf("%s: got %+v, ended %v", c.name, next, ended)
		}
	}
	g := NATGateway{State: StateDeleted, DeletedAt: now}
	if left := g.Describable(now.Add(20 * time.Minute)); left != 40*time.Minute {
		t.Errorf("%v are left", left)
	}
	if left := g.Describable(now.Add(2 * time.Hour)); left != 0 {
		t.Errorf("%v are left", left)
	}
	if g.Delete().State != StateDeleted {
		t.Error("what is deleted is deleting again")
	}
}
