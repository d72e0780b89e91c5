package datapath

import (
	"fmt"
	"maps"
	"net/netip"

	"sallyport/internal/datapath/flow"
	"sallyport/internal/vpc"
)

// translation is one that a VPC's router makes: of an interface's private
// address to its public one and back, or, where mark is set, of whatever goes by
// a way through a NAT gateway.
type translation struct {
	private, public netip.Addr
	mark            uint32
}

type translations map[translation]struct{}

// translationsOf are those of a plan.
func translationsOf(p *vpc.Plan) translations {
	l := newLayout("", p, 0)
	all := translations{}
	for _, g := range p.Gateways {
		for _, m := range g.Public {
			if m.NAT == "" {
				all[translation{private: m.Private, public: m.Public}] = struct{}{}
			}
		}
	}
	for _, w := range l.natWays() {
		all[translation{public: l.outsideOf(w), mark: l.marks[w.ID]}] = struct{}{}
	}
	return all
}

// lacks tells whether one of the others is not among them.
func (t translations) lacks(others translations) bool {
	for o := range others {
		if _, stays := t[o]; !stays {
			return true
		}
	}
	return false
}

// ended tells whether a connection is translated as none of them says. The
// connection tracking would translate it for as long as it lasts.
func (t translations) ended(c *flow.Tracked) bool {
	has := func(one translation) bool { _, ok := t[one]; return ok }
	inside, outside := c.Original.Source, c.Reply.Destination
	if inside != outside && !has(translation{private: inside, public: outside}) && !has(translation{public: outside, mark: c.Mark}) {
		return true
	}
	outside, inside = c.Original.Destination, c.Reply.Source
	return inside != outside && !has(translation{private: inside, public: outside})
}

// cut ends the connections whose translation ended, and those of addresses that
// another interface has now; the caller holds mu, and the kernel the new rules.
func (r *ruleset) cut() error {
	now, first := r.compile.translations, r.translated == nil
	lost := r.owners.lost(r.compile.owners, first)
	if first || now.lacks(r.translated) || len(lost) > 0 {
		stale := func(c *flow.Tracked) bool {
			if first {
				r.owners.note(c, r.compile.last.Blocks)
			}
			return lost.touch(c) || now.ended(c)
		}
		if err := flow.Forget(r.ns, stale); err != nil {
			return fmt.Errorf("end the connections of %s whose addresses changed: %w", r.name, err)
		}
	}
	maps.Copy(r.owners, r.compile.owners)
	r.translated = now
	return nil
}
