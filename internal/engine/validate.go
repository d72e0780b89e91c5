package engine

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"sallyport/internal/fault"
)

var (
	idForm       = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
	hostnameForm = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]{0,62}[A-Za-z0-9])?$`)
	wordForm     = regexp.MustCompile(`^[^\s\x00]+$`)
	digestForm   = regexp.MustCompile(`@sha256:[0-9a-f]{64}$`)
)

// labelSize is the longest that the key and value of a label are together, in bytes; containerd holds 4096 with a prefix.
const labelSize = 4000

// Validate finds what no engine could run. Its errors are Invalid and name the field and the value.
func (w Workload) Validate() error {
	for _, check := range []func(Workload) error{
		checkIdentity, checkPaths, checkEnv, checkLimits, checkNames, checkLabels,
	} {
		if err := check(w); err != nil {
			return err
		}
	}
	return nil
}

func invalid(w Workload, format string, args ...any) error {
	return fault.New(fault.Invalid, "", "workload %q: "+format, append([]any{w.ID}, args...)...)
}

func checkIdentity(w Workload) error {
	switch {
	case !idForm.MatchString(w.ID):
		return invalid(w, "the id must be 1 to 63 characters of a-z, 0-9 and '-', with a letter or digit at both ends")
	case !digestForm.MatchString(w.Image):
		return invalid(w, "image %q has no digest: give the reference that the pull returned", w.Image)
	case len(w.Command) > 0 && w.Command[0] == "":
		return invalid(w, "the first word of the command is empty")
	}
	for _, word := range w.Command {
		if strings.ContainsRune(word, 0) {
			return invalid(w, "the command holds a NUL byte")
		}
	}
	return nil
}

func checkPaths(w Workload) error {
	if !filepath.IsAbs(w.NetNS) {
		return invalid(w, "network namespace %q is not an absolute path", w.NetNS)
	}
	if w.LogPath != "" && (!filepath.IsAbs(w.LogPath) || filepath.Clean(w.LogPath) != w.LogPath) {
		return invalid(w, "log file %q is not a clean absolute path", w.LogPath)
	}
	return nil
}

func checkEnv(w Workload) error {
	for name, value := range w.Env {
		if name == "" || strings.ContainsAny(name, "=\x00") {
			return invalid(w, "environment variable name %q is empty or holds '=' or a NUL byte", name)
		}
		if strings.ContainsRune(value, 0) {
			return invalid(w, "environment variable %s holds a NUL byte", name)
		}
	}
	return nil
}

func checkLimits(w Workload) error {
	const (
		leastCPU    = 10      // the kernel refuses a quota under 1 ms in a period of 100 ms
		leastMemory = 6 << 20 // runc refuses less: its own set-up needs it
	)
	switch {
	case w.CPU < 0 || w.CPU > 0 && w.CPU < leastCPU:
		return invalid(w, "%d thousandths of a processor; the least is %d", w.CPU, leastCPU)
	case w.Memory < 0 || w.Memory > 0 && w.Memory < leastMemory:
		return invalid(w, "%d bytes of memory; the least is %d", w.Memory, leastMemory)
	case w.PIDs < 0:
		return invalid(w, "a bound of %d processes", w.PIDs)
	}
	return nil
}

func checkNames(w Workload) error {
	if w.Hostname != "" && !hostnameForm.MatchString(w.Hostname) {
		return invalid(w, "host name %q", w.Hostname)
	}
	for _, host := range w.Hosts {
		if !host.Address.IsValid() || len(host.Names) == 0 || !words(host.Names) {
			return invalid(w, "host entry %v %q needs an address and names without spaces", host.Address, host.Names)
		}
	}
	return w.Resolver.Validate(w.ID)
}

// Validate refuses, as Invalid, what can't be written to the resolv.conf of a workload.
func (r Resolver) Validate(id string) error {
	w := Workload{ID: id}
	for _, server := range r.Nameservers {
		if !server.IsValid() {
			return invalid(w, "a name server's address is missing")
		}
	}
	if !words(r.Search) || !words(r.Options) {
		return invalid(w, "resolver search %q and options %q must be words without spaces", r.Search, r.Options)
	}
	return nil
}

func words(list []string) bool {
	return !slices.ContainsFunc(list, func(word string) bool { return !wordForm.MatchString(word) })
}

func checkLabels(w Workload) error {
	for key, value := range w.Labels {
		if key == "" || len(key)+len(value) > labelSize {
			return invalid(w, "label %q is empty or longer than %d bytes with its value", key, labelSize)
		}
	}
	return nil
}
