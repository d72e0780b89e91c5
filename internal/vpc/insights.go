package vpc

import (
	"net/netip"
	"time"

	"sallyport/internal/fault"
)

// InsightsPath is a question to be asked again and again: EC2's network
// insights path.
type InsightsPath struct {
	ID      string // nip-…
	Region  string
	OwnerID string
	// Source and Destination are ids or ARNs, as they were given: of interfaces,
	// instances, internet gateways, or, for a source, services.
	Source, Destination string
	// SourceIP and DestinationIP are addresses instead, or besides.
	SourceIP, DestinationIP netip.Addr
	Protocol                Protocol // TCP or UDP
	Port                    uint16   // of the destination; 0 for any
	// AtSource and AtDestination narrow what the headers may be; nil where not given.
	AtSource, AtDestination *InsightsFilter
	CreatedAt               time.Time
	Tags                    Tags
}

// InsightsFilter narrows the headers of a path at one of its ends. Ports of 0
// were not given.
type InsightsFilter struct {
	SourceAddress, DestinationAddress netip.Addr
	SourceFrom, SourceTo              int32
	DestinationFrom, DestinationTo    int32
}

// InsightsAnalysis is the answer to a path's question at one moment.
type InsightsAnalysis struct {
	ID      string // nia-…
	Region  string
	OwnerID string
	PathID  string
	// Status is EC2's: running, succeeded or failed.
	Status      AnalysisStatus
	Message     string // of a failed one
	StartedAt   time.Time
	Explanation Explanation // of one that succeeded
	Tags        Tags
}

// AnalysisStatus is EC2's status of an analysis.
type AnalysisStatus string

// The statuses of an analysis.
const (
	AnalysisRunning   AnalysisStatus = "running"
	AnalysisSucceeded AnalysisStatus = "succeeded"
	AnalysisFailed    AnalysisStatus = "failed"
)

// InsightsPathNotFound is the error for an unknown path.
func InsightsPathNotFound(id string) error {
	return missing("InvalidNetworkInsightsPathId.NotFound", "network insights path", id)
}

// InsightsAnalysisNotFound is the error for an unknown analysis.
func InsightsAnalysisNotFound(id string) error {
	return missing("InvalidNetworkInsightsAnalysisId.NotFound", "network insights analysis", id)
}

// CheckDelete refuses to delete a path that has analyses.
func (p InsightsPath) CheckDelete(analyses []InsightsAnalysis) error {
	if len(analyses) == 0 {
		return nil
	}
	return fault.New(fault.InUse, "AnalysisExistsForNetworkInsightsPath",
		"The network insights path '%s' has analyses and cannot be deleted. Delete %s first (delete-network-insights-analysis)", p.ID,
		nameSome(analyses, func(a InsightsAnalysis) string { return a.ID }))
}

// DocumentKind is the kind that the store keeps paths under.
func (p InsightsPath) DocumentKind() string { return "insights-path" }

// DocumentKey is the path's id.
func (p InsightsPath) DocumentKey() string { return p.ID }

// DocumentIndexes are "region=…".
func (p InsightsPath) DocumentIndexes() []string { return []string{"region=" + p.Region} }

// DocumentKind is the kind that the store keeps analyses under.
func (a InsightsAnalysis) DocumentKind() string { return "insights-analysis" }

// DocumentKey is the analysis's id.
func (a InsightsAnalysis) DocumentKey() string { return a.ID }

// DocumentIndexes are "region=…" and "path=…".
func (a InsightsAnalysis) DocumentIndexes() []string {
	return []string{"region=" + a.Region, "path=" + a.PathID}
}
