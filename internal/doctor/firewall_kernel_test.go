//go:build kernel

package doctor

import "testing"

// TestMendingAFirewall does what is advised, and looks again.
func TestMendingAFirewall(t *testing.T) {
	const rules = `nft -f - <<END
table inet gate {
	chain pass {
		type filter hook forward priority filter; policy drop;
		iifname "lan0" accept
	}
}
END
`
	look := func(script string) []Finding {
		t.Helper()
		text, err := runAlone(t.Context(), script+"\nnft -j -t list ruleset\n", "sh", "-e")
		if err != nil {
			t.Fatal(err)
		}
		found, err := parseRuleset([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return obstacles(found)
	}
	before := look(rules)
	expect(t, "before", before, "warning: chain pass of table inet gate")
	if len(before) == 1 {
		expect(t, "after", look(rules+before[0].Mend))
	}
}
