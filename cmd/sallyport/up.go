package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"sallyport/internal/demo"
	"sallyport/internal/installation"
)

type upCommand struct {
	settings
	Demo bool `help:"Run the demo." default:"true" negatable:""`
}

// startTime bounds the time from the start of serve until it is healthy. A
// machine with many workloads has much to look at.
const startTime = 60 * time.Second

// Run leaves a healthy Sallyport running in the background, whether or not it
// ran before.
func (c upCommand) Run(ctx context.Context, home installation.Installation) error {
	if serving(ctx, home) {
		fmt.Println("Sallyport is running already.")
	} else if err := launch(ctx, home); err != nil {
		return err
	}
	endpoints, err := home.Endpoints()
	if err != nil {
		return err
	}
	if c.Demo {
		if err := runDemo(ctx, home, endpoints); err != nil {
			return fmt.Errorf("the demo: %w", err)
		}
	}
	fmt.Printf("\nSallyport is up. API http://%s, front door http://%s, log %s\n", endpoints.API, endpoints.Ingress, home.ServeLog())
	fmt.Printf("For the AWS command line:\n\n  eval \"$(%s --data-dir %s env)\"\n  aws apprunner list-services\n\n", os.Args[0], home.Dir)
	fmt.Printf("For the console, in a browser, a link from:\n\n  %s --data-dir %s console\n\n", os.Args[0], home.Dir)
	return nil
}

func runDemo(ctx context.Context, home installation.Installation, endpoints installation.Endpoints) error {
	credentials, err := home.Credentials()
	if err != nil {
		return err
	}
	_, err = demo.Run(ctx, demo.Options{
		Endpoint: "http://" + endpoints.API, AccessKeyID: credentials.AccessKeyID, SecretAccessKey: credentials.SecretAccessKey(),
		Region: endpoints.Region, Ingress: endpoints.Ingress, Out: os.Stdout,
	})
	return err
}

// launch starts serve with this command's own flags, as a process that goes on
// when this one ends, and waits until it is healthy.
func launch(ctx context.Context, home installation.Installation) error {
	if err := home.Make(); err != nil {
		return err
	}
	log, err := os.OpenFile(home.ServeLog(), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	before, err := log.Seek(0, 2)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	serve := exec.Command(self, serveArguments(os.Args[1:])...)
	serve.Stdout, serve.Stderr = log, log
	serve.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // our terminal's signals are not for it
	if err := serve.Start(); err != nil {
		return fmt.Errorf("start sallyport serve: %w", err)
	}
	exited := make(chan error, 1)
	go func() { exited <- serve.Wait() }() // ends with serve, or with us
	return awaitHealth(ctx, home, serve.Process.Pid, exited, before)
}

// serveArguments are those of up with its name replaced and its own flag left out.
func serveArguments(arguments []string) []string {
	var out []string
	for _, a := range arguments {
		switch {
		case a == "up":
			out = append(out, "serve")
		case a == "--demo" || a == "--no-demo" || strings.HasPrefix(a, "--demo="):
		default:
			out = append(out, a)
		}
	}
	return out
}

func awaitHealth(ctx context.Context, home installation.Installation, pid int, exited <-chan error, logStart int64) error {
	deadline := time.After(startTime)
	for {
		if endpoints, err := home.Endpoints(); err == nil && endpoints.PID == pid && serving(ctx, home) {
			return nil
		}
		select {
		case err := <-exited:
			return fmt.Errorf("sallyport serve ended at once (%w):\n%s", err, logSince(home, logStart))
		case <-deadline:
			return fmt.Errorf("sallyport serve is not healthy after %s:\n%s", startTime, logSince(home, logStart))
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func logSince(home installation.Installation, start int64) string {
	file, err := os.Open(home.ServeLog())
	if err != nil {
		return err.Error()
	}
	defer file.Close()
	text := make([]byte, 16<<10)
	n, err := file.ReadAt(text, start)
	if n == 0 && err != nil {
		return "it said nothing; see " + home.ServeLog()
	}
	return string(text[:n])
}

// serving tells whether this installation's serve answers and is healthy.
func serving(ctx context.Context, home installation.Installation) bool {
	endpoints, err := home.Endpoints()
	if err != nil || errors.Is(syscall.Kill(endpoints.PID, 0), syscall.ESRCH) {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+endpoints.API+"/healthz", nil)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	return response.StatusCode == http.StatusOK
}
