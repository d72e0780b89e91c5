package doctor

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"net/netip"
	"strconv"
	"strings"
)

// hostRoute is a route of the machine's main table.
type hostRoute struct {
	device string
	to     netip.Prefix
}

// hostRoutes reads the kernel's list, whose numbers are hexadecimal and have
// the machine's order of bytes; those of links of ours are left out.
func hostRoutes(table string) []hostRoute {
	var list []hostRoute
	for line := range strings.Lines(table) {
		fields := strings.Fields(line)
		if len(fields) < 8 || strings.HasPrefix(fields[0], "sp") {
			continue
		}
		to, err := strconv.ParseUint(fields[1], 16, 32)
		mask, err2 := strconv.ParseUint(fields[7], 16, 32)
		if err != nil || err2 != nil { // the heading
			continue
		}
		var addr [4]byte
		binary.NativeEndian.PutUint32(addr[:], uint32(to))
		list = append(list, hostRoute{fields[0], netip.PrefixFrom(netip.AddrFrom4(addr), bits.OnesCount32(uint32(mask)))})
	}
	return list
}

// publicPool looks whether the pool of public addresses is free for us.
func publicPool(m machine, o Options) []Finding {
	const check = "public pool"
	if !o.PublicPool.IsValid() {
		return nil
	}
	for _, r := range hostRoutes(m.text("proc/net/route")) {
		if r.to.Bits() > 0 && r.to.Overlaps(o.PublicPool) {
			return []Finding{{
				Check: check, State: Warning,
				Detail: fmt.Sprintf("%s overlaps %s, which this machine has a route to by %s: what is there can't be reached from VPCs", o.PublicPool, r.to, r.device),
				Mend:   "name another block that is routed to this machine with --public-pool",
			}}
		}
	}
	if o.PoolRouted && (o.Uplink == "none" || o.Uplink == "") {
		return []Finding{{
			Check: check, State: Warning, Detail: fmt.Sprintf("nobody outside reaches %s, since there is no uplink", o.PublicPool),
			Mend: "name the interface that the block is routed to with --uplink",
		}}
	}
	return []Finding{{Check: check, Detail: o.PublicPool.String()}}
}

// ownNetwork looks whether this machine knows the way to the ranges that
// virtual private gateways and endpoints lead to.
func ownNetwork(m machine, o Options) []Finding {
	const check = "own network"
	routes := hostRoutes(m.text("proc/net/route"))
	var list []Finding
	for _, lan := range o.LAN {
		best := hostRoute{}
		for _, r := range routes {
			if r.to.Contains(lan.Addr()) && (best.device == "" || r.to.Bits() > best.to.Bits()) {
				best = r
			}
		}
		f := Finding{Check: check, Detail: fmt.Sprintf("%s by %s", lan, best.device)}
		switch {
		case best.device == "":
			f.Detail, f.State = fmt.Sprintf("this machine has no route to %s", lan), Warning
			f.Mend = fmt.Sprintf("ip route add %s via ROUTER", lan)
		case best.to.Bits() == 0:
			f.Detail += ", the default route"
		}
		list = append(list, f)
	}
	return list
}
