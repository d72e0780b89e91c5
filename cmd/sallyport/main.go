// Command sallyport runs web services from container images behind public
// URLs, and sends everything they send through private networks that their
// users define. It speaks the APIs of AWS App Runner and of EC2's VPCs.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"sallyport/internal/installation"
)

// commands is the command line. Every flag is also a variable: --data-dir is
// SALLYPORT_DATA_DIR.
type commands struct {
	DataDir string `help:"Directory of everything that is kept." default:"/var/lib/sallyport" type:"path"`

	Serve    serveCommand    `cmd:"" help:"Run Sallyport in the foreground."`
	Up       upCommand       `cmd:"" help:"Start Sallyport in the background, wait until it is healthy, and run the demo."`
	Down     downCommand     `cmd:"" help:"Stop Sallyport and remove everything it put into the kernel and the container engine."`
	Env      envCommand      `cmd:"" help:"Print the exports for the AWS command line and SDKs."`
	Logs     logsCommand     `cmd:"" help:"Show what a service's instances print, or its event log."`
	Progress progressCommand `cmd:"" help:"Show how far a service's operation is, step by step."`
	Flows    flowsCommand    `cmd:"" help:"Show what passes the VPCs and what is dropped, and what decided that."`
	Network  networkCommand  `cmd:"" help:"Show a service's way out, or a VPC, and what passes and is rejected where."`
	Explain  explainCommand  `cmd:"" help:"Say whether a service can reach something, what stops it, and what to change."`
	Check    checkCommand    `cmd:"" help:"Judge a file of assertions about who can reach what."`
	Console  consoleCommand  `cmd:"" help:"Print a link that signs in to the web console."`
	Doctor   doctorCommand   `cmd:"" help:"Say what this machine lacks, or what stands in the way, and how to mend it."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

func main() {
	var c commands
	parsed := kong.Parse(&c, kong.Name("sallyport"), kong.UsageOnError(),
		kong.Description("A fortress's controlled way out: web services with a private network that you define."),
		kong.DefaultEnvars("SALLYPORT"), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	home, err := installation.At(c.DataDir)
	parsed.FatalIfErrorf(err)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	parsed.BindTo(ctx, (*context.Context)(nil))
	if err := parsed.Run(home); err != nil {
		os.Exit(failed(err))
	}
}

// failed says what a command failed of, and gives the program's exit status.
func failed(err error) int {
	var e *exit
	if !errors.As(err, &e) {
		fmt.Fprintln(os.Stderr, "sallyport:", err)
		return 1
	}
	if e.err != nil {
		fmt.Fprintln(os.Stderr, "sallyport:", err)
	}
	return e.status
}
