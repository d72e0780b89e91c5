package vpc

import (
	"maps"
	"net/netip"
	"slices"
	"strings"

	"sallyport/internal/fault"
)

// RecordTag begins the keys of a VPC's tags that are the operator's own
// names: "sallyport:dns/db.example.com" = "10.0.1.17", several addresses
// separated by commas, or another name. A first label * stands for any labels.
const RecordTag = "sallyport:dns/"

// DNSRecord is one of the operator's own names in a VPC. Either Addresses or
// Alias is set.
type DNSRecord struct {
	Name      string // lower case, without a final dot; "*." first for a wildcard
	Addresses []netip.Addr
	Alias     string // the other name that it stands for
}

// ParseDNSRecord reads a tag whose key begins with RecordTag. What is not a
// record is a fault.Invalid that says how to write one.
func ParseDNSRecord(key, value string) (DNSRecord, error) {
	text := strings.TrimPrefix(key, RecordTag)
	record := DNSRecord{Name: dnsName(text)}
	if host, _ := strings.CutPrefix(record.Name, "*."); !validName(host) {
		return record, recordError(key, value, "'"+text+"' is not a host name: labels of letters, digits, hyphens and underscores, separated by dots, at most 63 characters each; a first label * stands for any")
	}
	parts := strings.Split(value, ",")
	for _, part := range parts {
		part = strings.TrimSpace(part)
		address, err := netip.ParseAddr(part)
		switch {
		case err == nil && address.Zone() == "":
			record.Addresses = append(record.Addresses, address.Unmap())
		case len(parts) > 1:
			return record, recordError(key, value, "'"+part+"' is not an address; a list holds IPv4 and IPv6 addresses, a name stands alone")
		default:
			record.Alias = dnsName(part)
		}
	}
	switch {
	case record.Alias == "" && len(record.Addresses) > 0:
	case !validName(record.Alias) || numeric(record.Alias):
		return record, recordError(key, value, "'"+value+"' is neither an address nor a host name")
	case record.Alias == record.Name:
		return record, recordError(key, value, "the name stands for itself")
	}
	return record, nil
}

func recordError(key, value, reason string) error {
	return fault.New(fault.Invalid, "InvalidParameterValue",
		"The tag '%s' with value '%s' is not a DNS record: %s. Write %sdb.example.com with a value such as 10.0.1.17 or 10.0.1.17,10.0.2.17 or other.example.com",
		key, value, reason, RecordTag)
}

// checkRecord refuses a tag that is meant to be a DNS record and is none.
func checkRecord(key, value string) error {
	if !strings.HasPrefix(key, RecordTag) {
		return nil
	}
	_, err := ParseDNSRecord(key, value)
	return err
}

// CheckRecordTags refuses DNS records among tags of what is not a VPC: nobody
// would answer them.
func CheckRecordTags(resource string, tags Tags) error {
	for key := range tags {
		if strings.HasPrefix(key, RecordTag) {
			return fault.New(fault.Invalid, "InvalidParameterValue",
				"The tag '%s' is a DNS record, which %s can't have. Set it on the VPC whose instances shall find the name", key, resource)
		}
	}
	return nil
}

// Records are the operator's own names in the VPC, sorted. A tag that is no
// record counts for nothing.
func (v VPC) Records() []DNSRecord {
	var records []DNSRecord
	for _, key := range slices.Sorted(maps.Keys(v.Tags)) {
		if !strings.HasPrefix(key, RecordTag) {
			continue
		}
		if record, err := ParseDNSRecord(key, v.Tags[key]); err == nil {
			records = append(records, record)
		}
	}
	return records
}

// dnsName is a name as this package writes it.
func dnsName(text string) string { return strings.ToLower(strings.TrimSuffix(text, ".")) }

// validName tells whether a name may be asked for: RFC 1035's lengths, and the
// letters of host names with the underscore that services use.
func validName(name string) bool {
	if name == "" || len(name) > 253 {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, c := range []byte(label) {
			if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
				return false
			}
		}
	}
	return true
}

// numeric tells a mistyped address from a name: no top-level domain is a number.
func numeric(name string) bool {
	last := name[strings.LastIndexByte(name, '.')+1:]
	return strings.Trim(last, "0123456789") == ""
}
