package doctor

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// machine is the files of the examined machine; tests give another root.
type machine struct{ root string }

func (m machine) path(name string) string { return filepath.Join(m.root, name) }

// text is a file's content without white space around it; empty when it can't be read.
func (m machine) text(name string) string {
	data, err := os.ReadFile(m.path(name))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(data))
}

func (m machine) exists(name string) bool {
	_, err := os.Stat(m.path(name))
	return err == nil
}

// processes gives the ids of the running programs of a name, as the kernel has
// it: cut to 15 characters.
func (m machine) processes(name string) []string {
	var ids []string
	files, err := filepath.Glob(m.path("proc/[0-9]*/comm"))
	if err != nil {
		return nil
	}
	for _, file := range files {
		if data, err := os.ReadFile(file); err == nil && strings.TrimSpace(string(data)) == name[:min(len(name), 15)] {
			ids = append(ids, filepath.Base(filepath.Dir(file)))
		}
	}
	return ids
}

// run gives what a tool prints. Its error ends in what the tool complained of.
func run(ctx context.Context, tool string, arguments ...string) (string, error) {
	return output(exec.CommandContext(ctx, tool, arguments...))
}

// runAlone runs a tool in a network namespace of its own, which ends with it:
// whatever it makes there, the host's own network is not touched.
func runAlone(ctx context.Context, input, tool string, arguments ...string) (string, error) {
	command := exec.CommandContext(ctx, tool, arguments...)
	command.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
	command.Stdin = strings.NewReader(input)
	return output(command)
}

func output(command *exec.Cmd) (string, error) {
	var out, complaint bytes.Buffer
	command.Stdout, command.Stderr = &out, &complaint
	// For what a killed tool started itself. It counts from a good end too, and a
	// busy machine takes its time until what was printed has been read.
	command.WaitDelay = 5 * time.Second
	err := command.Run()
	if err == nil {
		return out.String(), nil
	}
	if first, _, _ := strings.Cut(strings.TrimSpace(complaint.String()), "\n"); first != "" {
		err = fmt.Errorf("%w: %s", err, first)
	}
	return out.String(), fmt.Errorf("%s: %w", filepath.Base(command.Path), err)
}

// cutShort says that a check did not end in time.
func cutShort(check string) Finding {
	return Finding{Check: check, Detail: fmt.Sprintf("not finished within %s", examinationTime), Mend: "look again when the machine is less busy", State: Warning}
}

func late(ctx context.Context, err error) bool {
	return err != nil && (ctx.Err() != nil || errors.Is(err, context.DeadlineExceeded))
}
