package doctor

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

const interfaces = "sys/class/net"

// uplink looks at the interface that services with egress DEFAULT reach public
// addresses by. Nothing of it concerns services with a VPC connector.
func uplink(m machine, flag string) []Finding {
	const check = "uplink"
	device := flag
	switch flag {
	case "none", "":
		return []Finding{{Check: check, Detail: "none: services with egress DEFAULT reach no public address"}}
	case "auto":
		device = defaultDevice(m.text("proc/net/route"))
		if device == "" {
			return []Finding{{
				Check: check, Detail: "this machine has no default route: services with egress DEFAULT will reach no public address", State: Warning,
				Mend: "name an interface with --uplink, or say that there is none with --uplink none",
			}}
		}
	}
	// A name with a slash would lead out of the folder.
	if filepath.Base(device) != device || !m.exists(filepath.Join(interfaces, device)) {
		return []Finding{{
			Check: check, Detail: fmt.Sprintf("there is no interface %s", device), State: Failure,
			Mend: "name one with --uplink: " + strings.Join(devices(m), ", "),
		}}
	}
	list := []Finding{{Check: check, Detail: device}}
	// The kernel's flags, in hexadecimal. The operational state would not do: it
	// is "unknown" for interfaces without a carrier of their own.
	flags, err := strconv.ParseUint(strings.TrimPrefix(m.text(filepath.Join(interfaces, device, "flags")), "0x"), 16, 32)
	if err == nil && flags&unix.IFF_UP == 0 {
		list[0] = Finding{Check: check, Detail: device + " is down", Mend: "ip link set " + device + " up", State: Warning}
	}
	return append(list, strictSources(m, device, flag == "auto")...)
}

// defaultDevice is the interface of the default route with the lowest metric.
// Columns: interface, destination, gateway, flags, references, use, metric, mask.
func defaultDevice(table string) string {
	const anywhere = "00000000"
	best, device := -1, ""
	for line := range strings.Lines(table) {
		fields := strings.Fields(line)
		if len(fields) < 8 || fields[1] != anywhere || fields[7] != anywhere {
			continue
		}
		if metric, err := strconv.Atoi(fields[6]); err == nil && (best < 0 || metric < best) {
			best, device = metric, fields[0]
		}
	}
	return device
}

func devices(m machine) []string {
	entries, err := os.ReadDir(m.path(interfaces))
	if err != nil {
		return nil
	}
	var list []string
	for _, e := range entries {
		if e.Name() != "lo" && !strings.HasPrefix(e.Name(), "sp") {
			list = append(list, e.Name())
		}
	}
	return list
}

// strictSources warns of what would stop answers on their way back, and of
// settings that serve will not be able to make.
func strictSources(m machine, device string, isDefault bool) []Finding {
	var list []Finding
	conf := "proc/sys/net/ipv4/conf/"
	// The stricter of the two counts. On the interface of the default route all
	// public sources are expected, so that strictness does no harm.
	if strict := max(m.text(conf+"all/rp_filter"), m.text(conf+device+"/rp_filter")); strict == "1" && !isDefault && device != defaultDevice(m.text("proc/net/route")) {
		list = append(list, Finding{
			Check: "source check", State: Warning,
			Detail: fmt.Sprintf("rp_filter is strict on %s, which is not the interface of the default route: answers from public addresses will be dropped", device),
			Mend:   fmt.Sprintf("sysctl -w net.ipv4.conf.%s.rp_filter=2", device),
		})
	}
	forwarding := conf + device + "/forwarding"
	if m.text(forwarding) == "0" && unix.Access(m.path(forwarding), unix.W_OK) != nil {
		list = append(list, Finding{
			Check: "forwarding", State: Warning,
			Detail: "off on " + device + ", and the setting can't be changed from here: services with egress DEFAULT will reach no public address",
			Mend:   fmt.Sprintf("sysctl -w net.ipv4.conf.%s.forwarding=1", device),
		})
	}
	return list
}
