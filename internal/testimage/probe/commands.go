package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// commands return the exit code.
var commands = map[string]func(args []string) int{
	"exit":     exitWith,
	"print":    printLines,
	"mark":     mark,
	"self":     printSelf,
	"hold":     hold,
	"stubborn": stubborn,
	"tick":     tick,
	"oom":      eatMemory,
	"spin":     spin,
	"fork":     fork,
	"child":    child,
	"get":      get,
}

func exitWith(args []string) int {
	code, err := strconv.Atoi(args[0])
	if err != nil {
		return 64
	}
	return code
}

// printLines prints its first argument to standard output and its second to standard error.
func printLines(args []string) int {
	fmt.Println(args[0])
	if len(args) > 1 {
		fmt.Fprintln(os.Stderr, args[1])
	}
	return 0
}

// mark says how many marks a file has, and makes one more.
func mark(args []string) int {
	text, err := os.ReadFile(args[0])
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		fmt.Println("probe:", err)
		return 1
	}
	fmt.Printf("marks: %d\n", len(text))
	if err := os.WriteFile(args[0], append(text, 'x'), 0o600); err != nil {
		fmt.Println("probe:", err)
		return 1
	}
	return 0
}

func printSelf([]string) int {
	if err := json.NewEncoder(os.Stdout).Encode(look()); err != nil {
		return 1
	}
	return 0
}

// hold waits for a signal, names it, and ends with 0.
func hold([]string) int {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGUSR1)
	fmt.Println("holding")
	fmt.Println("got", <-signals)
	return 0
}

// stubborn ignores all that can be ignored.
func stubborn([]string) int {
	signal.Ignore(syscall.SIGTERM, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGHUP)
	fmt.Println("holding")
	for {
		time.Sleep(time.Hour)
	}
}

// tick prints a growing number every interval.
func tick(args []string) int {
	interval, err := time.ParseDuration(args[0])
	if err != nil {
		return 64
	}
	for n := 0; ; n++ {
		fmt.Println("tick", n)
		time.Sleep(interval)
	}
}

// eatMemory takes memory until something stops it.
func eatMemory([]string) int {
	fmt.Println("eating")
	var kept [][]byte
	for len(kept) < 1<<14 { // 64 GiB: a bound for a machine where nothing stops it
		block := make([]byte, 4<<20)
		for i := 0; i < len(block); i += 4096 {
			block[i] = 1
		}
		kept = append(kept, block)
	}
	fmt.Println("never stopped with", len(kept), "blocks")
	return 1
}

// spin keeps one processor busy for a time.
func spin(args []string) int {
	busy, err := time.ParseDuration(args[0])
	if err != nil {
		return 64
	}
	start := time.Now()
	for time.Since(start) < busy {
	}
	fmt.Println("spun")
	return 0
}

// fork starts children until it has as many as asked for or is refused, and prints their number.
func fork(args []string) int {
	most, err := strconv.Atoi(args[0])
	if err != nil {
		return 64
	}
	var children []*exec.Cmd
	for len(children) < most {
		cmd := exec.Command("/proc/self/exe", "child")
		if err := cmd.Start(); err != nil {
			fmt.Println("refused:", err)
			break
		}
		children = append(children, cmd)
	}
	fmt.Println("children", len(children))
	for _, cmd := range children {
		cmd.Process.Kill()
		cmd.Wait()
	}
	return 0
}

func child([]string) int {
	time.Sleep(time.Minute)
	return 0
}

// get fetches a URL until it answers with 200, for as long as its second argument says, and prints the body.
func get(args []string) int {
	limit, err := time.ParseDuration(args[1])
	if err != nil {
		return 64
	}
	for end := time.Now().Add(limit); ; time.Sleep(20 * time.Millisecond) {
		code, body, err := getOnce(args[0])
		if err == nil && code == http.StatusOK {
			fmt.Print(body)
			return 0
		}
		if time.Now().After(end) {
			fmt.Println("last answer:", code, body, err)
			return 1
		}
	}
}

func getOnce(url string) (int, string, error) {
	client := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get(url)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response.StatusCode, string(body), err
}

// self is what a process can see of its own place.
type self struct {
	UID        int               `json:"uid"`
	GID        int               `json:"gid"`
	Groups     []int             `json:"groups"`
	Dir        string            `json:"dir"`
	Args       []string          `json:"args"`
	Env        []string          `json:"env"`
	Hostname   string            `json:"hostname"`
	Status     map[string]string `json:"status"` // of /proc/self/status
	Files      map[string]string `json:"files"`  // contents, or the error
	Mounts     []string          `json:"mounts"` // lines of /proc/self/mounts
	OpenFiles  uint64            `json:"open_files"`
	Interfaces []string          `json:"interfaces"`
	RawSocket  string            `json:"raw_socket"` // how opening one went
	WriteSys   string            `json:"write_sys"`  // how writing to /proc/sys went
}

func look() self {
	groups, _ := os.Getgroups()
	dir, _ := os.Getwd()
	hostname, _ := os.Hostname()
	s := self{
		UID: os.Getuid(), GID: os.Getgid(), Groups: groups, Dir: dir, Args: os.Args, Env: os.Environ(), Hostname: hostname,
		Status: make(map[string]string), Files: make(map[string]string),
		Mounts: lines("/proc/self/mounts"), Interfaces: interfaces(), RawSocket: outcome(rawSocket()),
		WriteSys: outcome(os.WriteFile("/proc/sys/kernel/hostname", []byte("x"), 0)),
	}
	for _, line := range lines("/proc/self/status") {
		name, value, _ := strings.Cut(line, ":")
		s.Status[name] = strings.TrimSpace(value)
	}
	for _, path := range []string{
		"/etc/hosts", "/etc/resolv.conf", "/etc/hostname", "/proc/sys/net/ipv4/ip_unprivileged_port_start", "/proc/1/oom_score_adj",
	} {
		text, err := os.ReadFile(path)
		if s.Files[path] = string(text); err != nil {
			s.Files[path] = err.Error()
		}
	}
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err == nil {
		s.OpenFiles = limit.Max
	}
	return s
}

func rawSocket() error {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_RAW, syscall.IPPROTO_ICMP)
	if err == nil {
		syscall.Close(fd)
	}
	return err
}

func outcome(err error) string {
	if err != nil {
		return err.Error()
	}
	return "done"
}

func lines(path string) []string {
	text, err := os.ReadFile(path)
	if err != nil {
		return []string{err.Error()}
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

func interfaces() []string {
	entries, _ := os.ReadDir("/sys/class/net")
	names := make([]string, 0, len(entries))
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}
