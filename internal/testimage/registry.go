package testimage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"
)

// Registry serves images from memory, on a port of 127.0.0.1 that the kernel chose, over plain HTTP.
type Registry struct {
	server   *http.Server
	listener net.Listener
	served   chan error
	login    *authn.Basic
	rate     atomic.Int64 // bytes of a layer a second; 0 for no limit
}

// Limit lets each download of a layer come at so many bytes a second, from its next bytes on; 0 ends the limit.
func (r *Registry) Limit(bytesPerSecond int64) { r.rate.Store(bytesPerSecond) }

// StartRegistry starts a registry that anybody may read; it serves until Close.
func StartRegistry() (*Registry, error) { return startRegistry(nil) }

// StartPrivateRegistry starts a registry that wants the name and password for everything.
func StartPrivateRegistry(username, password string) (*Registry, error) {
	return startRegistry(&authn.Basic{Username: username, Password: password})
}

func startRegistry(login *authn.Basic) (*Registry, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	handler := registry.New(registry.Logger(log.New(io.Discard, "", 0)))
	if login != nil {
		handler = guard(handler, login)
	}
	r := &Registry{listener: listener, served: make(chan error, 1), login: login}
	r.server = &http.Server{Handler: r.limited(handler)}
	go func() { r.served <- r.server.Serve(listener) }() // ends with Close
	return r, nil
}

func guard(next http.Handler, login *authn.Basic) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if username, password, ok := r.BasicAuth(); !ok || username != login.Username || password != login.Password {
			w.Header().Set("WWW-Authenticate", `Basic realm="registry"`)
			http.Error(w, `{"errors":[{"code":"UNAUTHORIZED","message":"log in first"}]}`, http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (r *Registry) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		if request.Method == http.MethodGet && strings.Contains(request.URL.Path, "/blobs/") {
			w = slowWriter{ResponseWriter: w, rate: &r.rate, ctx: request.Context()}
		}
		next.ServeHTTP(w, request)
	})
}

// slowWriter writes a twentieth of a second's bytes at a time.
type slowWriter struct {
	http.ResponseWriter
	rate *atomic.Int64
	ctx  context.Context // of the request
}

func (w slowWriter) Write(content []byte) (written int, err error) {
	for len(content) > 0 {
		rate := w.rate.Load()
		if rate == 0 {
			n, err := w.ResponseWriter.Write(content)
			return written + n, err
		}
		const pause = time.Second / 20
		part := content[:min(int64(len(content)), max(1, rate/int64(time.Second/pause)))]
		n, err := w.ResponseWriter.Write(part)
		written += n
		if err != nil {
			return written, err
		}
		content = content[n:]
		select {
		case <-w.ctx.Done():
			return written, w.ctx.Err()
		case <-time.After(pause):
		}
	}
	return written, nil
}

// Host is "127.0.0.1:port", the first part of the references of its images.
func (r *Registry) Host() string { return r.listener.Addr().String() }

// Push stores the image under "path:tag" and returns its full reference, which names the registry.
func (r *Registry) Push(ctx context.Context, image v1.Image, pathAndTag string) (string, error) {
	ref, err := r.reference(pathAndTag)
	if err != nil {
		return "", err
	}
	if err := remote.Write(ref, image, r.options(ctx)...); err != nil {
		return "", fmt.Errorf("push %s: %w", ref, err)
	}
	return ref.Name(), nil
}

// PushIndex is Push for an index of images of several architectures.
func (r *Registry) PushIndex(ctx context.Context, index v1.ImageIndex, pathAndTag string) (string, error) {
	ref, err := r.reference(pathAndTag)
	if err != nil {
		return "", err
	}
	if err := remote.WriteIndex(ref, index, r.options(ctx)...); err != nil {
		return "", fmt.Errorf("push %s: %w", ref, err)
	}
	return ref.Name(), nil
}

func (r *Registry) reference(pathAndTag string) (name.Reference, error) {
	return name.ParseReference(r.Host()+"/"+pathAndTag, name.Insecure)
}

func (r *Registry) options(ctx context.Context) []remote.Option {
	options := []remote.Option{remote.WithContext(ctx)}
	if r.login != nil {
		options = append(options, remote.WithAuth(r.login))
	}
	return options
}

// Close ends the registry and all that is under way with it.
func (r *Registry) Close() error {
	err := r.server.Close()
	if served := <-r.served; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
