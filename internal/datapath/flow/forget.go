package flow

import (
	"errors"
	"slices"

	"golang.org/x/sys/unix"

	"sallyport/internal/datapath/netns"
)

const (
	getTracked    = 1 // IPCTNL_MSG_CT_GET
	deleteTracked = 2 // IPCTNL_MSG_CT_DELETE

	attrID   = 12
	attrZone = 18
)

// Forget deletes those connections of a router that are stale: their next
// packet is one of a new connection. One that ended by itself meanwhile is no
// error.
func Forget(ns *netns.Namespace, stale func(*Tracked) bool) error {
	t, err := OpenTracking(ns)
	if err != nil {
		return err
	}
	defer t.Close()
	var found []message
	m := newMessage(trackingSubsystem|getTracked, unix.NLM_F_DUMP, unix.AF_UNSPEC, 0)
	err = t.dump(m, func(body []byte) {
		var one Tracked
		if one.decode(body); stale(&one) {
			found = append(found, deletion(&one, body))
		}
	})
	if err != nil {
		return err
	}
	for _, m := range found {
		if err := ask(t.fd, m); err != nil && !errors.Is(err, unix.ENOENT) {
			return unavailable("forget a tracked connection", err)
		}
	}
	return nil
}

// deletion names a connection by its first direction, its zone and its number,
// so that no later one is meant.
func deletion(one *Tracked, body []byte) message {
	family := uint8(unix.AF_INET)
	if one.Original.Source.Is6() {
		family = unix.AF_INET6
	}
	m := newMessage(trackingSubsystem|deleteTracked, unix.NLM_F_ACK, family, 0)
	for kind, value, rest := attribute(body); kind != 0; kind, value, rest = attribute(rest) {
		switch kind {
		case attrOriginal:
			m = m.attr(kind|unix.NLA_F_NESTED, slices.Clone(value)...)
		case attrID, attrZone:
			m = m.attr(kind, slices.Clone(value)...)
		}
	}
	return m
}
