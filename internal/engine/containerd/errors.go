package containerd

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/containerd/errdefs"

	"sallyport/internal/fault"
)

// classed says what was being done when err came from the daemon, and gives it a class where the daemon is the cause.
func classed(err error, format string, args ...any) error {
	doing := fmt.Sprintf(format, args...)
	if fault.ClassOf(err) == "" && errdefs.IsUnavailable(err) {
		return fault.New(fault.Unavailable, "", "%s: containerd does not answer: %w", doing, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// startRefused finds runc's words for what the image or the command is to blame for; runc has no error codes.
var startRefused = regexp.MustCompile(`unable to start container process: ((?:exec|chdir to cwd|error during container init: exec)\b.*?)(?:: unknown)?$`)

// inTheWay tells that the daemon or runc has a task of this name already. Neither has a class for what is left of one that
// was cut off.
func inTheWay(err error) bool {
	return errdefs.IsAlreadyExists(err) || strings.Contains(err.Error(), "file exists") || strings.Contains(err.Error(), "given ID already exists")
}

func startFailed(err error, args []string) error {
	if found := startRefused.FindStringSubmatch(err.Error()); found != nil {
		return fault.New(fault.Invalid, "", "the image can't start %q: %s", args, found[1])
	}
	return classed(err, "start the first process")
}
