package doctor

import "testing"

const routes = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n" +
	"wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n" +
	"eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n" +
	"eth1\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000080\t0\t0\t0\n" +
	"eth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n"

func TestUplink(t *testing.T) {
	const conf = "proc/sys/net/ipv4/conf/"
	machineWith := func(more map[string]string) machine {
		files := map[string]string{
			"proc/net/route": routes, "sys/class/net/eth0/flags": "0x1003\n", "sys/class/net/eth1/flags": "0x1002\n", "sys/class/net/lo/flags": "0x9\n",
			conf + "all/rp_filter": "0\n", conf + "eth0/rp_filter": "1\n", conf + "eth1/rp_filter": "0\n", conf + "eth0/forwarding": "1\n", conf + "eth1/forwarding": "1\n",
		}
		for name, text := range more {
			files[name] = text
		}
		return fake(t, files)
	}
	plain := machineWith(nil)
	expect(t, "none", uplink(plain, "none"), "ok: none: services with egress DEFAULT reach no public address")
	expect(t, "lowest metric", uplink(plain, "auto"), "ok: eth0")
	expect(t, "strict, but the default route's", uplink(plain, "eth0"), "ok: eth0")
	expect(t, "down", uplink(plain, "eth1"), "warning: eth1 is down…ip link set eth1 up")
	expect(t, "unknown", uplink(plain, "eth7"), "failure: no interface eth7…--uplink: eth0, eth1")
	expect(t, "a path", uplink(plain, "../net/eth0"), "failure: no interface")
	expect(t, "no default route", uplink(machineWith(map[string]string{"proc/net/route": "Iface\n"}), "auto"), "warning: no default route…--uplink none")
	expect(t, "strict", uplink(machineWith(map[string]string{"sys/class/net/eth1/flags": "0x1003", conf + "all/rp_filter": "1"}), "eth1"),
		"ok: eth1", "warning: rp_filter is strict on eth1…conf.eth1.rp_filter=2")
	expect(t, "loose counts as the stricter number", uplink(machineWith(map[string]string{"sys/class/net/eth1/flags": "0x1003", conf + "all/rp_filter": "1", conf + "eth1/rp_filter": "2"}), "eth1"), "ok: eth1")
}
