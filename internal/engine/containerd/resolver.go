package containerd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"sallyport/internal/engine"
	"sallyport/internal/fault"
)

// SetResolver writes into the file that the container has mounted: a new file in its place would not be seen there.
func (e *Engine) SetResolver(_ context.Context, id string, r engine.Resolver) error {
	if err := r.Validate(id); err != nil {
		return err
	}
	defer e.locks.lock(id)()
	err := overwrite(e.files(id).path("resolv.conf"), resolvConf(r))
	if errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.NotFound, "", "no workload %s", id)
	}
	if err != nil {
		return fmt.Errorf("set the resolver of workload %s: %w", id, err)
	}
	return nil
}

// overwrite replaces a file's text, so that who reads meanwhile never finds it empty: without a name server programs ask
// themselves.
func overwrite(path, text string) error {
	old, err := os.ReadFile(path)
	if err != nil || string(old) == text {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	padding := strings.Repeat("\n", max(0, len(old)-len(text)))
	_, err = file.WriteAt([]byte(text+padding), 0)
	if err == nil {
		err = file.Truncate(int64(len(text)))
	}
	return errors.Join(err, file.Close())
}
