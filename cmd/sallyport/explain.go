package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"

	"sallyport/internal/api/live"
	"sallyport/internal/installation"
)

type explainCommand struct {
	Service  string `arg:"" help:"Name or id of the service that asks, or a network interface (eni-…)."`
	Target   string `arg:"" name:"host:port" help:"What it wants to reach, such as db.internal:5432."`
	FromVPC  string `name:"from-vpc" help:"Ask as if the service had a connector into this VPC; nothing is probed then." placeholder:"VPC"`
	Protocol string `help:"tcp or udp." enum:"tcp,udp" default:"tcp"`
	JSON     bool   `name:"json" help:"Print the report as JSON."`
	NoProbe  bool   `help:"Send no packets: let the plan alone answer."`
	Region   string `help:"Region of the service; the one that sallyport env exports by default."`
}

// The exit statuses of explain and check besides 0.
const (
	exitNotSo = 1 // not reachable; an assertion does not hold
	exitError = 2 // there is no answer
)

// exit ends the program with a status other than 1, or without words of its own.
type exit struct {
	status int
	err    error // nil where all was said
}

func (e *exit) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exit) Unwrap() error { return e.err }

// Run prints why the service can or can't reach the target.
func (c explainCommand) Run(ctx context.Context, home installation.Installation) error {
	question, err := c.question()
	if err != nil {
		return &exit{exitError, err}
	}
	var report live.Report
	if err := askFor(ctx, home, c.Region, "/v1/explain", question, &report); err != nil {
		return &exit{exitError, err}
	}
	if c.JSON {
		encoder := json.NewEncoder(os.Stdout)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(report); err != nil {
			return &exit{exitError, err}
		}
	} else if _, err := io.WriteString(os.Stdout, page(report)); err != nil {
		return &exit{exitError, err}
	}
	if !report.Reachable {
		return &exit{status: exitNotSo}
	}
	return nil
}

func (c explainCommand) question() (live.Question, error) {
	host, port, err := net.SplitHostPort(c.Target)
	if err != nil {
		return live.Question{}, fmt.Errorf("%q is not a host and a port, such as db.internal:5432", c.Target)
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil || number == 0 {
		return live.Question{}, fmt.Errorf("%q is not a port from 1 to 65535", port)
	}
	q := live.Question{Host: host, Port: uint16(number), Protocol: c.Protocol, VPC: c.FromVPC, NoProbe: c.NoProbe}
	if len(c.Service) > 4 && c.Service[:4] == "eni-" {
		q.Interface = c.Service
	} else {
		q.Service = c.Service
	}
	return q, nil
}

// askFor posts a question to one of Sallyport's own endpoints and decodes the answer.
func askFor(ctx context.Context, home installation.Installation, region, path string, question, answer any) error {
	endpoints, err := home.Endpoints()
	if err != nil {
		return err
	}
	if region == "" {
		region = endpoints.Region
	}
	body, isText := question.([]byte)
	if !isText {
		if body, err = json.Marshal(question); err != nil {
			return err
		}
	}
	response, err := send(ctx, home, http.MethodPost, "http://"+endpoints.API+path, region, body)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return refusal(response)
	}
	return json.NewDecoder(response.Body).Decode(answer)
}
