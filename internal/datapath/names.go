package datapath

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"

	"sallyport/internal/datapath/link"
	"sallyport/internal/datapath/netns"
)

// maxDevice is the length of the longest name that the kernel gives a device.
const maxDevice = 15

// names derives every name in the kernel from the installation's tag and ids.
type names string

func (d *DataPath) names() names { return names(d.options.Tag) }

// prefix begins the names of all of the installation's namespaces.
func (n names) prefix() string { return "sp-" + string(n) + "-" }

func (n names) edge() string { return n.prefix() + "edge" }

func (n names) network(vpcID string) string { return n.pinned(strings.TrimPrefix(vpcID, "vpc-")) }

func (n names) sandbox(id string) string { return n.pinned(id) }

func (n names) sandboxPath(id string) string { return netns.Path(n.sandbox(id)) }

var fileName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$`)

// pinned is the name of a namespace. An id that would not do as the name of a
// file is replaced by its digest.
func (n names) pinned(id string) string {
	if !fileName.MatchString(id) || id == "edge" {
		id = digest(id, 32)
	}
	return n.prefix() + id
}

// port is the router's end of an interface's link.
func (n names) port(interfaceID string) string { return n.device("port " + interfaceID) }

// door is the edge's end of a sandbox's front-door link.
func (n names) door(sandboxID string) string { return n.device("door " + sandboxID) }

// gateway is each end of the link of a gateway: the one in the VPC's router, and
// the one in the edge or the peer's router.
func (n names) gateway(id string) string { return n.device("gateway " + id) }

// device is "sp", the tag and nine digits: the 15 characters there are.
func (n names) device(what string) string { return "sp" + string(n) + digest(what, 9) }

// uplink and host are the two ends of the link between the edge and the host.
func (n names) uplink() string { return "sp" + string(n) + "-up" }
func (n names) host() string   { return "sp" + string(n) + "-host" }

// hostTable is the table in the host's namespace.
func (n names) hostTable() string { return "sallyport-" + string(n) }

func digest(text string, digits int) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])[:digits]
}

// mac is a locally administered address that derives from what it is for.
func mac(what string) link.MAC {
	sum := sha256.Sum256([]byte(what))
	return link.MAC{0x06, sum[0], sum[1], sum[2], sum[3], sum[4]}
}
