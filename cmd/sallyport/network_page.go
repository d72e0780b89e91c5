package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"sallyport/internal/picture"
)

// networkPage is a picture for people: the nodes from the left to the right, each
// with what it leads to, then what was sent to and what was rejected.
func networkPage(n picture.Network) string {
	var b strings.Builder
	what := "the VPC " + n.VPC
	if n.Service != "" {
		what = "the way out of " + n.Service + " (" + n.Status + ", egress " + n.Egress + ")"
	}
	fmt.Fprintf(&b, "%s, with what passed in the last %s\n", what, short(time.Duration(n.Window)*time.Second))
	for _, note := range []string{n.Note, n.Uncounted} {
		if note != "" {
			fmt.Fprintf(&b, "  %s\n", note)
		}
	}
	leads := map[string][]picture.Link{}
	for _, l := range n.Links {
		leads[l.From] = append(leads[l.From], l)
	}
	heading := ""
	for _, node := range n.Nodes {
		if node.Kind == picture.KindDestination || node.Kind == picture.KindOthers {
			continue
		}
		kind := headings[node.Kind]
		if node.Kind == picture.KindInterface && node.Rank > headRank {
			kind = headings[picture.KindNATGateway] // a route leads there
		}
		if kind != heading {
			heading = kind
			fmt.Fprintf(&b, "\n%s\n", heading)
		}
		nodeLines(&b, node, leads[node.ID])
	}
	destinationLines(&b, n)
	rejectionLines(&b, n)
	for _, left := range n.LeftOut {
		fmt.Fprintf(&b, "\n%d more of the kind %s are not shown.\n", left.Count, left.Kind)
	}
	if n.Lost > 0 {
		fmt.Fprintf(&b, "\nAt least %s went unseen: more came than is read.\n", plural(n.Lost, "packet"))
	}
	return b.String()
}

// headings are the titles over nodes of a kind.
var headings = map[picture.Kind]string{
	picture.KindService: "Service", picture.KindInstance: "Instances", picture.KindInterfaceEndpoint: "Interface endpoints",
	picture.KindInterface: "Network interfaces", picture.KindUnattachedInterface: "Network interfaces that nothing is plugged into",
	picture.KindSecurityGroup: "Security groups", picture.KindSubnet: "Subnets", picture.KindNetworkACL: "Network ACLs",
	picture.KindRouteTable: "Route tables", picture.KindInternetGateway: "Gateways", picture.KindNATGateway: "Gateways",
	picture.KindEgressOnlyGateway: "Gateways", picture.KindPeering: "Gateways", picture.KindVPNGateway: "Gateways",
	picture.KindGatewayEndpoint: "Gateways", picture.KindMissing: "Gateways", picture.KindPublic: "Gateways",
	picture.KindPeerVPC: "Outside", picture.KindLAN: "Outside", picture.KindInternet: "Outside",
}

// headRank is that of subnets: interfaces with a higher one are targets of routes.
const headRank = 3

// mark says whether something stands and lets through: XX where it rejected.
func mark(state picture.State, rejected uint64) string {
	switch {
	case state == picture.Failed || rejected > 0:
		return "XX"
	case state == picture.Pending:
		return ".."
	case state == picture.Unused:
		return "--"
	}
	return "ok"
}

func nodeLines(b *strings.Builder, node picture.Node, leads []picture.Link) {
	name := node.ID
	if node.Name != "" && node.Name != strings.TrimPrefix(node.ID, "service/") {
		name += " (" + node.Name + ")"
	}
	line := name
	if len(node.Label) > 0 {
		line += "  " + strings.Join(node.Label, ", ")
	}
	if node.State != picture.Enforced && node.State != picture.Observed {
		line += "  " + strings.ToUpper(string(node.State))
	}
	fmt.Fprintf(b, "  %s  %s%s\n", mark(node.State, node.Counters.Rejected), line, tally(node.Counters.Accepted, node.Counters.Rejected, node.Counters.Bytes))
	if node.Reason != "" {
		fmt.Fprintf(b, "        %s\n", node.Reason)
	}
	for _, r := range node.Rules {
		word := "  "
		if r.Rejected > 0 || !r.Active {
			word = "XX"
		}
		text := r.Text
		if strings.HasPrefix(r.ID, "sgr-") {
			text = r.ID + "  " + r.Direction + "  " + text
		} else if r.Direction != "" {
			text = r.Direction + "  " + text
		}
		if !r.Active {
			text += "  BLACK HOLE: " + r.Reason
		}
		fmt.Fprintf(b, "    %s    %s%s\n", word, text, tally(r.Accepted, r.Rejected, r.Bytes))
	}
	if node.RulesLeftOut > 0 {
		fmt.Fprintf(b, "          and %d more\n", node.RulesLeftOut)
	}
	var to []string
	for _, l := range leads {
		if l.Kind != picture.Sends && !slices.Contains(to, l.To) {
			to = append(to, l.To)
		}
	}
	if len(to) > 0 {
		fmt.Fprintf(b, "        -> %s\n", strings.Join(to, ", "))
	}
}

// tally is what was counted, in words; empty for nothing.
func tally(accepted, rejected, bytes uint64) string {
	var parts []string
	if accepted > 0 {
		parts = append(parts, plural(accepted, "connection"))
	}
	if bytes > 0 {
		parts = append(parts, plural(bytes, "byte"))
	}
	if rejected > 0 {
		parts = append(parts, plural(rejected, "packet")+" REJECTED")
	}
	if len(parts) == 0 {
		return ""
	}
	return "  [" + strings.Join(parts, ", ") + "]"
}

func destinationLines(b *strings.Builder, n picture.Network) {
	title := "\nSent to\n"
	for _, node := range n.Nodes {
		if node.Kind != picture.KindDestination && node.Kind != picture.KindOthers {
			continue
		}
		b.WriteString(title)
		title = ""
		text := node.Name
		if d := node.Destination; d != nil {
			if address := node.Label[0]; text != address {
				text += " (" + address + ")"
			}
			text += "/" + d.Protocol
			if d.Owner != "" && !strings.HasPrefix(node.Name, d.Owner) {
				text += " of " + d.Owner
			}
		}
		fmt.Fprintf(b, "  %s  %s%s\n", mark(node.State, node.Counters.Rejected), text, tally(node.Counters.Accepted, node.Counters.Rejected, node.Counters.Bytes))
	}
}

func rejectionLines(b *strings.Builder, n picture.Network) {
	if len(n.Rejections) == 0 {
		return
	}
	b.WriteString("\nRejected, the newest first\n")
	for _, r := range n.Rejections {
		by := cmp.Or(r.Component, r.Node)
		if r.Decided != "" {
			by += " " + r.Decided
		}
		from, to, what := cmp.Or(r.Sender, r.Source), cmp.Or(r.Receiver, r.Destination), "packet"
		if r.Answer {
			from, what = end(from, r.Port), "answer"
		} else {
			to = end(to, r.Port)
		}
		fmt.Fprintf(b, "  XX  %s  %s -> %s/%s, %s\n", r.Last.Local().Format(time.TimeOnly), from, to, r.Protocol, plural(r.Count, what))
		fmt.Fprintf(b, "        %s (%s): %s\n", r.Where, by, cmp.Or(r.Reason, r.Stage))
	}
}

// short is a duration without zeros: 5m, 1m30s.
func short(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		return strings.TrimSuffix(text, "0s")
	}
	return text
}
