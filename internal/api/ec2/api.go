package ec2

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"time"

	"sallyport/internal/api/caller"
	"sallyport/internal/fault"
	"sallyport/internal/netplan"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2query"
)

// Deps is what the API works with. Store is required; the zero value of each other field means its default.
type Deps struct {
	Store *store.Store
	Now   func() time.Time           // time.Now
	NewID func(prefix string) string // vpc.RandomID
	// Quotas limit what there may be; nil means vpc.DefaultQuotas.
	Quotas *vpc.Quotas
	// PublicPool is where public addresses come from; vpc.DefaultPublicPool without a range.
	PublicPool vpc.PublicPool
	// IPv6Pool is where VPCs get their IPv6 ranges from, /56 each; vpc.DefaultIPv6Pool without one.
	IPv6Pool netip.Prefix
	// Services are the endpoint services that the operator lists.
	Services []vpc.EndpointService
	// LAN are the ranges of the operator's network, behind VPN gateways.
	LAN []netip.Prefix
	// UnsupportedZones are the ids of the zones whose subnets App Runner's
	// services can't use; DescribeAvailabilityZones says so of them.
	UnsupportedZones []string
	// Planner plans what analyses of the network follow packets through; nil means one of its own.
	Planner *netplan.Planner
	Log     *slog.Logger // slog.Default
}

// API is EC2's operations. It is safe for concurrent use.
type API struct {
	store    *store.Store
	now      func() time.Time
	newID    func(prefix string) string
	quotas   vpc.Quotas
	pool     vpc.PublicPool
	ipv6Pool netip.Prefix
	site     site
	log      *slog.Logger

	planner *netplan.Planner
}

// site is what the operator says of the network around the installation.
type site struct {
	services []vpc.EndpointService
	lan      []netip.Prefix
	// unsupported are the ids of the zones that services can't use.
	unsupported []string
}

// New makes the API.
func New(d Deps) *API {
	a := &API{store: d.Store, now: d.Now, newID: d.NewID, quotas: vpc.DefaultQuotas(), pool: d.PublicPool, site: site{d.Services, d.LAN, d.UnsupportedZones}, log: d.Log, planner: d.Planner}
	if a.ipv6Pool = d.IPv6Pool; !a.ipv6Pool.IsValid() {
		a.ipv6Pool = vpc.DefaultIPv6Pool
	}
	if !a.pool.Range.IsValid() {
		a.pool = vpc.DefaultPublicPool
	}
	if a.planner == nil {
		a.planner = netplan.New(netplan.Options{})
	}
	if a.now == nil {
		a.now = time.Now
	}
	if a.newID == nil {
		a.newID = vpc.RandomID
	}
	if d.Quotas != nil {
		a.quotas = *d.Quotas
	}
	if a.log == nil {
		a.log = slog.Default()
	}
	return a
}

// Documents are the kinds that this package works with, for store.Open, besides those of platform.
func Documents() []store.Document { return append(netplan.Documents(), tokenUse{}) }

// call is one request that reads: a picture of everything and the caller's region.
type call struct {
	store.Reader
	site
	region  string
	account string
}

// read begins a request that reads.
func (a *API) read(ctx context.Context) (call, error) {
	who := caller.From(ctx)
	if err := a.EnsureRegion(ctx, who.Region); err != nil {
		return call{}, err
	}
	return call{Reader: a.store.Snapshot(), site: a.site, region: who.Region, account: who.Account}, nil
}

// change is one request that writes: a transaction, and what new resources are made with.
type change struct {
	call
	tx *store.Tx
	vpc.Origin
	quotas   vpc.Quotas
	pool     vpc.PublicPool
	ipv6Pool netip.Prefix
}

// change runs fn in a transaction. A rehearsal (dryRun) is rolled back after fn succeeded.
func (a *API) change(ctx context.Context, dryRun *bool, fn func(*change) error) error {
	who := caller.From(ctx)
	if err := a.EnsureRegion(ctx, who.Region); err != nil {
		return err
	}
	return a.store.Update(ctx, func(tx *store.Tx) error {
		c := &change{
			call:   call{Reader: tx, site: a.site, region: who.Region, account: who.Account},
			tx:     tx,
			Origin: vpc.Origin{Region: who.Region, OwnerID: who.Account, Now: a.now().UTC(), NewID: a.newID},
			quotas: a.quotas, pool: a.pool, ipv6Pool: a.ipv6Pool,
		}
		if err := fn(c); err != nil {
			return err
		}
		return ec2query.DryRun(dryRun)
	})
}

// EnsureRegion gives a region its default VPC on the first call, and is a look-up from then on. A default VPC that the
// user deleted stays deleted. Every API calls it before it works in a region; ctx has the caller, whose account the VPC
// is given to.
func (a *API) EnsureRegion(ctx context.Context, region string) error {
	if regionMade(a.store.Snapshot(), region) {
		return nil
	}
	if !vpc.ValidRegion(region) {
		return fault.New(fault.Invalid, "InvalidParameterValue",
			"Value (%s) for the region that the request is signed for is invalid. Use a region's name, such as us-east-1 (AWS_REGION, --region)", region)
	}
	err := a.store.Update(ctx, func(tx *store.Tx) error {
		origin := vpc.Origin{Region: region, OwnerID: caller.From(ctx).Account, Now: a.now().UTC(), NewID: a.newID}
		store.Put(tx, origin.NewDefaultDHCPOptions())
		if _, made := store.Get[vpc.RegionState](tx, region); made {
			return nil
		}
		putDefaultNetwork(tx, origin.NewDefaultNetwork())
		store.Put(tx, vpc.RegionState{Region: region, MadeAt: origin.Now})
		return nil
	})
	if err != nil {
		return fmt.Errorf("give region %s its default VPC: %w", region, err)
	}
	return nil
}

// regionMade says whether a region has what it starts with: the default VPC once, and the DHCP options of new VPCs always.
func regionMade(r store.Reader, region string) bool {
	_, made := store.Get[vpc.RegionState](r, region)
	_, options := store.Get[vpc.DHCPOptions](r, vpc.DefaultDHCPOptions(region))
	return made && options
}

// left says whether an error is that the caller went away before the answer.
func left(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
