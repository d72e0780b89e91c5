package control

import (
	"net/netip"
	"testing"
	"time"

	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// TestPublicAddressesGoWithTheirInterfaces ends an instance with two interfaces. What nobody allocated is given back
// with either of them; an Elastic IP address stays allocated, and associated where its interface stays.
func TestPublicAddressesGoWithTheirInterfaces(t *testing.T) {
	inBubble(t, func(w *world) {
		public := func(id, nic, address string, automatic bool) vpc.PublicAddress {
			return vpc.PublicAddress{
				AllocationID: id, Region: "us-east-1", Address: netip.MustParseAddr(address), Automatic: automatic,
				AssociationID: "eipassoc-" + id, VPCID: "vpc-1", InterfaceID: nic, Private: netip.MustParseAddr("10.0.0.9"),
			}
		}
		w.update(func(tx *store.Tx) {
			store.Put(tx, platform.Instance{ID: "i-1", Region: "us-east-1", State: platform.InstanceRunning})
			store.Put(tx, platform.Workload{
				Key: "i-1", Region: "us-east-1", InstanceID: "i-1", Desire: platform.Run, Image: noImage, Hostname: "i-1",
				CreatedAt: time.Now(), Interfaces: []string{"eni-goes", "eni-stays"},
			})
			for i, id := range []string{"eni-goes", "eni-stays"} {
				store.Put(tx, vpc.Interface{
					ID: id, Region: "us-east-1", VPCID: "vpc-1", SubnetID: "subnet-1", Addresses: []netip.Addr{netip.AddrFrom4([4]byte{10, 0, 0, byte(9 + i)})},
					Attachment: &vpc.Attachment{ID: "eni-attach-" + id, Workload: "i-1", InstanceID: "i-1", DeviceIndex: int32(i), DeleteOnTermination: i == 0},
				})
			}
			store.Put(tx, public("automatic", "eni-goes", "203.0.113.2", true))
			store.Put(tx, public("goes", "eni-goes", "203.0.113.3", false))
			store.Put(tx, public("stays", "eni-stays", "203.0.113.4", false))
		})
		time.Sleep(2 * time.Second)
		r := w.store.Snapshot()
		if _, ok := store.Get[vpc.PublicAddress](r, "automatic"); ok {
			t.Error("the automatic address was not given back")
		}
		if a, ok := store.Get[vpc.PublicAddress](r, "goes"); !ok || a.AssociationID != "" || a.InterfaceID != "" {
			t.Errorf("the address of the deleted interface is %+v", a)
		}
		if a, _ := store.Get[vpc.PublicAddress](r, "stays"); a.InterfaceID != "eni-stays" {
			t.Errorf("the address of the kept interface is %+v", a)
		}
	})
}
