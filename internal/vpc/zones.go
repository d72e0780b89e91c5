package vpc

import (
	"strconv"
	"strings"
)

// Zone is an availability zone of a region.
type Zone struct {
	Name string // us-east-1a
	ID   string // use1-az1
}

// zoneLetters are the zones that every region has here. On AWS the letters of
// each account lead to other ids; here a is always az1.
const zoneLetters = "abcd"

// partitions are the middle parts of the regions outside of the common
// partition, and how zone ids abbreviate them.
var partitions = map[string]string{"gov": "g", "iso": "i", "isob": "ib", "isoe": "ie", "isof": "if"}

// directions are the parts before a region's number, and how zone ids
// abbreviate them.
var directions = map[string]string{
	"north": "n", "northeast": "ne", "east": "e", "southeast": "se",
	"south": "s", "southwest": "sw", "west": "w", "northwest": "nw", "central": "c",
}

// ValidRegion tells whether name has the form of an AWS region, such as
// eu-west-1 or us-gov-east-1.
func ValidRegion(name string) bool { return regionCode(name) != "" }

// Zones returns the four zones of a region in order, or none if the name is
// not valid.
func Zones(region string) []Zone {
	code := regionCode(region)
	if code == "" {
		return nil
	}
	zones := make([]Zone, len(zoneLetters))
	for i, letter := range zoneLetters {
		zones[i] = Zone{Name: region + string(letter), ID: code + "-az" + strconv.Itoa(i+1)}
	}
	return zones
}

// regionCode abbreviates a region as its zone ids do (ap-southeast-2 is
// apse2); empty for what is not a region's name.
func regionCode(region string) string {
	parts := strings.Split(region, "-")
	if len(parts) < 3 || len(parts) > 4 {
		return ""
	}
	code := parts[0]
	if len(code) != 2 || !isLower(code[0]) || !isLower(code[1]) {
		return ""
	}
	if len(parts) == 4 {
		short, ok := partitions[parts[1]]
		if !ok {
			return ""
		}
		code += short
	}
	direction, ok := directions[parts[len(parts)-2]]
	number := parts[len(parts)-1]
	if !ok || len(number) != 1 || number[0] < '1' || number[0] > '9' {
		return ""
	}
	return code + direction + number
}

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
