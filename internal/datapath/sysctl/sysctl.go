// Package sysctl reads and writes the network settings of the namespace that
// the calling thread is in.
package sysctl

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Setting is one setting below /proc/sys/net and its value.
type Setting struct{ Key, Value string } // Key with slashes: ipv4/ip_forward

const root = "/proc/sys/net"

// Get reads a setting.
func Get(key string) (string, error) {
	data, err := os.ReadFile(filepath.Join(root, key))
	if err != nil {
		return "", fmt.Errorf("read setting %s: %w", key, err)
	}
	return strings.Join(strings.Fields(string(data)), " "), nil
}

// Set writes settings. In a new namespace each access costs some 0.15 ms, so
// that there it is worth not to ask first.
func Set(settings ...Setting) error {
	for _, s := range settings {
		if err := os.WriteFile(filepath.Join(root, s.Key), []byte(s.Value), 0o644); err != nil {
			return fmt.Errorf("write setting %s: %w", s.Key, err)
		}
	}
	return nil
}

// Ensure writes those settings that have another value.
func Ensure(settings ...Setting) error {
	for _, s := range settings {
		if now, err := Get(s.Key); err == nil && now == s.Value {
			continue
		}
		if err := Set(s); err != nil {
			return err
		}
	}
	return nil
}

// EnsureKnown is Ensure for settings that a kernel may not have, or not yet:
// those are left out.
func EnsureKnown(settings ...Setting) error {
	for _, s := range settings {
		if _, err := os.Stat(filepath.Join(root, s.Key)); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err := Ensure(s); err != nil {
			return err
		}
	}
	return nil
}
