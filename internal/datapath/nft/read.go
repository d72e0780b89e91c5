package nft

import (
	"context"
	"errors"
	"strings"

	"sallyport/internal/fault"
)

// Read reads a whole table back; nil when it is not there.
func (k Kernel) Read(ctx context.Context, name string) (*Table, error) {
	text, err := k.run(ctx, "", "-s", "-t", "list", "table", "inet", name)
	if errors.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	t := parse(name, text)
	for set, s := range t.Sets {
		if s.Elements, err = k.Elements(name, set); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// parse reads nft's listing of one table without elements. It knows the
// tables that this package makes; what is foreign in one becomes a rule or a
// set that compares as different.
func parse(name, text string) *Table {
	t := New(name)
	var chain *Chain
	var set *Set
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		line = strings.Join(words, " ")
		switch {
		case len(words) == 3 && words[2] == "{" && words[0] == "chain":
			chain, set = &Chain{}, nil
			t.Chains[words[1]] = chain
		case len(words) == 3 && words[2] == "{" && (words[0] == "set" || words[0] == "map"):
			chain, set = nil, &Set{}
			t.Sets[words[1]] = set
		case line == "" || line == "}" || words[0] == "table":
		case chain != nil && words[0] == "type":
			chain.Hook = line
		case chain != nil:
			chain.Rules = append(chain.Rules, line)
		case set != nil && words[0] == "type":
			key, data, _ := strings.Cut(strings.TrimPrefix(line, "type "), " : ")
			if set.Verdicts = data == "verdict"; !set.Verdicts {
				set.Data = Type(data)
			}
			for field := range strings.SplitSeq(key, " . ") {
				set.Key = append(set.Key, Type(field))
			}
		case set != nil && line == "flags interval":
			set.Interval = true
		}
	}
	return t
}
