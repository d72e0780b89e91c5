package vpc

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"testing"
	"testing/iotest"
)

func TestNewID(t *testing.T) {
	if got, want := NewID(PrefixSubnet, bytes.NewReader([]byte("\x01\x23\x45\x67\x89\xab\xcd\xef\xf1"))), "subnet-0123456789abcdeff"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	form := regexp.MustCompile(`^vpc-cidr-assoc-[0-9a-f]{17}$`)
	seen := map[string]bool{}
	for range 1000 {
		id := RandomID(PrefixBlockAssociation)
		if !form.MatchString(id) || seen[id] {
			t.Fatalf("id %s is malformed or was there before", id)
		}
		seen[id] = true
	}
}

func TestNewIDNeverGuesses(t *testing.T) {
	for name, random := range map[string]io.Reader{
		"broken": iotest.ErrReader(errors.New("broken")), "short": bytes.NewReader([]byte("12345678")),
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s source: made an id", name)
				}
			}()
			NewID(PrefixVPC, random)
		}()
	}
}

func TestMACFor(t *testing.T) {
	seen := map[[6]byte]bool{}
	for range 1000 {
		id := RandomID(PrefixInterface)
		mac := MACFor(id)
		if mac[0]&0x03 != 0x02 {
			t.Fatalf("%s: % x is not unicast and locally administered", id, mac)
		}
		if mac != MACFor(id) || seen[mac] {
			t.Fatalf("%s: % x is not stable or not its own", id, mac)
		}
		seen[mac] = true
	}
}

func TestPolicyID(t *testing.T) {
	id := PolicyID([]string{"sg-1", "sg-2"})
	if !regexp.MustCompile(`^[0-9a-f]{12}$`).MatchString(id) {
		t.Errorf("policy id %q", id)
	}
	if PolicyID([]string{"sg-2", "sg-1", "sg-2"}) != id {
		t.Error("order or repetition changes the id")
	}
	if PolicyID([]string{"sg-1"}) == id || PolicyID(nil) == id {
		t.Error("other groups have the same id")
	}
}

func TestZones(t *testing.T) {
	for region, id := range map[string]string{
		"us-east-1": "use1-az1", "us-west-2": "usw2-az1", "eu-west-1": "euw1-az1", "eu-central-1": "euc1-az1",
		"ap-southeast-2": "apse2-az1", "ap-northeast-1": "apne1-az1", "us-gov-west-1": "usgw1-az1",
		"ca-central-1": "cac1-az1", "sa-east-1": "sae1-az1", "cn-northwest-1": "cnnw1-az1", "me-south-1": "mes1-az1",
	} {
		zones := Zones(region)
		if len(zones) != 4 || zones[0] != (Zone{region + "a", id}) || zones[3].Name != region+"d" {
			t.Errorf("%s: %v, want the first to be %s", region, zones, id)
		}
	}
}

func TestValidRegion(t *testing.T) {
	for _, name := range []string{"", "us-east", "us-esat-1", "us-east-0", "us-east-10x", "US-east-1", "u1-east-1",
		"us-east-1a", "us-gvo-west-1", "us-gov-west-1-b", "usa-east-1", "us-east-1 ", "--1"} {
		if ValidRegion(name) || Zones(name) != nil {
			t.Errorf("%q passes as a region", name)
		}
	}
}
