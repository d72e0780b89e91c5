package doctor

import "testing"

func TestLinkKeepers(t *testing.T) {
	const networkd, manager = "proc/7/comm", "proc/8/comm"
	for name, c := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"nothing runs":       {nil, nil},
		"networkd, by name":  {map[string]string{networkd: "systemd-network\n", "etc/systemd/network/10-lan.network": "[Match]\nName=en* eth*\n[Network]\nDHCP=yes\n"}, nil},
		"networkd, all":      {map[string]string{networkd: "systemd-network\n", "etc/systemd/network/10-all.network": "[Match]\nName=*\n[Network]\nDHCP=yes\n"}, []string{"warning: 10-all.network claims every link…Unmanaged=yes"}},
		"networkd, ethernet": {map[string]string{networkd: "systemd-network\n", "usr/lib/systemd/network/80-wired.network": "[Match]\nType = ether\nKind=!vlan\n"}, []string{"warning: 80-wired.network claims"}},
		"networkd, hardware": {map[string]string{networkd: "systemd-network\n", "etc/systemd/network/10-all.network": "[Match]\nName=*\nMACAddress=00:00:5e:00:53:01\n"}, nil},
		"networkd, mended":   {map[string]string{networkd: "systemd-network\n", "etc/systemd/network/05-sallyport.network": "[Match]\nName=sp*-host\n[Link]\nUnmanaged=yes\n", "etc/systemd/network/10-all.network": "[Match]\nName=*\n"}, nil},
		"networkd, hidden":   {map[string]string{networkd: "systemd-network\n", "etc/systemd/network/80-all.network": "[Match]\nName=lan*\n", "usr/lib/systemd/network/80-all.network": "[Match]\nName=*\n"}, nil},
		"networkd, stopped":  {map[string]string{networkd: "bash\n", "etc/systemd/network/10-all.network": "[Match]\nName=*\n"}, nil},
		"networkd, negated":  {map[string]string{networkd: "systemd-network\n", "etc/systemd/network/10-all.network": "[Match]\nName=!docker*\n"}, []string{"warning: claims every link"}},
		"networkd, not us":   {map[string]string{networkd: "systemd-network\n", "etc/systemd/network/10-all.network": "[Match]\nName=!sp* *\n"}, nil},
		"manager":            {map[string]string{manager: "NetworkManager\n"}, []string{"warning: interface-name:sp*"}},
		"manager of Debian":  {map[string]string{manager: "NetworkManager\n", "usr/lib/udev/rules.d/85-nm-unmanaged.rules": "ENV{ID_NET_DRIVER}==\"veth\", ENV{NM_UNMANAGED}=\"1\"\n"}, nil},
		"manager, mended":    {map[string]string{manager: "NetworkManager\n", "etc/NetworkManager/conf.d/sallyport.conf": "[keyfile]\nunmanaged-devices=interface-name:sp*\n"}, nil},
	} {
		expect(t, name, linkKeepers(fake(t, c.files), "auto"), c.want...)
		expect(t, name+", without an uplink", linkKeepers(fake(t, c.files), "none"))
	}
}
