package enginetest

import (
	"encoding/json"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sallyport/internal/engine"
)

// inside checks what only the processes themselves can see.
func (s *suite) inside(t *testing.T) {
	for _, test := range []struct {
		name  string
		check func(*suite, *testing.T)
	}{
		{"Command", (*suite).command},
		{"Environment", (*suite).environment},
		{"User", (*suite).user},
		{"Names", (*suite).names},
		{"Powers", (*suite).powers},
		{"Mounts", (*suite).mounts},
		{"Network", (*suite).network},
		{"PIDs", (*suite).pids},
		{"CPU", (*suite).cpu},
	} {
		t.Run(test.name, func(t *testing.T) { test.check(s, t) })
	}
}

// seen is what `probe self` prints.
type seen struct {
	UID        int               `json:"uid"`
	GID        int               `json:"gid"`
	Groups     []int             `json:"groups"`
	Dir        string            `json:"dir"`
	Args       []string          `json:"args"`
	Env        []string          `json:"env"`
	Hostname   string            `json:"hostname"`
	Status     map[string]string `json:"status"`
	Files      map[string]string `json:"files"`
	Mounts     []string          `json:"mounts"`
	OpenFiles  uint64            `json:"open_files"`
	Interfaces []string          `json:"interfaces"`
	RawSocket  string            `json:"raw_socket"`
	WriteSys   string            `json:"write_sys"`
}

func (s *suite) look(t *testing.T, w engine.Workload) seen {
	t.Helper()
	s.run(t, w)
	text := s.log(t, w, "\n")
	var result seen
	if err := json.Unmarshal([]byte(text), &result); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return result
}

func (s *suite) command(t *testing.T) {
	w := s.workload(t, s.Images.Probe, "self", "a b", `"c"`, "$PATH")
	if got, want := s.look(t, w).Args, []string{"/bin/program", "self", "a b", `"c"`, "$PATH"}; !slices.Equal(got, want) {
		t.Errorf("arguments %q, want %q", got, want)
	}
}

func (s *suite) environment(t *testing.T) {
	w := s.workload(t, s.Images.User, "self")
	w.Env = map[string]string{"GIVEN": "a=b c", ImageVariable: "overridden"}
	env := s.look(t, w).Env
	for _, want := range []string{"GIVEN=a=b c", ImageVariable + "=overridden", "HOME=" + UserDirectory} {
		if !slices.Contains(env, want) {
			t.Errorf("no %q in %q", want, env)
		}
	}
	if !slices.ContainsFunc(env, func(v string) bool { return strings.HasPrefix(v, "PATH=/usr/local/sbin:") }) {
		t.Errorf("no usual PATH in %q", env)
	}
	plain := s.look(t, s.workload(t, s.Images.User, "self")).Env
	if !slices.Contains(plain, ImageVariable+"="+ImageValue) {
		t.Errorf("the image's own variable is missing in %q", plain)
	}
}

func (s *suite) user(t *testing.T) {
	got := s.look(t, s.workload(t, s.Images.User, "self"))
	if got.UID != UserUID || got.GID != UserGID || !slices.Contains(got.Groups, UserExtraGID) {
		t.Errorf("user %d, group %d, groups %v", got.UID, got.GID, got.Groups)
	}
	if got.Dir != UserDirectory {
		t.Errorf("directory %s", got.Dir)
	}
	if effective := got.Status["CapEff"]; effective != "0000000000000000" {
		t.Errorf("a user has capabilities: %s", effective)
	}
	// They may listen on ports under 1024 all the same.
	if start := got.Files["/proc/sys/net/ipv4/ip_unprivileged_port_start"]; strings.TrimSpace(start) != "0" {
		t.Errorf("the first port for everybody is %q", start)
	}
	root := s.look(t, s.workload(t, s.Images.Probe, "self"))
	if root.UID != 0 || root.Dir != "/" {
		t.Errorf("without a user: %d in %s", root.UID, root.Dir)
	}
}

func (s *suite) names(t *testing.T) {
	w := s.workload(t, s.Images.Probe, "self")
	w.Hostname = "ip-10-0-1-17"
	w.Hosts = []engine.HostEntry{
		{Address: netip.MustParseAddr("10.0.1.17"), Names: []string{"ip-10-0-1-17", "ip-10-0-1-17.ec2.internal"}},
		{Address: netip.MustParseAddr("fd00::1"), Names: []string{"six"}},
	}
	w.Resolver = engine.Resolver{
		Nameservers: []netip.Addr{netip.MustParseAddr("10.0.0.2"), netip.MustParseAddr("fd00::2")},
		Search:      []string{"ec2.internal"},
		Options:     []string{"ndots:1", "timeout:2"},
	}
	got := s.look(t, w)
	if got.Hostname != w.Hostname || got.Files["/etc/hostname"] != w.Hostname+"\n" {
		t.Errorf("host name %q, in the file %q", got.Hostname, got.Files["/etc/hostname"])
	}
	hosts := got.Files["/etc/hosts"]
	for _, line := range []string{"127.0.0.1 localhost\n", "10.0.1.17 ip-10-0-1-17 ip-10-0-1-17.ec2.internal\n", "fd00::1 six\n"} {
		if !strings.Contains(hosts, line) {
			t.Errorf("no %q in /etc/hosts: %s", line, hosts)
		}
	}
	want := "nameserver 10.0.0.2\nnameserver fd00::2\nsearch ec2.internal\noptions ndots:1 timeout:2\n"
	if conf := got.Files["/etc/resolv.conf"]; conf != want {
		t.Errorf("resolv.conf %q, want %q", conf, want)
	}

	nameless := s.workload(t, s.Images.Probe, "self")
	got = s.look(t, nameless)
	if got.Hostname != nameless.ID || !strings.Contains(got.Files["/etc/hosts"], nameless.ID) {
		t.Errorf("without a name: %q, hosts %q", got.Hostname, got.Files["/etc/hosts"])
	}
}

// Bits of the capabilities that no workload may have.
var refusedCapabilities = map[string]int{
	"DAC_READ_SEARCH": 2, "NET_ADMIN": 12, "NET_RAW": 13, "SYS_MODULE": 16, "SYS_RAWIO": 17, "SYS_PTRACE": 19,
	"SYS_ADMIN": 21, "SYS_BOOT": 22, "SYS_RESOURCE": 24, "SYS_TIME": 25, "MAC_ADMIN": 33, "SYSLOG": 34, "BPF": 39,
}

func (s *suite) powers(t *testing.T) {
	got := s.look(t, s.workload(t, s.Images.Probe, "self"))
	for _, set := range []string{"CapEff", "CapPrm", "CapBnd", "CapInh", "CapAmb"} {
		bits, err := strconv.ParseUint(got.Status[set], 16, 64)
		if err != nil {
			t.Fatalf("%s: %v", set, err)
		}
		for name, bit := range refusedCapabilities {
			if bits&(1<<bit) != 0 {
				t.Errorf("%s has %s", set, name)
			}
		}
		const chown = 1
		if set == "CapEff" && bits&chown == 0 {
			t.Errorf("root has not even CHOWN: %x", bits)
		}
	}
	if got.Status["Seccomp"] != "2" || got.Status["NoNewPrivs"] != "1" {
		t.Errorf("Seccomp %s, NoNewPrivs %s", got.Status["Seccomp"], got.Status["NoNewPrivs"])
	}
	if got.RawSocket != "operation not permitted" {
		t.Errorf("a raw socket: %s", got.RawSocket)
	}
	if got.WriteSys != "read-only file system" && got.WriteSys != "open /proc/sys/kernel/hostname: read-only file system" {
		t.Errorf("writing to /proc/sys: %s", got.WriteSys)
	}
	if got.OpenFiles < 4096 {
		t.Errorf("%d open files are too few for a server", got.OpenFiles)
	}
	if score := strings.TrimSpace(got.Files["/proc/1/oom_score_adj"]); score == "" || strings.HasPrefix(score, "-") {
		t.Errorf("oom_score_adj %q protects a workload before the host", score)
	}
}

func (s *suite) mounts(t *testing.T) {
	got := s.look(t, s.workload(t, s.Images.Probe, "self"))
	options := make(map[string][]string)
	for _, line := range got.Mounts {
		fields := strings.Fields(line)
		if len(fields) < 4 {
			continue
		}
		options[fields[1]] = strings.Split(fields[3], ",")
		if strings.HasPrefix(fields[2], "cgroup") && !slices.Contains(options[fields[1]], "ro") {
			t.Errorf("control groups can be written: %s", line)
		}
	}
	for _, path := range []string{"/sys", "/proc/sys", "/proc/fs", "/etc/hosts", "/etc/resolv.conf", "/etc/hostname"} {
		if !slices.Contains(options[path], "ro") {
			t.Errorf("%s is mounted %q, not read-only", path, options[path])
		}
	}
	for _, path := range []string{"/", "/dev/shm"} {
		if !slices.Contains(options[path], "rw") {
			t.Errorf("%s is mounted %q, not writable", path, options[path])
		}
	}
	// Kernels differ in which of these they have.
	for _, path := range []string{"/proc/kcore", "/proc/keys", "/proc/timer_list", "/proc/interrupts", "/sys/firmware"} {
		if _, masked := options[path]; !masked && exists(path) {
			t.Errorf("%s is not masked", path)
		}
	}
	if _, hidden := options["/run"]; hidden {
		t.Error("/run hides what the image has there")
	}
	if _, there := options["/sys/fs/cgroup"]; !there {
		t.Error("a process can't see its own limits")
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func (s *suite) network(t *testing.T) {
	got := s.look(t, s.workload(t, s.Images.Probe, "self"))
	if !slices.Equal(got.Interfaces, []string{"lo"}) {
		t.Errorf("interfaces %q: not the namespace given", got.Interfaces)
	}
	w := s.workload(t, s.Images.Probe, "hold")
	w.NetNS = "/proc/self/ns/net"
	err := s.Engine.Run(bounded(t), w)
	if err == nil || !strings.Contains(err.Error(), "host's own") {
		t.Errorf("the host's own network was not refused: %v", err)
	}
	s.gone(t, w.ID)
}

func (s *suite) pids(t *testing.T) {
	w := s.workload(t, s.Images.Probe, "fork", "200")
	w.PIDs = 40
	s.output(t, w)
	text := s.log(t, w, "children")
	_, count, _ := strings.Cut(text, "children ")
	children, err := strconv.Atoi(strings.TrimSpace(count))
	if err != nil || children < 1 || children >= 40 || !strings.Contains(text, "refused") {
		t.Errorf("with a bound of 40: %s", text)
	}
}

// cpu lets a busy loop run with a tenth of a processor.
func (s *suite) cpu(t *testing.T) {
	w := s.workload(t, s.Images.Probe, "spin", "1m")
	w.CPU = 100
	begin := time.Now()
	s.run(t, w)
	time.Sleep(800 * time.Millisecond)
	usage, err := s.Engine.Usage(bounded(t), w.ID)
	if err != nil {
		t.Fatal(err)
	}
	// The start itself, and the first period's burst, are counted too.
	const start = 300 * time.Millisecond
	if took := time.Since(begin); usage.CPU > took/10+start {
		t.Errorf("a tenth of a processor used %v in %v", usage.CPU, took)
	}
}
