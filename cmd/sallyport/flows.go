package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"

	"sallyport/internal/flowlog"
	"sallyport/internal/installation"
)

type flowsCommand struct {
	Service  string `help:"Only flows of a service, by its name or id." placeholder:"NAME"`
	Rejected bool   `help:"Only what was dropped."`
	Follow   bool   `short:"f" help:"Go on with what is added, until interrupted. Flows that are let through are watched while somebody follows, or a flow log asks for them."`
	JSON     bool   `help:"Print a line of JSON for each flow."`
	Region   string `help:"Region of the flows; the one that sallyport env exports by default."`
}

// Run prints the flows.
func (c flowsCommand) Run(ctx context.Context, home installation.Installation) error {
	endpoints, err := home.Endpoints()
	if err != nil {
		return err
	}
	query := url.Values{}
	if c.Service != "" {
		query.Set("service", c.Service)
	}
	for name, on := range map[string]bool{"rejected": c.Rejected, "follow": c.Follow} {
		if on {
			query.Set(name, "true")
		}
	}
	region := c.Region
	if region == "" {
		region = endpoints.Region
	}
	response, err := get(ctx, home, fmt.Sprintf("http://%s/v1/flows?%s", endpoints.API, query.Encode()), region)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(response.Body, 4096))
		return fmt.Errorf("%s", strings.TrimSpace(string(text)))
	}
	if c.JSON {
		_, err = io.Copy(os.Stdout, response.Body)
	} else {
		err = printFlows(os.Stdout, response.Body)
	}
	if ctx.Err() != nil {
		return nil // the user has seen enough
	}
	return err
}

// printFlows turns lines of JSON into lines for people.
func printFlows(w io.Writer, in io.Reader) error {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		var e flowlog.Event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return fmt.Errorf("read flows: %w", err)
		}
		if _, err := fmt.Fprintln(w, flowLine(e)); err != nil {
			return err
		}
	}
	return lines.Err()
}

// flowLine is a flow: when, what became of it, whose it is and which way, from
// where to where, how much, and what decided.
func flowLine(e flowlog.Event) string {
	at := e.Time.Local().Format("15:04:05.000")
	if e.Lost > 0 {
		return fmt.Sprintf("%s %s: at least %d packets went unseen: more came than is read", at, e.VPC, e.Lost)
	}
	who := e.Interface
	for _, name := range []string{e.Instance, e.Service} {
		if name != "" {
			who = name
		}
	}
	named := func(name, end string) string {
		if name == "" || name == who {
			return end
		}
		return name + " " + end
	}
	decided := e.Decided
	switch {
	case decided == "":
		decided = e.Reason
	case e.Reason != "":
		decided += " (" + e.Reason + ")"
	}
	return fmt.Sprintf("%s %s %s %s: %s → %s, %s, %s, %s: %s", at, e.Action, who, e.Direction,
		named(e.Sender, end(e.Source, e.SourcePort)), named(e.Receiver, end(e.Destination, e.DestinationPort)), protocolName(e.Protocol),
		plural(e.Packets, "packet"), plural(e.Bytes, "byte"), decided)
}

func plural(n uint64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func end(address string, port uint16) string {
	if port == 0 {
		return address
	}
	if strings.Contains(address, ":") {
		address = "[" + address + "]"
	}
	return address + ":" + strconv.Itoa(int(port))
}

func protocolName(number uint8) string {
	switch number {
	case 1:
		return "icmp"
	case 6:
		return "tcp"
	case 17:
		return "udp"
	case 58:
		return "icmpv6"
	}
	return "protocol-" + strconv.Itoa(int(number))
}
