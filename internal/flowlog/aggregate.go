package flowlog

import (
	"maps"
	"slices"
	"time"

	"sallyport/internal/vpc"
)

// Limit is how many records an interval of one flow log holds. What is more is
// counted and told as SKIPDATA, as AWS does when its capacity is at an end. A
// record costs some 300 bytes of memory until it is written.
const Limit = 250_000

// Aggregate sums up records of one flow log over an interval. It belongs to one
// goroutine.
type Aggregate struct {
	log     vpc.FlowLog
	begin   time.Time
	records map[Key]*sum
	// skipped are the interfaces that lost records, and what they lost.
	skipped map[string]uint64
}

// sum is a record and what is known of it by other evidence.
type sum struct {
	Record
	presumed, deducted Count
}

// count is what the record says in the end.
func (s *sum) count() Count {
	if s.Packets == 0 {
		return s.presumed
	}
	return Count{s.Packets - min(s.Packets, s.deducted.Packets), s.Bytes - min(s.Bytes, s.deducted.Bytes)}
}

// NewAggregate begins the interval of a flow log that a time is in.
func NewAggregate(log vpc.FlowLog, now time.Time) *Aggregate {
	return &Aggregate{log: log, begin: now.UTC().Truncate(log.Aggregation), records: map[Key]*sum{}, skipped: map[string]uint64{}}
}

// End is when the interval is over: intervals begin at multiples of their length.
func (a *Aggregate) End() time.Time { return a.begin.Add(a.log.Aggregation) }

// Covers says whether the flow log is about an interface.
func (a *Aggregate) Covers(i *Interface) bool {
	id := a.log.ResourceID
	return id == i.VPC || id == i.Subnet || id == i.ID
}

// Add counts a record that the flow log is about; others are none of its business.
func (a *Aggregate) Add(r *Record) {
	if !a.Covers(r.Place) || a.log.Traffic != vpc.TrafficAll && string(a.log.Traffic) != string(r.Action) {
		return
	}
	have := a.records[r.Key]
	if have == nil {
		if len(a.records) >= Limit {
			a.skipped[r.Interface] += r.Packets
			return
		}
		have = &sum{Record: *r}
		have.Packets, have.Bytes = 0, 0
		a.records[r.Key] = have
	}
	switch r.Evidence {
	case Seen:
		have.Packets += r.Packets
		have.Bytes += r.Bytes
	case Presumed:
		have.presumed.Packets += r.Packets
		have.presumed.Bytes += r.Bytes
	case Deducted:
		have.deducted.Packets += r.Packets
		have.deducted.Bytes += r.Bytes
		return // it says nothing of when, and of which flags
	}
	have.Flags |= r.Flags
	if r.First.Before(have.First) {
		have.First = r.First
	}
	if r.Last.After(have.Last) {
		have.Last = r.Last
	}
	if r.Way != "" {
		have.Way = r.Way
	}
}

// Skip notes that packets of an interface were lost before they came here.
func (a *Aggregate) Skip(i *Interface, packets uint64) {
	if a.Covers(i) {
		a.skipped[i.ID] += max(packets, 1)
	}
}

// Skipped is how many packets are known to be lost in this interval.
func (a *Aggregate) Skipped() (packets uint64) {
	for _, n := range a.skipped {
		packets += n
	}
	return packets
}

// Lines are the interval's records in the flow log's format, with NODATA for
// those of the interfaces that saw nothing and SKIPDATA for those that lost
// something.
func (a *Aggregate) Lines(interfaces []*Interface, add func(line []byte) error) error {
	format, err := ParseFormat(a.log.Format)
	if err != nil {
		return err
	}
	busy := map[string]bool{}
	var line []byte
	for _, s := range a.records {
		r, count := s.Record, s.count()
		if count.Packets == 0 {
			continue // all of it was dropped
		}
		r.Packets, r.Bytes = count.Packets, count.Bytes
		busy[r.Interface] = true
		if err := add(format.Append(line[:0], &r, StatusOK, r.First, r.Last)); err != nil {
			return err
		}
	}
	for _, i := range interfaces {
		if a.Covers(i) && !busy[i.ID] && a.skipped[i.ID] == 0 {
			if err := add(format.Append(line[:0], bare(i), StatusNoData, a.begin, a.End())); err != nil {
				return err
			}
		}
	}
	places := map[string]*Interface{}
	for _, i := range interfaces {
		places[i.ID] = i
	}
	for _, id := range slices.Sorted(maps.Keys(a.skipped)) {
		place := places[id]
		if place == nil {
			place = &Interface{ID: id, Account: a.log.OwnerID, Region: a.log.Region, VPC: a.log.VPCID}
		}
		if err := add(format.Append(line[:0], bare(place), StatusSkipData, a.begin, a.End())); err != nil {
			return err
		}
	}
	return nil
}

func bare(i *Interface) *Record { return &Record{Key: Key{Interface: i.ID}, Place: i} }
