package vpc

import "strings"

// The tags of an interface that is the operator's own: what it is plugged into
// is not a workload of ours.
const (
	// NamespaceTag names a network namespace of this node, by its name or path.
	NamespaceTag = "sallyport:netns"
	// HostInterfaceTag names an interface of the host, a VLAN's or a physical one,
	// that is taken from the host and joined with the VPC.
	HostInterfaceTag = "sallyport:host-interface"
	// DefaultRouteTag with the value true makes the interface the namespace's way
	// to everything, and not only to the VPC.
	DefaultRouteTag = "sallyport:default-route"
)

// These begin the ids of sandboxes of the operator's own interfaces: of those
// in a namespace, and of those joined with an interface of the host.
const (
	OwnSandbox  = "own-"
	LinkSandbox = "link-"
)

// OwnDevice begins the names of their devices.
const OwnDevice = "ens-"

// OwnIndex is where the store finds the operator's own interfaces.
const OwnIndex = "own=yes"

// Own is the sandbox and the place of an interface that the operator plugs into
// a namespace or joins with a host's interface; false for every other one. An interface that is
// attached to something stays there.
func (i Interface) Own() (Sandbox, Placement, bool) {
	name, device := i.Tags[NamespaceTag], i.Tags[HostInterfaceTag]
	if name == "" && device == "" || i.Attachment != nil {
		return Sandbox{}, Placement{}, false
	}
	if name == "" {
		box := Sandbox{ID: LinkSandbox + i.ID, HostInterface: device, Ports: []string{i.ID}}
		return box, Placement{Sandbox: box.ID, Device: OwnDevice + digest(i.ID, 11), DefaultRoute: true}, true
	}
	if !strings.Contains(name, "/") {
		name = "/run/netns/" + name
	}
	box := Sandbox{ID: OwnSandbox + i.ID, Namespace: name, Ports: []string{i.ID}}
	return box, Placement{Sandbox: box.ID, Device: OwnDevice + digest(i.ID, 11), DefaultRoute: i.Tags[DefaultRouteTag] == "true"}, true
}
