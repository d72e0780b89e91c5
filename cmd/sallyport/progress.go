package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"sallyport/internal/api/live"
	"sallyport/internal/installation"
)

type progressCommand struct {
	Service   string `arg:"" help:"Name or id of the service."`
	Operation string `help:"Another operation than the one in progress or the last one." placeholder:"ID"`
	Follow    bool   `short:"f" help:"Go on until the operation has ended. The exit status is 1 if it failed."`
	JSON      bool   `help:"Print a line of JSON for each answer."`
	Region    string `help:"Region of the service; the one that sallyport env exports by default."`
}

// Run prints the steps of an operation.
func (c progressCommand) Run(ctx context.Context, home installation.Installation) error {
	endpoints, err := home.Endpoints()
	if err != nil {
		return err
	}
	query := url.Values{}
	if c.Operation != "" {
		query.Set("operation", c.Operation)
	}
	if c.Follow {
		query.Set("follow", "true")
	}
	region := c.Region
	if region == "" {
		region = endpoints.Region
	}
	target := fmt.Sprintf("http://%s/v1/services/%s/progress?%s", endpoints.API, url.PathEscape(c.Service), query.Encode())
	response, err := get(ctx, home, target, region)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return refusal(response)
	}
	if c.JSON {
		_, err = io.Copy(os.Stdout, response.Body)
	} else {
		page := &progressPage{out: os.Stdout, follow: c.Follow, overwrite: c.Follow && isTerminal(os.Stdout)}
		err = page.read(response.Body)
	}
	if ctx.Err() != nil {
		return nil // the user has seen enough
	}
	return err
}

// progressPage prints steps as they end, and the one that is under way: on a
// terminal in a line that is written over, else once.
type progressPage struct {
	out       io.Writer
	follow    bool
	overwrite bool
	told      int    // steps that have ended and were printed
	under     string // the line of the step under way, as it was printed last
	ended     bool
}

// read prints each answer. It fails if the last one, of those who follow, is of
// an operation that failed.
func (p *progressPage) read(in io.Reader) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var answer live.Progress
		if err := json.Unmarshal(lines.Bytes(), &answer); err != nil {
			return fmt.Errorf("read progress: %w", err)
		}
		if err := p.tell(answer); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read progress: %w", err)
	}
	if p.follow && !p.ended {
		return errors.New("Sallyport stopped before the operation ended; the operation goes on when Sallyport is started")
	}
	return nil
}

func (p *progressPage) tell(answer live.Progress) error {
	op := answer.Operation
	if op == nil {
		p.ended = true
		fmt.Fprintf(p.out, "nothing is known of an operation of the service %s any more; it is %s\n", answer.Service, answer.Status)
		return nil
	}
	for i, step := range op.Steps {
		switch {
		case i < p.told:
		case step.State == live.StepWaiting && p.follow:
		case step.State == live.StepRunning && p.follow:
			p.tellUnder(step)
		default:
			p.erase()
			fmt.Fprintln(p.out, stepLine(step, answer.Now))
			p.told, p.under = i+1, ""
		}
	}
	if op.Ended == nil && p.follow {
		return nil
	}
	return p.tellEnd(op, answer)
}

// tellUnder prints the step that is under way. What is not written over is
// printed when another step begins only.
func (p *progressPage) tellUnder(step live.StepProgress) {
	line := stepLine(step, time.Time{})
	if p.overwrite {
		fmt.Fprintf(p.out, "\r%s\x1b[K", shortened(line))
	} else if p.under == "" {
		fmt.Fprintln(p.out, line)
	}
	p.under = line
}

// shortened is as much of a line as fits any terminal: one that wraps can't be
// written over.
func shortened(line string) string {
	const columns = 79
	if text := []rune(line); len(text) > columns {
		return string(text[:columns-1]) + "…"
	}
	return line
}

// erase clears the line that is written over.
func (p *progressPage) erase() {
	if p.overwrite && p.under != "" {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}

func (p *progressPage) tellEnd(op *live.OperationProgress, answer live.Progress) error {
	if op.Ended == nil {
		fmt.Fprintf(p.out, "%s of %s is %s since %s\n", op.Type, answer.Service, op.Status, took(op.Began, answer.Now))
		return nil
	}
	p.ended = true
	fmt.Fprintf(p.out, "%s of %s: %s after %s; the service is %s\n", op.Type, answer.Service, op.Status, took(op.Began, *op.Ended), answer.Status)
	if p.follow && op.Reason != "" {
		return &exit{status: 1}
	}
	return nil
}

// stepLine is a step: its mark, title and duration, and what there is to say.
func stepLine(step live.StepProgress, now time.Time) string {
	mark := map[live.StepState]string{
		live.StepWaiting: "·", live.StepRunning: "▸", live.StepDone: "✓", live.StepFailed: "✗", live.StepSkipped: "–",
	}[step.State]
	words := []string{mark, step.Title}
	switch {
	case step.Ended != nil:
		words = append(words, "("+took(*step.Began, *step.Ended)+")")
	case step.Began != nil && !now.IsZero():
		words = append(words, "(since "+took(*step.Began, now)+")")
	}
	if pull := step.Pull; pull != nil {
		words = append(words, pull.Image+pulledBytes(*pull, step.State))
	}
	if step.Text != "" {
		words = append(words, step.Text)
	}
	return strings.Join(words, " ")
}

func pulledBytes(pull live.PullProgress, state live.StepState) string {
	switch {
	case pull.Total == 0:
		return ""
	case state == live.StepRunning:
		return fmt.Sprintf(", %s of %s", humanize.Bytes(uint64(pull.Done)), humanize.Bytes(uint64(pull.Total)))
	}
	return ", " + humanize.Bytes(uint64(pull.Total))
}

func took(from, to time.Time) string { return fmt.Sprintf("%.1f s", max(0, to.Sub(from)).Seconds()) }
