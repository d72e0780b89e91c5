package apprunner

import (
	"strings"

	"sallyport/internal/eventlog"
	"sallyport/internal/platform"
	"sallyport/internal/store"
)

// preflight writes what is amiss with a service's connector into its event log,
// before anything fails of it: a line for the finding, one for each command.
func (a *API) preflight(tx *store.Tx, s platform.Service, op platform.Operation) {
	if a.Preflight == nil || s.Configuration.Egress.Type != platform.EgressVPC {
		return
	}
	connector, ok := store.Get[platform.Connector](tx, s.Configuration.Egress.ConnectorARN)
	if !ok {
		return
	}
	for _, found := range a.Preflight(tx, connector, platform.LargestSize) {
		record := func(text string) { eventlog.Record(tx, s.ID, op.ID, a.clock(), text) }
		record(strings.TrimSpace("VPC connector " + connector.Name + ": " + found.Text + " [" + found.Code + "] " + found.Remedy.Text))
		for _, command := range found.Remedy.Commands {
			record("    " + command)
		}
	}
}
