package containerd

import (
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sallyport/internal/engine"
)

// files is the directory of what the engine keeps of one workload.
type files string

func (e *Engine) files(id string) files {
	return files(filepath.Join(e.stateDir, "workloads", id))
}

func (f files) path(name string) string { return filepath.Join(string(f), name) }

// write makes the /etc files. They are world-readable since they show inside of the container under its user, while their directory is not.
func (f files) write(w engine.Workload) error {
	if err := os.MkdirAll(string(f), 0o700); err != nil {
		return err
	}
	for name, text := range map[string]string{
		"hostname":    hostname(w) + "\n",
		"hosts":       hosts(w),
		"resolv.conf": resolvConf(w.Resolver),
	} {
		if err := os.WriteFile(f.path(name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func (f files) remove() error { return os.RemoveAll(string(f)) }

// noteStart writes down that the workload was started, which tells one that was lost from one that never began.
func (f files) noteStart(at time.Time) error {
	return os.WriteFile(f.path("started"), []byte(at.UTC().Format(time.RFC3339Nano)), 0o600)
}

// started gives the time of the start, zero when there was none.
func (f files) started() (time.Time, error) {
	text, err := os.ReadFile(f.path("started"))
	if errors.Is(err, fs.ErrNotExist) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	at, err := time.Parse(time.RFC3339Nano, string(text))
	if err != nil {
		// Cut short by a crash of the machine: it was started, nobody knows when.
		return time.Unix(0, 0).UTC(), nil //nolint:nilerr // the note is there, and that is what counts
	}
	return at, nil
}

func hostname(w engine.Workload) string {
	if w.Hostname != "" {
		return w.Hostname
	}
	return w.ID
}

func hosts(w engine.Workload) string {
	var text strings.Builder
	text.WriteString("127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n")
	named := false
	for _, entry := range w.Hosts {
		fmt.Fprintf(&text, "%s %s\n", entry.Address, strings.Join(entry.Names, " "))
		for _, name := range entry.Names {
			named = named || name == hostname(w)
		}
	}
	if !named {
		// Programs look their own name up; without an address from the caller, loopback is the only one that is surely there.
		fmt.Fprintf(&text, "%s %s\n", netip.AddrFrom4([4]byte{127, 0, 1, 1}), hostname(w))
	}
	return text.String()
}

func resolvConf(r engine.Resolver) string {
	var text strings.Builder
	for _, server := range r.Nameservers {
		fmt.Fprintf(&text, "nameserver %s\n", server)
	}
	if len(r.Search) > 0 {
		fmt.Fprintf(&text, "search %s\n", strings.Join(r.Search, " "))
	}
	if len(r.Options) > 0 {
		fmt.Fprintf(&text, "options %s\n", strings.Join(r.Options, " "))
	}
	return text.String()
}

// openLog makes the log file, so that it belongs to us and not to the world, before containerd's shim appends to it.
func openLog(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o640)
	if err != nil {
		return err
	}
	return file.Close()
}
