package main

import (
	"fmt"
	"net"
	"os"
	"strings"
)

// chooseUplink turns the --uplink flag into the name of an interface, or
// nothing.
func chooseUplink(flag string) (string, error) {
	switch flag {
	case "none", "":
		return "", nil
	case "auto":
		table, err := os.ReadFile("/proc/net/route")
		if err != nil {
			return "", fmt.Errorf("look for the default route: %w", err)
		}
		return defaultRoute(string(table)), nil
	}
	if _, err := net.InterfaceByName(flag); err != nil {
		return "", fmt.Errorf("--uplink %s: this host has no such interface; name one of its own, or auto, or none: %w", flag, err)
	}
	return flag, nil
}

// defaultRoute finds the interface of the default route in the kernel's table,
// whose columns are: interface, destination, gateway, flags, …, all in
// hexadecimal. A host without one has no uplink.
func defaultRoute(table string) string {
	const anywhere = "00000000"
	for line := range strings.Lines(table) {
		if fields := strings.Fields(line); len(fields) > 7 && fields[1] == anywhere && fields[7] == anywhere {
			return fields[0]
		}
	}
	return ""
}
