package datapath

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"sallyport/internal/datapath/link"
	"sallyport/internal/datapath/nft"
)

// Observed is what a kernel holds, or shall hold, of one installation: its
// namespaces by name. Two of them compare by their text.
type Observed struct {
	Namespaces map[string]Namespace
}

// Namespace is the content of one namespace. The host's own, under the name
// "host", has only what the installation put there.
type Namespace struct {
	Links *link.State
	// Table is the installation's nftables table; nil where there is none.
	Table *nft.Table
}

// String prints everything, sorted, for people and tests.
func (o Observed) String() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(o.Namespaces)) {
		ns := o.Namespaces[name]
		fmt.Fprintf(&b, "namespace %s\n%s", name, indent(ns.Links.String()))
		if ns.Table != nil {
			b.WriteString(indent(ns.Table.String()))
		}
	}
	return b.String()
}

func indent(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n  ") + "\n"
}
