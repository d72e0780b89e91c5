package live

import (
	"context"
	"fmt"
	"net/netip"
	"strings"

	"sallyport/internal/fault"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// resolve gives the address of a host, and how it was found if it is a name:
// by the sender's own name server, and where that knows none, by the Name tag
// of an instance in the sender's VPC.
func (e *Explainer) resolve(ctx context.Context, s start, host string) (netip.Addr, *Names) {
	if a, err := netip.ParseAddr(host); err == nil {
		return a.Unmap(), nil
	}
	names := &Names{Name: host, Addresses: []string{}}
	var found []netip.Addr
	err := fault.New(fault.Unavailable, "", "there is no instance of the service to ask its name server from")
	if e.Lookup != nil && s.end.Sandbox != "" && !s.from.Supposed {
		found, err = e.Lookup(ctx, s.end.Sandbox, host)
	}
	if err != nil {
		names.Error = err.Error()
		if found = tagged(e.Store.Snapshot(), s.from.VPC, host); len(found) > 0 {
			names.Note = "No name server says so: it is the Name tag of an instance in " + s.from.VPC + "."
		}
	}
	for _, a := range found {
		names.Addresses = append(names.Addresses, a.String())
	}
	if len(found) == 0 {
		return netip.Addr{}, names
	}
	return found[0], names
}

// unresolved ends a report whose name has no address for the sender.
func (r *Report) unresolved(s start, sender string) {
	r.Summary = fmt.Sprintf("The name %s has no address for %s: %s.", r.Names.Name, sender, strings.TrimSuffix(r.Names.Error, "."))
	for _, f := range r.Preflight {
		if f.Code == vpc.CodeDNSDisabled {
			r.Findings = []Finding{f}
			return
		}
	}
	if s.from.VPC == "" {
		return
	}
	r.Findings = []Finding{{
		Code: vpc.CodeUnknown, Subject: s.from.VPC, Text: fmt.Sprintf("Nothing that %s asks knows the name %s.", s.from.VPC, r.Names.Name),
		Remedy: fmt.Sprintf("Give it an address inside of the VPC: aws ec2 create-tags --resources %s --tags 'Key=%s%s,Value=ADDRESS'", s.from.VPC, vpc.RecordTag, r.Names.Name),
	}}
}

// tagged are the addresses of a VPC's instances with a Name tag.
func tagged(r store.Reader, vpcID, name string) []netip.Addr {
	var found []netip.Addr
	if vpcID == "" {
		return nil
	}
	for i := range store.Find[platform.Instance](r, "vpc="+vpcID) {
		if i.Tags["Name"] != name || len(i.Interfaces) == 0 {
			continue
		}
		if nic, ok := store.Get[vpc.Interface](r, i.Interfaces[0]); ok {
			found = append(found, nic.Primary())
		}
	}
	return found
}
