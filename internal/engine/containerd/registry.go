package containerd

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/containerd/containerd/v2/core/remotes"
	"github.com/containerd/containerd/v2/core/remotes/docker"
	remoteerrors "github.com/containerd/containerd/v2/core/remotes/errors"
	"github.com/containerd/errdefs"
	"github.com/distribution/reference"

	"sallyport/internal/engine"
	"sallyport/internal/fault"
)

// source is where an image comes from: a name, and the host that is asked for it.
type source struct {
	name reference.Named // with a tag, a digest, or both
	host docker.RegistryHost
}

// shown is the registry as a person knows it.
func (s source) shown() string {
	registry := reference.Domain(s.name)
	if asked := s.host.Scheme + "://" + s.host.Host; s.host.Host != registry {
		return registry + " (asked at " + asked + strings.TrimPrefix(s.host.Path, "/v2") + ")"
	}
	return registry
}

// locate reads the reference and finds the host to ask.
func locate(req engine.PullRequest, transport http.RoundTripper) (source, error) {
	name, err := reference.ParseDockerRef(req.Reference)
	if err != nil {
		return source{}, fault.New(fault.Invalid, "", "image reference %q: %w", req.Reference, err)
	}
	// Names with both keep the tag that ParseDockerRef drops: it shows a person what the digest was.
	if full, err := reference.ParseNormalizedNamed(req.Reference); err == nil {
		if _, tagged := full.(reference.NamedTagged); tagged {
			name = full
		}
	}
	registry := reference.Domain(name)
	client := &http.Client{Transport: transport}
	host := docker.RegistryHost{
		Client: client, Scheme: "https", Host: registry, Path: "/v2",
		Capabilities: docker.HostCapabilityPull | docker.HostCapabilityResolve,
	}
	credentials := req.Credentials
	if mirror, ok := req.Mirrors[registry]; ok {
		base, err := url.Parse(mirror)
		if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
			return source{}, fault.New(fault.Invalid, "", "mirror %q of registry %s is not an http or https URL", mirror, registry)
		}
		host.Scheme, host.Host, host.Path = base.Scheme, base.Host, "/v2"+strings.TrimRight(base.Path, "/")
		credentials = nil
	} else if registry == "docker.io" {
		host.Host = "registry-1.docker.io"
	} else if onLoopback(registry) {
		host.Scheme = "http"
	}
	host.Authorizer = docker.NewDockerAuthorizer(docker.WithAuthClient(client), docker.WithAuthCreds(func(string) (string, string, error) {
		if credentials == nil {
			return "", "", nil
		}
		return credentials.Username, credentials.Password, nil
	}))
	return source{name: name, host: host}, nil
}

func (s source) resolver() remotes.Resolver {
	return docker.NewResolver(docker.ResolverOptions{
		Hosts: func(string) ([]docker.RegistryHost, error) { return []docker.RegistryHost{s.host}, nil },
	})
}

// onLoopback takes a registry host with or without port.
func onLoopback(registry string) bool {
	name := (&url.URL{Host: registry}).Hostname()
	if name == "localhost" {
		return true
	}
	address, err := netip.ParseAddr(name)
	return err == nil && address.IsLoopback()
}

// refused gives a failed exchange with the registry its class and names both sides.
func (s source) refused(err error) error {
	var status remoteerrors.ErrUnexpectedStatus
	switch {
	case fault.ClassOf(err) != "":
		return err
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errdefs.IsNotFound(err):
		return fault.New(fault.NotFound, "", "no image %s in the registry %s", s.name, s.shown())
	case errors.Is(err, docker.ErrInvalidAuthorization):
		return fault.New(fault.Denied, "", "the registry %s refuses image %s: it is private and the credentials are missing or wrong, or it does not exist", s.shown(), s.name)
	case errors.As(err, &status) && (status.StatusCode == http.StatusUnauthorized || status.StatusCode == http.StatusForbidden):
		return fault.New(fault.Denied, "", "the registry %s refuses image %s with status %s%s", s.shown(), s.name, status.Status, said(status.Body))
	}
	// Unreachable, overloaded, broken off or answering nonsense: another time may be better for all of these.
	return fault.New(fault.Unavailable, "", "pull image %s from registry %s: %w", s.name, s.shown(), err)
}

// said quotes the beginning of a registry's answer.
func said(body []byte) string {
	const most = 200
	text := strings.Join(strings.Fields(string(body)), " ")
	if text == "" {
		return ""
	}
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return ": " + text
}
