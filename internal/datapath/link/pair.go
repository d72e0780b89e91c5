package link

import (
	"errors"
	"fmt"
	"hash/fnv"

	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"

	"sallyport/internal/datapath/netns"
)

// Pair is a veth: the near end in the handle's namespace, the far one in FarNS.
type Pair struct {
	Near, Far       string
	NearMAC, FarMAC MAC
	FarNS           *netns.Namespace
}

// CreatePair makes a veth, both ends in their places and by their names from
// the first moment, the near one up.
//
// The near end gets a number that no far end has. Two ends with the same
// number, which is common as every namespace counts from one, pass for one
// device with the kernel, and it says up to a second later that they run.
func (h *Handle) CreatePair(p Pair) error {
	number := fnv.New32a()
	number.Write([]byte(p.Near))
	err := h.createPair(p, int32(1<<30|number.Sum32()>>2))
	if errors.Is(err, unix.EBUSY) || errors.Is(err, unix.EEXIST) {
		err = h.createPair(p, 0) // the number is taken; a slow start is no failure
	}
	if err != nil {
		return fmt.Errorf("create link %s: %w", p.Near, err)
	}
	return nil
}

func (h *Handle) createPair(p Pair, number int32) error {
	near := nl.NewIfInfomsg(unix.AF_UNSPEC)
	near.Index, near.Flags, near.Change = number, unix.IFF_UP, unix.IFF_UP
	info := nl.NewRtAttr(unix.IFLA_LINKINFO, nil)
	info.AddRtAttr(nl.IFLA_INFO_KIND, []byte("veth"))
	far := info.AddRtAttr(nl.IFLA_INFO_DATA, nil).AddRtAttr(nl.VETH_INFO_PEER, nil)
	nl.NewIfInfomsgChild(far, unix.AF_UNSPEC)
	far.AddRtAttr(unix.IFLA_IFNAME, nl.ZeroTerminated(p.Far))
	far.AddRtAttr(unix.IFLA_ADDRESS, p.FarMAC[:])
	far.AddRtAttr(unix.IFLA_NET_NS_FD, nl.Uint32Attr(uint32(p.FarNS.Fd())))

	request := nl.NewNetlinkRequest(unix.RTM_NEWLINK, unix.NLM_F_CREATE|unix.NLM_F_EXCL|unix.NLM_F_ACK)
	request.Sockets = map[int]*nl.SocketHandle{unix.NETLINK_ROUTE: h.raw}
	request.AddData(near)
	request.AddData(nl.NewRtAttr(unix.IFLA_IFNAME, nl.ZeroTerminated(p.Near)))
	request.AddData(nl.NewRtAttr(unix.IFLA_ADDRESS, p.NearMAC[:]))
	request.AddData(info)
	_, err := request.Execute(unix.NETLINK_ROUTE, 0)
	return err
}
