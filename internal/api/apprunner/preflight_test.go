package apprunner_test

import (
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/apprunner"

	"sallyport/internal/api/apprunner"
	"sallyport/internal/eventlog"
	"sallyport/internal/netplan"
)

// TestConnectorIsLookedAtBeforeItFails finds the commands that mend it in the event log.
func TestConnectorIsLookedAtBeforeItFails(t *testing.T) {
	w := newWorld(t, func(d *apprunner.Deps) { d.Preflight = netplan.New(netplan.Options{}).Preflight })
	n := w.network("10.0.0.0/16", "10.0.1.0/24", "10.0.2.0/24")
	connector := w.connector("private", []string{n.a}, nil)
	out, err := w.client.CreateService(w.ctx, &sdk.CreateServiceInput{
		ServiceName: new("web-app"), SourceConfiguration: image("web"), NetworkConfiguration: through(*connector.VpcConnectorArn),
	})
	service := must(t, out, err).Service
	var log strings.Builder
	for e := range eventlog.After(w.store.Snapshot(), *service.ServiceId, 0) {
		log.WriteString(e.Text + "\n")
	}
	for _, want := range []string{"VPC connector private: From " + n.a + " nothing reaches the internet", "create-nat-gateway"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the event log does not say %q:\n%s", want, log.String())
		}
	}
	plain := w.create("plain")
	for e := range eventlog.After(w.store.Snapshot(), *plain.ServiceId, 0) {
		if strings.Contains(e.Text, "connector") {
			t.Errorf("a service without a connector is told %q", e.Text)
		}
	}
}
