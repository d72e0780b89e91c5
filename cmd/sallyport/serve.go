package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/lmittmann/tint"
	"golang.org/x/sync/errgroup"

	"sallyport/internal/doctor"
	"sallyport/internal/ingress"
	"sallyport/internal/installation"
)

type serveCommand struct{ settings }

// collectAt lets the heap grow to five times what is live before it is
// collected. What is live is small: a request through the front door costs a
// tenth less processor time, and the resident memory is the same at 0 and at
// 100 services. GOGC in the environment has its way.
const collectAt = 400

// Run serves until a signal. Containers and their networks go on without it.
func (c serveCommand) Run(ctx context.Context, home installation.Installation) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	log := newLogger(c.Debug)
	slog.SetDefault(log)
	if err := c.examine(ctx, home); err != nil {
		return err
	}
	api, door, err := c.listen()
	if err != nil {
		return err
	}
	defer api.Close()
	defer door.Close()

	var ready atomic.Bool
	s, err := assemble(ctx, home, c.settings, door.Addr(), &ready, log)
	if err != nil {
		return err
	}
	defer s.close()
	endpoints := installation.Endpoints{
		API: api.Addr().String(), Ingress: door.Addr().String(), Region: c.Region,
		Containerd: s.engine.socket, Private: s.engine.daemon != nil, PID: os.Getpid(),
	}
	if err := home.WriteEndpoints(endpoints); err != nil {
		return err
	}
	return s.serve(ctx, api, door, &ready, log)
}

// examine refuses to start where the doctor sees that it can't work.
func (c serveCommand) examine(ctx context.Context, home installation.Installation) error {
	findings := doctor.Examine(ctx, c.doctorOptions(home))
	failed := false
	for _, f := range findings {
		failed = failed || f.State == doctor.Failure
	}
	if !failed {
		return nil
	}
	doctor.Print(os.Stderr, findings)
	return errors.New("this machine is not ready; mend what is marked above and start again")
}

func (s settings) doctorOptions(home installation.Installation) doctor.Options {
	return doctor.Options{
		DataDir: home.Dir, APIListen: s.APIListen, IngressListen: s.IngressListen, Containerd: engineSocket(s.Containerd), Uplink: s.Uplink,
		PublicPool: s.PublicPool, PoolRouted: s.pool().Routed, LAN: s.LAN,
	}
}

func (c serveCommand) listen() (api, door net.Listener, err error) {
	if api, err = net.Listen("tcp", c.APIListen); err != nil {
		return nil, nil, fmt.Errorf("listen for the API (--api-listen): %w", err)
	}
	if door, err = net.Listen("tcp", c.IngressListen); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("listen for requests (--ingress-listen): %w", err), api.Close())
	}
	return api, door, nil
}

// shutdownTime is how long requests may take to finish when serve ends.
const shutdownTime = 10 * time.Second

// serve brings the kernel and the containers to what is kept, lets requests in,
// and runs until ctx ends.
func (s *system) serve(ctx context.Context, api, door net.Listener, ready *atomic.Bool, log *slog.Logger) error {
	group, ctx := errgroup.WithContext(ctx)
	apiServer := &http.Server{Handler: impatient(s.api, patience), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	group.Go(func() error { return serveUntil(ctx, apiServer, api) })
	group.Go(func() error {
		if err := s.output.Watch(ctx, log); err != nil {
			// The logs are kept and can be read, but times are those of the reading.
			log.Warn("the times of lines in logs are not noted as they are printed", "error", err)
		}
		return nil
	})
	group.Go(func() error {
		if err := s.controller.Start(ctx); err != nil {
			return err
		}
		ready.Store(true)
		log.Info("ready", "api", api.Addr(), "front door", door.Addr())
		group.Go(func() error { return serveUntil(ctx, ingress.NewServer(s.door, ingress.ServerOptions{Log: log}), door) })
		group.Go(func() error { return s.serveInner(ctx, ingress.NewServer(s.door, ingress.ServerOptions{Log: log})) })
		return s.controller.Run(ctx)
	})
	err := group.Wait()
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// serveUntil serves a listener until ctx ends, and lets requests finish then.
func serveUntil(ctx context.Context, server *http.Server, listener net.Listener) error {
	finished := make(chan struct{})
	keep := context.AfterFunc(ctx, func() {
		defer close(finished)
		finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
		defer cancel()
		if server.Shutdown(finish) != nil {
			_ = server.Close() // those that would not end in time
		}
	})
	err := server.Serve(listener)
	if keep() {
		return err // it failed by itself
	}
	<-finished
	return nil
}

func newLogger(debug bool) *slog.Logger {
	level := slog.LevelInfo
	if debug {
		level = slog.LevelDebug
	}
	return slog.New(tint.NewTextHandler(os.Stderr, &tint.Options{Level: level, TimeFormat: time.RFC3339, NoColor: !isTerminal(os.Stderr)}))
}

func isTerminal(file *os.File) bool {
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
