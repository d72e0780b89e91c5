package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"strings"

	"sallyport/internal/console"
	"sallyport/internal/installation"
)

// newConsole makes the console of a serve.
func newConsole(home installation.Installation, c settings, credentials installation.Credentials, door net.Addr, log *slog.Logger) (*console.Console, error) {
	return console.New(console.Options{
		AccessKeyID: credentials.AccessKeyID, Secret: credentials.SecretAccessKey(), Keep: home, Log: log,
		About: console.About{Account: c.Account, Region: c.Region, Version: versionText(), Domain: c.Domain, Ingress: door.String()},
	})
}

type consoleCommand struct {
	Page string `arg:"" optional:"" help:"What to show first: the address of a page of the console, or what follows /console/ in it."`
	Open bool   `help:"Open the link in this machine's browser, too."`
}

// Run prints a link that signs a browser in.
func (c consoleCommand) Run(ctx context.Context, home installation.Installation) error {
	if !serving(ctx, home) {
		return errors.New("Sallyport does not run with this data directory: start it with sallyport serve or sallyport up, or name its --data-dir")
	}
	var link console.Link
	if err := askFor(ctx, home, "", "/v1/console/links", console.LinkRequest{To: pageToShow(c.Page)}, &link); err != nil {
		return err
	}
	if !link.Built {
		return errors.New("the running sallyport was built without the console: take a released program, or build one with make console build where Node.js is, and start it again")
	}
	fmt.Println(link.URL)
	fmt.Fprintf(os.Stderr, "The link signs one browser in, once, until %s.\n", link.Expires.Local().Format("15:04:05"))
	if !c.Open {
		return nil
	}
	if err := exec.CommandContext(ctx, "xdg-open", link.URL).Run(); err != nil {
		return fmt.Errorf("open the link in a browser (xdg-open): %w; open it yourself", err)
	}
	return nil
}

// pageToShow is the path of a page that was named in whichever way.
func pageToShow(page string) string {
	if page == "" || strings.HasPrefix(page, "/") {
		return page
	}
	if _, rest, ok := strings.Cut(page, "://"); ok {
		_, path, _ := strings.Cut(rest, "/")
		return "/" + path
	}
	return "/console/" + page
}
