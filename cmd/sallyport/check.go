package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"sallyport/internal/api/live"
	"sallyport/internal/installation"
)

type checkCommand struct {
	File   string `arg:"" help:"File of assertions, such as: service web can reach db:5432. - reads the standard input."`
	Probe  bool   `help:"Also send real packets to what is one address and one port."`
	JSON   bool   `name:"json" help:"Print the judgement as JSON."`
	Region string `help:"Region of the services; the one that sallyport env exports by default."`
}

// Run judges the file's assertions and prints what came of them.
func (c checkCommand) Run(ctx context.Context, home installation.Installation) error {
	text, err := c.read()
	if err != nil {
		return &exit{exitError, err}
	}
	path := "/v1/check?file=" + url.QueryEscape(c.File)
	if c.Probe {
		path += "&probe=true"
	}
	var j live.Judgement
	if err := askFor(ctx, home, c.Region, path, text, &j); err != nil {
		return &exit{exitError, err}
	}
	if c.JSON {
		encoder := json.NewEncoder(os.Stdout)
		encoder.SetIndent("", "  ")
		err = encoder.Encode(j)
	} else {
		_, err = io.WriteString(os.Stdout, judged(c.File, j))
	}
	if err != nil {
		return &exit{exitError, err}
	}
	if j.Failed > 0 {
		return &exit{status: exitNotSo}
	}
	return nil
}

func (c checkCommand) read() ([]byte, error) {
	if c.File == "-" {
		return io.ReadAll(os.Stdin)
	}
	return os.ReadFile(c.File)
}

// judged is a judgement for people.
func judged(file string, j live.Judgement) string {
	var b strings.Builder
	for _, r := range j.Results {
		word := "ok  "
		if !r.Holds {
			word = "FAIL"
		}
		fmt.Fprintf(&b, "%s  %s:%d  %s\n", word, file, r.Line, r.Assertion)
		if r.Holds {
			continue
		}
		fmt.Fprintf(&b, "      %s\n", r.Text)
		if r.Remedy != "" {
			fmt.Fprintf(&b, "      %s\n", r.Remedy)
		}
		for _, command := range r.Commands {
			fmt.Fprintf(&b, "          %s\n", command)
		}
	}
	fmt.Fprintf(&b, "%d of %d assertions hold\n", len(j.Results)-j.Failed, len(j.Results))
	return b.String()
}
