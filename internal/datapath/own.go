package datapath

import (
	"errors"
	"fmt"
	"strings"

	"sallyport/internal/datapath/link"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

// A sandbox of the operator's own has a namespace that others made. It is
// pinned under a name of ours too, so that it is found, watched and let go of
// like any other; in it only the devices of ports are looked at and touched.

// adopt opens the namespace that the path leads to now. Another one than
// before has nothing of ours in it; the link in the old one goes with its
// other end.
func (s *sandbox) adopt(n names, sentry *sentry) error {
	path, name := s.spec.Namespace, n.sandbox(s.spec.ID)
	if s.ns != nil && s.ns.Is(path) {
		return nil
	}
	if s.ns != nil {
		sentry.watch.Remove(name)
		s.ns.Close()
		s.ns = nil
	}
	if err := s.refuseOurs(n); err != nil {
		return err
	}
	if old, err := netns.Open(name); err == nil {
		same := old.Is(path)
		old.Close()
		if same {
			return nil // of a process before this one
		}
		if err := netns.Remove(name); err != nil {
			return err
		}
	}
	if host, err := netns.OpenPath(sentry.host); err != nil {
		return err
	} else if same := host.Is(path); host.Close() != nil || same {
		return fault.New(fault.Invalid, "", "sandbox %s: %s is the host's own network namespace; name another one", s.spec.ID, path)
	}
	ns, err := netns.Adopt(name, path)
	if err != nil {
		return fmt.Errorf("sandbox %s: %w", s.spec.ID, err)
	}
	if err := sentry.watch.Add(ns); err != nil {
		ns.Close()
		return err
	}
	s.ns = ns
	return nil
}

// refuseOurs keeps interfaces out of the routers, the edge and the workloads of
// this installation, by whatever path a tag names one: a port there would lead
// from one VPC or service into another.
func (s *sandbox) refuseOurs(n names) error {
	found, err := netns.List(n.prefix())
	if err != nil {
		return err
	}
	for _, name := range found {
		if strings.HasPrefix(name, n.pinned(vpc.OwnSandbox)) {
			continue // the operator's, which several interfaces may be in
		}
		ours, err := netns.Open(name)
		if errors.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		same := ours.Is(s.spec.Namespace)
		ours.Close()
		if same {
			return fault.New(fault.Invalid, "", "sandbox %s: %s is a network namespace of Sallyport's own, %s; name another one", s.spec.ID, s.spec.Namespace, name)
		}
	}
	return nil
}

// there tells whether the namespace is still the one that the operator means.
func (s *sandbox) there() bool { return s.spec.Namespace == "" || s.ns.Is(s.spec.Namespace) }

// read is what the sandbox holds, as far as it is ours.
func (s *sandbox) read(inside *link.Handle) (*link.State, error) {
	have, err := inside.Whole()
	if err != nil {
		return nil, fmt.Errorf("read sandbox %s: %w", s.spec.ID, err)
	}
	return s.part(have), nil
}

// part is what of a state is ours.
func (s *sandbox) part(have *link.State) *link.State {
	if s.spec.Namespace == "" {
		return have
	}
	return ports(have)
}

// ports is what belongs to the ports of a namespace that is not ours.
func ports(have *link.State) *link.State {
	own := link.NewState()
	for device, part := range have.Devices() {
		if strings.HasPrefix(device, vpc.OwnDevice) {
			own.Merge(part)
		}
	}
	return own
}
