package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"

	"sallyport/internal/installation"
	"sallyport/internal/picture"
)

type networkCommand struct {
	Service string        `arg:"" optional:"" help:"Name or id of the service whose way out is shown."`
	VPC     string        `name:"vpc" help:"Show all of a VPC in place of a service's way out." placeholder:"ID"`
	Window  time.Duration `help:"Count what passed in the last so long, up to 15m." default:"5m"`
	Watch   bool          `short:"w" help:"Show it anew every two seconds, until interrupted. What is let through is counted while somebody looks on."`
	JSON    bool          `name:"json" help:"Print the picture as JSON."`
	Region  string        `help:"Region of the service; the one that sallyport env exports by default."`
}

// watchEvery is the pause between two looks.
const watchEvery = 2 * time.Second

// Run prints the picture.
func (c networkCommand) Run(ctx context.Context, home installation.Installation) error {
	if (c.Service == "") == (c.VPC == "") {
		return fmt.Errorf("name a service, or a VPC with --vpc")
	}
	for {
		text, err := c.look(ctx, home)
		if ctx.Err() != nil {
			return nil //nolint:nilerr // the user has seen enough
		}
		if err != nil {
			return err
		}
		if c.Watch && !c.JSON {
			text = append([]byte("\x1b[H\x1b[2J"), text...) // from the top of an empty screen
		}
		if _, err := os.Stdout.Write(text); err != nil || !c.Watch {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(watchEvery):
		}
	}
}

// look asks for the picture once.
func (c networkCommand) look(ctx context.Context, home installation.Installation) ([]byte, error) {
	endpoints, err := home.Endpoints()
	if err != nil {
		return nil, err
	}
	query := url.Values{"window": {c.Window.String()}}
	if c.Service != "" {
		query.Set("service", c.Service)
	} else {
		query.Set("vpc", c.VPC)
	}
	region := c.Region
	if region == "" {
		region = endpoints.Region
	}
	response, err := get(ctx, home, fmt.Sprintf("http://%s/v1/network?%s", endpoints.API, query.Encode()), region)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, refusal(response)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil || c.JSON {
		return body, err
	}
	var n picture.Network
	if err := json.Unmarshal(body, &n); err != nil {
		return nil, fmt.Errorf("read the picture: %w", err)
	}
	return []byte(networkPage(n)), nil
}
