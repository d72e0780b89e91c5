//go:build kernel

package datapath_test

import (
	"testing"

	"sallyport/internal/fault"
)

// What an interface sends is counted at its port, whether somebody lets it through or not.
func TestSentIsWhatInterfacesSent(t *testing.T) {
	w := flowing(t)
	listenUDP(t, path(w, "b"), 5000)
	device := w.dp.Device("eni-a")
	before, err := w.dp.Sent("vpc-flows")
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := before[device]; !ok {
		t.Fatalf("there is no %s among %v", device, before)
	}
	const overhead = 28 + 14 // the headers of IP and UDP, and of Ethernet
	for _, to := range []string{"10.0.2.10:5000", "10.0.9.9:5000"} {
		conn := dialUDP(t, path(w, "a"), to)
		for range 10 {
			if _, err := conn.Write(make([]byte, 100)); err != nil {
				t.Fatal(err)
			}
		}
	}
	after, err := w.dp.Sent("vpc-flows")
	if err != nil {
		t.Fatal(err)
	}
	packets, bytes := after[device].Packets-before[device].Packets, after[device].Bytes-before[device].Bytes
	if packets != 20 || bytes != 20*(100+overhead) {
		t.Errorf("sent %d packets of %d bytes in all, want 20 of %d", packets, bytes, 20*(100+overhead))
	}
	if _, err := w.dp.Sent("vpc-gone"); fault.ClassOf(err) != fault.NotFound {
		t.Errorf("a router that is not there: %v", err)
	}
}
