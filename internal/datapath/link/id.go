package link

import (
	"fmt"

	"github.com/vishvananda/netlink"

	"sallyport/internal/datapath/netns"
)

// NamespaceID is the number by which the process's own namespace knows ns; it
// is given one if it has none. Notices from ns then carry it.
func NamespaceID(ns *netns.Namespace) (int, error) {
	id, err := netlink.GetNetNsIdByFd(ns.Fd())
	if err == nil && id < 0 {
		if err = netlink.SetNetNsIdByFd(ns.Fd(), -1); err == nil { // the kernel chooses
			id, err = netlink.GetNetNsIdByFd(ns.Fd())
		}
	}
	if err != nil {
		return 0, fmt.Errorf("number network namespace %s: %w", ns.Name(), err)
	}
	return id, nil
}
