package doctor

import (
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"slices"
	"strings"
)

const firewallCheck = "firewall"

// legacyProgram reads and writes the rules of iptables' old kernel interface.
const legacyProgram = "iptables-legacy"

// firewall looks for rules of others that drop what this machine forwards:
// Docker's, ufw's, firewalld's. An accept of ours does not help against them,
// since a packet has to pass every table. Services with a VPC connector do not
// pass the host's namespace, and are not concerned.
func firewall(ctx context.Context, m machine, uplink string) []Finding {
	if uplink == "none" || uplink == "" {
		return nil
	}
	var list []Finding
	if _, err := exec.LookPath("nft"); err == nil { // the check of the tools says so if not
		// Terse: without the elements of sets, of which there may be many.
		text, err := run(ctx, "nft", "-j", "-t", "list", "ruleset")
		switch {
		case late(ctx, err):
			return []Finding{cutShort(firewallCheck)}
		case err != nil:
			return []Finding{{Check: firewallCheck, Detail: fmt.Sprintf("the host's rules can't be read: %v", err), Mend: "run it as root", State: Warning}}
		}
		rules, err := parseRuleset([]byte(text))
		if err != nil {
			return []Finding{{Check: firewallCheck, Detail: err.Error(), Mend: "look yourself: nft list ruleset", State: Warning}}
		}
		list = obstacles(rules)
	}
	list = append(list, legacy(ctx, m)...)
	if len(list) == 0 {
		list = []Finding{{Check: firewallCheck, Detail: "none drops what this machine forwards"}}
	}
	return list
}

// ruleset is what of "nft -j list ruleset" the check is about.
type ruleset struct {
	chains []chain
	rules  []rule
}

type chain struct {
	Family, Table, Name string
	Hook, Policy        string // of base chains
}

type rule struct {
	Family, Table, Chain string
	Expr                 []map[string]json.RawMessage
}

func parseRuleset(data []byte) (ruleset, error) {
	var listing struct {
		Nftables []struct {
			Chain *chain
			Rule  *rule
		}
	}
	if err := json.Unmarshal(data, &listing); err != nil {
		return ruleset{}, fmt.Errorf("read the host's rules: %w", err)
	}
	var r ruleset
	for _, item := range listing.Nftables {
		if item.Chain != nil {
			r.chains = append(r.chains, *item.Chain)
		}
		if item.Rule != nil {
			r.rules = append(r.rules, *item.Rule)
		}
	}
	return r, nil
}

// obstacles finds the chains that drop forwarded packets at their end and have
// no rule that lets ours pass.
func obstacles(r ruleset) []Finding {
	var list []Finding
	for _, c := range r.chains {
		if c.Hook != "forward" || c.Family != "ip" && c.Family != "inet" || strings.HasPrefix(c.Table, "sallyport") {
			continue
		}
		if ending := r.ending(c); ending != "" && !r.letsUsPass(c) {
			list = append(list, Finding{
				Check: firewallCheck, State: Warning,
				Detail: fmt.Sprintf("chain %s of table %s %s (%s) %s: services with egress DEFAULT will reach no public address", c.Name, c.Family, c.Table, r.owner(c), ending),
				Mend:   r.mend(c),
			})
		}
	}
	return list
}

// ending says by what a base chain drops packets that no rule of it let pass; empty if it does not.
func (r ruleset) ending(c chain) string {
	if c.Policy == "drop" {
		return "has the policy drop"
	}
	var last *rule
	for i := range r.rules {
		if r.rules[i].in(c.Family, c.Table, c.Name) {
			last = &r.rules[i]
		}
	}
	if last == nil {
		return ""
	}
	ending := ""
	for _, e := range last.Expr {
		for name := range e {
			switch name {
			case "counter", "log": // they match everything
			case "drop", "reject":
				ending = "ends in " + name
			default:
				return ""
			}
		}
	}
	return ending
}

func (r rule) in(family, table, chain string) bool {
	return r.Family == family && r.Table == table && r.Chain == chain
}

// letsUsPass tells whether the table has a rule that accepts what comes from links of ours.
func (r ruleset) letsUsPass(c chain) bool {
	return slices.ContainsFunc(r.rules, func(rule rule) bool {
		if rule.Family != c.Family || rule.Table != c.Table {
			return false
		}
		ours, accepts := false, false
		for _, e := range rule.Expr {
			_, accept := e["accept"]
			accepts = accepts || accept
			ours = ours || fromUs(e["match"])
		}
		return ours && accepts
	})
}

// fromUs tells whether an expression matches links of ours by their name.
func fromUs(match json.RawMessage) bool {
	var m struct {
		Op   string
		Left struct {
			Meta struct{ Key string }
		}
		Right json.RawMessage
	}
	if match == nil || json.Unmarshal(match, &m) != nil {
		return false
	}
	// One name, or a set of them.
	return m.Op == "==" && m.Left.Meta.Key == "iifname" && strings.Contains(string(m.Right), `"sp`)
}

func (r ruleset) has(c chain, name string) bool {
	return slices.ContainsFunc(r.chains, func(other chain) bool {
		return other.Family == c.Family && other.Table == c.Table && other.Name == name
	})
}

// owner is whose rules they look like.
func (r ruleset) owner(c chain) string {
	switch {
	case r.has(c, "ufw-before-forward"):
		return "ufw"
	case r.has(c, "DOCKER-USER"):
		return "Docker"
	case c.Table == "firewalld":
		return "firewalld"
	case c.Family == "ip" && c.Table == "filter" && c.Name == "FORWARD":
		return "iptables"
	}
	return "nftables"
}

func (r ruleset) mend(c chain) string {
	switch owner := r.owner(c); owner {
	case "ufw":
		return iptables("iptables", "ufw-before-forward") + "\nto keep them, add the same lines to /etc/ufw/before.rules"
	case "Docker":
		return iptables("iptables", "DOCKER-USER")
	case "firewalld":
		return "firewall-cmd --permanent --zone=trusted --add-interface=sp+ && firewall-cmd --reload"
	case "iptables":
		return iptables("iptables", "FORWARD")
	}
	insert := fmt.Sprintf("nft insert rule %s %s %s", c.Family, c.Table, c.Name)
	return insert + ` iifname '"sp*"' accept` + "\n" + insert + ` oifname '"sp*"' ct state established,related accept`
}

func iptables(program, chain string) string {
	return fmt.Sprintf("%s -I %s -i sp+ -j ACCEPT\n%s -I %s -o sp+ -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT", program, chain, program, chain)
}

// legacy looks at the rules of iptables' old kernel interface, which nft does
// not list. The program would load that interface; it is asked only where it
// is loaded.
func legacy(ctx context.Context, m machine) []Finding {
	if !slices.Contains(strings.Fields(m.text("proc/net/ip_tables_names")), "filter") {
		return nil
	}
	if _, err := exec.LookPath(legacyProgram); err != nil {
		return []Finding{{Check: firewallCheck, Detail: "there are rules of the old iptables, which can't be read without the program " + legacyProgram, Mend: "look yourself: iptables -S FORWARD", State: Warning}}
	}
	text, err := run(ctx, legacyProgram, "-w", "1", "-S")
	if err != nil {
		return []Finding{{Check: firewallCheck, Detail: fmt.Sprintf("the rules of the old iptables can't be read: %v", err), State: Warning}}
	}
	return legacyObstacles(text)
}

// legacyObstacles reads what "iptables -S" prints: a policy a line, then a rule a line.
func legacyObstacles(text string) []Finding {
	lines := strings.Split(text, "\n")
	if !slices.Contains(lines, "-P FORWARD DROP") || slices.ContainsFunc(lines, func(line string) bool {
		return strings.Contains(line, " -i sp") && strings.HasSuffix(line, "-j ACCEPT")
	}) {
		return nil
	}
	into := "FORWARD"
	if slices.Contains(lines, "-N DOCKER-USER") {
		into = "DOCKER-USER"
	}
	return []Finding{{
		Check: firewallCheck, State: Warning,
		Detail: "the chain FORWARD of the old iptables has the policy DROP: services with egress DEFAULT will reach no public address",
		Mend:   iptables(legacyProgram, into),
	}}
}
