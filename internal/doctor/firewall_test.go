package doctor

import (
	"os"
	"strings"
	"testing"
)

// The samples are what nft 1.0.6 lists of rules such as each program makes them.
func TestForeignFirewalls(t *testing.T) {
	for sample, want := range map[string][]string{
		"docker.json":        {"warning: chain FORWARD of table ip filter (Docker) has the policy drop…iptables -I DOCKER-USER -i sp+ -j ACCEPT"},
		"docker-mended.json": nil,
		"firewalld.json":     {"warning: chain filter_FORWARD of table inet firewalld (firewalld) ends in reject…firewall-cmd --permanent"},
		"nftables.json":      {`warning: chain pass of table inet gate (nftables) has the policy drop…nft insert rule inet gate pass iifname '"sp*"' accept`},
	} {
		text, err := os.ReadFile("testdata/" + sample)
		if err != nil {
			t.Fatal(err)
		}
		rules, err := parseRuleset(text)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, sample, obstacles(rules), want...)
	}
}

func TestOwnersOfIptablesRules(t *testing.T) {
	forward := chain{Family: "ip", Table: "filter", Name: "FORWARD", Hook: "forward", Policy: "drop"}
	expect(t, "ufw", obstacles(ruleset{chains: []chain{forward, {Family: "ip", Table: "filter", Name: "ufw-before-forward"}}}), "warning: (ufw)…iptables -I ufw-before-forward -i sp+…/etc/ufw/before.rules")
	expect(t, "iptables", obstacles(ruleset{chains: []chain{forward}}), "warning: (iptables)…iptables -I FORWARD -i sp+")
	forward.Policy = "accept"
	expect(t, "open", obstacles(ruleset{chains: []chain{forward}}))
}

func TestUnreadableRules(t *testing.T) {
	if _, err := parseRuleset([]byte("Error: JSON support not compiled-in")); err == nil || !strings.Contains(err.Error(), "read the host's rules") {
		t.Errorf("got %v", err)
	}
}

func TestOldIptables(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"open":   {"-P INPUT ACCEPT\n-P FORWARD ACCEPT\n", nil},
		"closed": {"-P INPUT ACCEPT\n-P FORWARD DROP\n", []string{"warning: policy DROP…iptables-legacy -I FORWARD -i sp+"}},
		"Docker": {"-P FORWARD DROP\n-N DOCKER\n-N DOCKER-USER\n-A FORWARD -j DOCKER-USER\n", []string{"warning: iptables-legacy -I DOCKER-USER"}},
		"mended": {"-P FORWARD DROP\n-N DOCKER-USER\n-A DOCKER-USER -i sp+ -j ACCEPT\n", nil},
	} {
		expect(t, name, legacyObstacles(c.text), c.want...)
	}
}
