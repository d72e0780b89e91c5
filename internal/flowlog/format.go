package flowlog

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"sallyport/internal/fault"
)

// DefaultFormat is AWS's, version 2.
const DefaultFormat = "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}"

// Status is the log-status of a record.
type Status string

// The statuses.
const (
	StatusOK       Status = "OK"
	StatusNoData   Status = "NODATA"
	StatusSkipData Status = "SKIPDATA"
)

// Format is the fields of a flow log in their order.
type Format struct {
	names   []string
	fields  []field
	version int
}

// field appends a field's value; nothing means that it has none. A field of the
// flow has no value in records without data.
type field struct {
	version int
	flow    bool
	append  func(b []byte, e *entry) []byte
}

// entry is one line.
type entry struct {
	*Record
	status     Status
	begin, end time.Time
	version    int
}

func text(get func(*entry) string) func([]byte, *entry) []byte {
	return func(b []byte, e *entry) []byte { return append(b, get(e)...) }
}

func number(get func(*entry) uint64) func([]byte, *entry) []byte {
	return func(b []byte, e *entry) []byte { return strconv.AppendUint(b, get(e), 10) }
}

func absent(b []byte, _ *entry) []byte { return b }

// fields are those of AWS's versions 2 to 5, and reject-reason of version 8.
var fields = map[string]field{
	"version":      {2, false, number(func(e *entry) uint64 { return uint64(e.version) })},
	"account-id":   {2, false, text(func(e *entry) string { return e.Place.Account })},
	"interface-id": {2, false, text(func(e *entry) string { return e.Interface })},
	"srcaddr":      {2, true, func(b []byte, e *entry) []byte { return e.Source.Addr().AppendTo(b) }},
	"dstaddr":      {2, true, func(b []byte, e *entry) []byte { return e.Destination.Addr().AppendTo(b) }},
	"srcport":      {2, true, number(func(e *entry) uint64 { return uint64(e.Source.Port()) })},
	"dstport":      {2, true, number(func(e *entry) uint64 { return uint64(e.Destination.Port()) })},
	"protocol":     {2, true, number(func(e *entry) uint64 { return uint64(e.Protocol) })},
	"packets":      {2, true, number(func(e *entry) uint64 { return e.Packets })},
	"bytes":        {2, true, number(func(e *entry) uint64 { return e.Bytes })},
	"start":        {2, false, number(func(e *entry) uint64 { return uint64(e.begin.Unix()) })},
	"end":          {2, false, number(func(e *entry) uint64 { return uint64(e.end.Unix()) })},
	"action":       {2, true, text(func(e *entry) string { return string(e.Action) })},
	"log-status":   {2, false, text(func(e *entry) string { return string(e.status) })},

	"vpc-id":      {3, false, text(func(e *entry) string { return e.Place.VPC })},
	"subnet-id":   {3, false, text(func(e *entry) string { return e.Place.Subnet })},
	"instance-id": {3, false, text(func(e *entry) string { return e.Place.Instance })},
	"tcp-flags":   {3, true, number(func(e *entry) uint64 { return uint64(e.Flags) })},
	"type":        {3, true, text(family)},
	"pkt-srcaddr": {3, true, func(b []byte, e *entry) []byte { return e.PacketSource.AppendTo(b) }},
	"pkt-dstaddr": {3, true, func(b []byte, e *entry) []byte { return e.PacketDestination.AppendTo(b) }},

	"region":           {4, false, text(func(e *entry) string { return e.Place.Region })},
	"az-id":            {4, false, text(func(e *entry) string { return e.Place.ZoneID })},
	"sublocation-type": {4, false, absent},
	"sublocation-id":   {4, false, absent},

	"pkt-src-aws-service": {5, true, absent},
	"pkt-dst-aws-service": {5, true, absent},
	"flow-direction":      {5, true, text(func(e *entry) string { return string(e.Direction) })},
	"traffic-path": {5, true, func(b []byte, e *entry) []byte {
		if e.Path == PathNone {
			return b
		}
		return strconv.AppendUint(b, uint64(e.Path), 10)
	}},

	"reject-reason": {8, true, text(func(e *entry) string { return strings.ReplaceAll(string(e.Stage), " ", "-") })},
}

func family(e *entry) string {
	if e.Source.Addr().Is4() {
		return "IPv4"
	}
	return "IPv6"
}

// ParseFormat reads a format, ${field} each with spaces between; an error names
// the field that is none. It is fault.Invalid.
func ParseFormat(format string) (*Format, error) {
	f := &Format{}
	for _, word := range strings.Fields(format) {
		name, opened := strings.CutPrefix(word, "${")
		name, closed := strings.CutSuffix(name, "}")
		known, ok := fields[name]
		switch {
		case !opened || !closed:
			return nil, fault.New(fault.Invalid, "InvalidParameter",
				"LogFormat is invalid: '%s' is not a field. Write each field as ${name}, with spaces between, such as ${version} ${srcaddr} ${dstaddr}", word)
		case !ok:
			return nil, fault.New(fault.Invalid, "InvalidParameter",
				"Unknown fields provided: [%s]. There are %s", name, strings.Join(slices.Sorted(maps.Keys(fields)), ", "))
		case slices.Contains(f.names, name):
			return nil, fault.New(fault.Invalid, "InvalidParameter", "LogFormat is invalid: the field '%s' is named twice. Name each field once", name)
		}
		f.names, f.fields = append(f.names, name), append(f.fields, known)
		f.version = max(f.version, known.version)
	}
	if len(f.fields) == 0 {
		return nil, fault.New(fault.Invalid, "InvalidParameter", "LogFormat is invalid: it names no field. Leave it out for the default format: %s", DefaultFormat)
	}
	return f, nil
}

// Header is a file's first line: the names of the fields.
func (f *Format) Header() string { return strings.Join(f.names, " ") }

// Append appends a record's line, without an end of line.
func (f *Format) Append(b []byte, r *Record, status Status, begin, end time.Time) []byte {
	e := &entry{r, status, begin, end, f.version}
	for i, one := range f.fields {
		if i > 0 {
			b = append(b, ' ')
		}
		before := len(b)
		if status == StatusOK || !one.flow {
			b = one.append(b, e)
		}
		if len(b) == before {
			b = append(b, '-')
		}
	}
	return b
}
