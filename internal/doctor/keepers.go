package doctor

import (
	"bufio"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// ownDevice stands for the link that Sallyport makes in the host's namespace
// when it has an uplink; the digits differ between installations.
const ownDevice = "sp0000-host"

// linkKeepers warns of programs that would set up or take down our link in the
// host's namespace after their own rules.
func linkKeepers(m machine, uplink string) []Finding {
	if uplink == "none" || uplink == "" {
		return nil
	}
	var list []Finding
	if len(m.processes("systemd-networkd")) > 0 {
		if file := claimedBy(m); file != "" {
			list = append(list, Finding{
				Check: "systemd-networkd", Detail: file + " claims every link, ours too", State: Warning,
				Mend: "put into /etc/systemd/network/05-sallyport.network, and run networkctl reload:\n[Match]\nName=sp*-host\n[Link]\nUnmanaged=yes",
			})
		}
	}
	if len(m.processes("NetworkManager")) > 0 && !leavesVeth(m) {
		list = append(list, Finding{
			Check: "NetworkManager", Detail: "it may take links of ours for its own", State: Warning,
			Mend: "put into /etc/NetworkManager/conf.d/sallyport.conf, and run nmcli general reload:\n[keyfile]\nunmanaged-devices=interface-name:sp*",
		})
	}
	return list
}

// claimedBy is the file by which systemd-networkd would set up our link, or
// nothing. Of files that match a link the first by name counts, and of files
// with the same name the one in the first of the folders.
func claimedBy(m machine) string {
	byName := map[string]string{}
	for _, dir := range []string{"etc/systemd/network", "run/systemd/network", "usr/lib/systemd/network"} {
		files, err := filepath.Glob(m.path(dir + "/*.network"))
		if err != nil {
			continue
		}
		for _, file := range files {
			if name := filepath.Base(file); byName[name] == "" {
				byName[name] = file
			}
		}
	}
	names := make([]string, 0, len(byName))
	for name := range byName {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if matched, unmanaged := matchesOurs(byName[name]); matched {
			if unmanaged {
				return ""
			}
			return byName[name]
		}
	}
	return ""
}

// matchesOurs reads a .network file: whether its [Match] takes our link, a veth
// without anything else to know it by, and whether it says to leave it alone.
func matchesOurs(file string) (matched, unmanaged bool) {
	f, err := os.Open(file)
	if err != nil {
		return false, false
	}
	defer f.Close()
	section, conditions := "", 0
	matched = true
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if strings.HasPrefix(line, "[") {
			section = line
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if !ok || strings.HasPrefix(line, "#") || strings.HasPrefix(line, ";") {
			continue
		}
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		switch {
		case section == "[Match]":
			conditions++
			matched = matched && takes(key, value)
		case section == "[Link]" && key == "Unmanaged":
			unmanaged = slices.Contains([]string{"yes", "true", "1", "on"}, strings.ToLower(value))
		}
	}
	// A file without conditions matches nothing in newer versions, and everything in older ones.
	return matched && conditions > 0, unmanaged
}

// takes tells whether a condition holds for our link. One that is not known
// here is about hardware, virtual machines or places, and does not.
func takes(key, value string) bool {
	is := map[string]string{"Name": ownDevice, "Type": "ether", "Kind": "veth", "Driver": "veth"}[key]
	if is == "" {
		return false
	}
	for _, pattern := range strings.Fields(value) {
		pattern, not := strings.CutPrefix(pattern, "!")
		if ok, err := path.Match(pattern, is); err == nil && ok {
			return !not
		}
	}
	return strings.HasPrefix(value, "!")
}

// leavesVeth tells whether NetworkManager was told to leave our links, or all
// veth links, alone: its packages bring a rule that does the latter.
func leavesVeth(m machine) bool {
	for _, pattern := range []string{
		"etc/NetworkManager/conf.d/*.conf", "usr/lib/NetworkManager/conf.d/*.conf",
		"usr/lib/udev/rules.d/85-nm-unmanaged.rules", "lib/udev/rules.d/85-nm-unmanaged.rules", "etc/udev/rules.d/85-nm-unmanaged.rules",
	} {
		files, err := filepath.Glob(m.path(pattern))
		if err != nil {
			continue
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				continue
			}
			for line := range strings.Lines(string(data)) {
				if strings.Contains(line, "interface-name:sp") || strings.Contains(line, "veth") && strings.Contains(strings.ToUpper(line), "UNMANAGED") {
					return true
				}
			}
		}
	}
	return false
}
