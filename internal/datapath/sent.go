package datapath

import (
	"sallyport/internal/datapath/link"
	"sallyport/internal/datapath/netns"
)

// Sent is what came in by a device.
type Sent struct{ Bytes, Packets uint64 }

// Sent is what came into a VPC's router by each of its devices, since the device
// stands: what an interface sent, whatever became of it. It is the kernel's own
// count, read with one dump of the router's links; see Device for their names. A
// VPC without a router is a fault.NotFound.
func (d *DataPath) Sent(vpcID string) (map[string]Sent, error) {
	ns, err := netns.Open(d.names().network(vpcID))
	if err != nil {
		return nil, err
	}
	defer ns.Close()
	handle, err := link.OpenIPv4(ns)
	if err != nil {
		return nil, err
	}
	defer handle.Close()
	received, err := handle.Received()
	if err != nil {
		return nil, err
	}
	sent := make(map[string]Sent, len(received))
	for device, r := range received {
		sent[device] = Sent{r.Bytes, r.Packets}
	}
	return sent, nil
}
