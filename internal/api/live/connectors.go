package live

import (
	"net/http"
	"slices"

	"sallyport/internal/api/caller"
	"sallyport/internal/fault"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// Connectors is the answer to GET /v1/connectors: who uses a region's VPC
// connectors, for which App Runner has no call.
type Connectors struct {
	Version    int             `json:"version"` // 1; see picture.Version
	Connectors []ConnectorUsed `json:"connectors"`
}

// ConnectorUsed is an active connector and the services that use it.
type ConnectorUsed struct {
	ARN  string `json:"arn"`
	Name string `json:"name"`
	VPC  string `json:"vpc"`
	// Users are sorted by name. DeleteVpcConnector refuses while one holds the connector.
	Users []ConnectorUser `json:"users"`
}

// ConnectorUser is a service that uses a connector.
type ConnectorUser struct {
	Name   string `json:"name"`
	ID     string `json:"id"`
	ARN    string `json:"arn"`
	Status string `json:"status"`
	// Holds says that the service's configuration has the connector, or that an
	// update that may yet be rolled back would bring it back (Rollback). A service
	// that does not hold it has instances left that are being drained.
	Holds    bool `json:"holds"`
	Rollback bool `json:"rollback,omitempty"`
	// Instances is how many have an interface by it, those that drain too.
	Instances int `json:"instances"`
}

// connectors answers GET /v1/connectors[?arn=ARN].
func (a *API) connectors(w http.ResponseWriter, r *http.Request) {
	snapshot, arn := a.Store.Snapshot(), r.URL.Query().Get("arn")
	answer := Connectors{Version: 1, Connectors: []ConnectorUsed{}}
	for c := range store.Find[platform.Connector](snapshot, "region="+caller.From(r.Context()).Region) {
		if arn == c.ARN || arn == "" && c.Active {
			answer.Connectors = append(answer.Connectors, ConnectorUsed{ARN: c.ARN, Name: c.Name, VPC: c.VPCID, Users: connectorUsers(snapshot, c)})
		}
	}
	var err error
	if arn != "" && len(answer.Connectors) == 0 {
		err = fault.New(fault.NotFound, "", "there is no VPC connector %s in the region %s", arn, caller.From(r.Context()).Region)
	}
	respond(w, answer, err)
}

func connectorUsers(r store.Reader, c platform.Connector) []ConnectorUser {
	users := []ConnectorUser{}
	for s := range store.Find[platform.Service](r, "region="+c.Region) {
		u := ConnectorUser{Name: s.Name, ID: s.ID, ARN: s.ARN, Status: string(s.Status)}
		if s.Status != platform.Deleted {
			u.Holds = slices.Contains(s.Connectors(), c.ARN)
			u.Rollback = u.Holds && s.Configuration.Egress.ConnectorARN != c.ARN
		}
		for w := range store.Find[platform.Workload](r, "service="+s.ARN) {
			if slices.ContainsFunc(w.Interfaces, func(id string) bool { return madeBy(r, c, id) && (u.Holds || !madeByHeld(r, s, id)) }) {
				u.Instances++
			}
		}
		if u.Holds || u.Instances > 0 {
			users = append(users, u)
		}
	}
	slices.SortFunc(users, func(a, b ConnectorUser) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return users
}

// madeByHeld says whether an interface is as one of the connectors makes them that
// its service holds: of connectors that are alike, it is that one's.
func madeByHeld(r store.Reader, s platform.Service, interfaceID string) bool {
	return slices.ContainsFunc(s.Connectors(), func(arn string) bool {
		held, ok := store.Get[platform.Connector](r, arn)
		return ok && madeBy(r, held, interfaceID)
	})
}

// madeBy says whether an interface is as a connector makes them: in one of its
// subnets, with its groups.
func madeBy(r store.Reader, c platform.Connector, interfaceID string) bool {
	i, ok := store.Get[vpc.Interface](r, interfaceID)
	return ok && slices.Contains(c.Subnets, i.SubnetID) && slices.Equal(slices.Sorted(slices.Values(i.Groups)), slices.Sorted(slices.Values(c.Groups)))
}
