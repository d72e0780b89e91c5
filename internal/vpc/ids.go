package vpc

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
)

// The prefixes of ids, without the hyphen that NewID adds.
const (
	PrefixVPC              = "vpc"
	PrefixBlockAssociation = "vpc-cidr-assoc"
	PrefixDHCPOptions      = "dopt"
	PrefixSubnet           = "subnet"
	PrefixSecurityGroup    = "sg"
	PrefixRule             = "sgr"
	PrefixRouteTable       = "rtb"
	PrefixRouteAssociation = "rtbassoc"
	PrefixInternetGateway  = "igw"
	PrefixNetworkACL       = "acl"
	PrefixACLAssociation   = "aclassoc"
	PrefixInterface        = "eni"
	PrefixAttachment       = "eni-attach"
	PrefixInstance         = "i"
	PrefixReservation      = "r"
	PrefixAllocation       = "eipalloc"
	PrefixAddressAssoc     = "eipassoc"
	PrefixNATGateway       = "nat"
	PrefixPeering          = "pcx"
	PrefixEndpoint         = "vpce"
	PrefixVPNGateway       = "vgw"
	PrefixEgressOnly       = "eigw"
	PrefixPrefixList       = "pl"
	PrefixSubnetReserve    = "scr"
	PrefixFlowLog          = "fl"
	PrefixInsightsPath     = "nip"
	PrefixInsightsAnalysis = "nia"
)

// idDigits is the number of hex digits in EC2's long ids.
const idDigits = 17

// NewID returns prefix, a hyphen and 17 lower-case hex digits from random. A
// source that fails panics: an id that is not random would name two resources.
func NewID(prefix string, random io.Reader) string {
	var b [(idDigits + 1) / 2]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		panic(fmt.Sprintf("new id %s: the random source failed: %v", prefix, err))
	}
	return prefix + "-" + hex.EncodeToString(b[:])[:idDigits]
}

// RandomID is NewID with the machine's own random source.
func RandomID(prefix string) string { return NewID(prefix, rand.Reader) }

// MACFor derives an interface's hardware address from its id, so that it is
// the same after every restart. It is unicast and locally administered.
func MACFor(interfaceID string) [6]byte {
	sum := sha256.Sum256([]byte(interfaceID))
	mac := [6]byte(sum[:6])
	mac[0] = mac[0]&^0x01 | 0x02
	return mac
}

// PolicyID names a set of groups in 12 hex digits, whatever their order.
func PolicyID(groups []string) string {
	sorted := slices.Sorted(slices.Values(groups))
	return digest(strings.Join(slices.Compact(sorted), ","), 12)
}

// digest is so many hex digits of what the text hashes to.
func digest(text string, digits int) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])[:digits]
}
