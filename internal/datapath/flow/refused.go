package flow

import (
	"golang.org/x/sys/unix"

	"sallyport/internal/datapath/netns"
)

const (
	getStatistics    = 4 // IPCTNL_MSG_CT_GET_STATS_CPU
	attrInsertFailed = 9 // CTA_STATS_INSERT_FAILED
)

// Refused is how many first packets of connections a router dropped since it
// stands because their connections would have been taken for others: two came
// at once, or a translation found no port left that nobody has. The kernel
// tells neither which nor where to.
func Refused(ns *netns.Namespace) (packets uint64, err error) {
	t, err := OpenTracking(ns)
	if err != nil {
		return 0, err
	}
	defer t.Close()
	m := newMessage(trackingSubsystem|getStatistics, unix.NLM_F_DUMP, unix.AF_INET, 0)
	err = t.dump(m, func(body []byte) { // of one processor each
		for kind, value, rest := attribute(body); kind != 0; kind, value, rest = attribute(rest) {
			if kind == attrInsertFailed {
				packets += uint64(number32(value))
			}
		}
	})
	return packets, err
}

// List tells of each connection of a router's table, without touching its
// counters.
func (t *Tracking) List(take func(*Tracked)) error {
	m := newMessage(trackingSubsystem|getTracked, unix.NLM_F_DUMP, unix.AF_INET, 0)
	return t.dump(m, func(body []byte) {
		var one Tracked
		one.decode(body)
		take(&one)
	})
}
