package doctor

import (
	"net/netip"
	"testing"
)

func TestPublicPoolIsFree(t *testing.T) {
	m := fake(t, map[string]string{"proc/net/route": routes + "sp12ab-host\t0000CBC0\t0\t0\t0\t0\t0\t0000FFFF\t0\t0\t0\n" +
		"eth2\t000012C6\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n"})
	pool := netip.MustParsePrefix
	expect(t, "none", publicPool(m, Options{}))
	expect(t, "free", publicPool(m, Options{PublicPool: pool("203.0.113.0/24")}), "ok: 203.0.113.0/24")
	expect(t, "taken", publicPool(m, Options{PublicPool: pool("198.18.0.0/16")}), "warning: overlaps 198.18.0.0/16, which this machine has a route to by eth2…--public-pool")
	expect(t, "no uplink", publicPool(m, Options{PublicPool: pool("203.0.113.0/24"), PoolRouted: true, Uplink: "none"}), "warning: nobody outside reaches 203.0.113.0/24…--uplink")
	expect(t, "routed", publicPool(m, Options{PublicPool: pool("203.0.113.0/24"), PoolRouted: true, Uplink: "eth0"}), "ok: 203.0.113.0/24")
}

func TestOwnNetworkIsKnown(t *testing.T) {
	m := fake(t, map[string]string{"proc/net/route": routes})
	alone := fake(t, map[string]string{"proc/net/route": "Iface\tDestination\n"})
	lan := []netip.Prefix{netip.MustParsePrefix("192.168.1.0/24"), netip.MustParsePrefix("172.20.0.0/16")}
	expect(t, "none", ownNetwork(m, Options{}))
	expect(t, "known", ownNetwork(m, Options{LAN: lan}), "ok: 192.168.1.0/24 by eth0", "ok: 172.20.0.0/16 by wlan0, the default route")
	expect(t, "unknown", ownNetwork(alone, Options{LAN: lan[1:]}), "warning: no route to 172.20.0.0/16…ip route add 172.20.0.0/16 via ROUTER")
}
