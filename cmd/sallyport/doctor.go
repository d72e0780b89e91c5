package main

import (
	"context"
	"errors"
	"os"

	"sallyport/internal/doctor"
	"sallyport/internal/installation"
)

type doctorCommand struct{ settings }

// Run prints what it found; the exit status tells whether Sallyport can work.
func (c doctorCommand) Run(ctx context.Context, home installation.Installation) error {
	options := c.doctorOptions(home)
	options.Running = serving(ctx, home)
	findings := doctor.Examine(ctx, options)
	doctor.Print(os.Stdout, findings)
	for _, f := range findings {
		if f.State == doctor.Failure {
			return errors.New("this machine is not ready")
		}
	}
	return nil
}
