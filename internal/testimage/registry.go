package testimage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"

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
}

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
	r := &Registry{server: &http.Server{Handler: handler}, listener: listener, served: make(chan error, 1), login: login}
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
