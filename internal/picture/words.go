package picture

import (
	"fmt"
	"strings"

	"sallyport/internal/vpc"
)

// groupRule is a rule of a security group as it is shown.
func groupRule(r vpc.SecurityGroupRule) Rule {
	end := r.ReferencedGroup + r.PrefixListID
	if r.CIDR.IsValid() {
		end = r.CIDR.String()
	}
	traffic := trafficWords(r.Protocol, r.FromPort, r.ToPort, r.FromPort, r.ToPort)
	return Rule{ID: r.ID, Direction: string(r.Direction), Text: traffic + " " + preposition(r.Direction == vpc.Egress) + " " + end, Target: end, Active: true}
}

// entryRule is an entry of a network ACL as it is shown.
func entryRule(e vpc.ACLEntry) Rule {
	word := "DENY"
	if e.Allow {
		word = "ALLOW"
	}
	direction := vpc.Ingress
	if e.Egress {
		direction = vpc.Egress
	}
	text := fmt.Sprintf("%s %s %s %s %s", e.Ordinal(), word, trafficWords(e.Protocol, e.FromPort, e.ToPort, e.ICMPType, e.ICMPCode), preposition(e.Egress), e.CIDR)
	return Rule{ID: e.Name(), Direction: string(direction), Text: text, Deny: !e.Allow, Active: true}
}

func preposition(egress bool) string {
	if egress {
		return "to"
	}
	return "from"
}

// trafficWords are a protocol and its ports, or its types, as EC2's pages have them.
func trafficWords(p vpc.Protocol, from, to, kind, code int32) string {
	name := strings.ToUpper(p.String())
	switch {
	case p == vpc.AllProtocols:
		return "All traffic"
	case p.HasPorts() && from <= 0 && (to == 65535 || to < 0):
		return "All " + name
	case p.HasPorts() && from == to:
		return fmt.Sprintf("%s %d", name, from)
	case p.HasPorts():
		return fmt.Sprintf("%s %d-%d", name, from, to)
	case p.HasTypes() && kind < 0:
		return "All " + name
	case p.HasTypes() && code < 0:
		return fmt.Sprintf("%s type %d", name, kind)
	case p.HasTypes():
		return fmt.Sprintf("%s type %d code %d", name, kind, code)
	}
	return name
}
