package picture

import (
	"fmt"
	"testing"
	"time"

	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// crowd adds 1,000 interfaces in 200 groups of 50 rules each to a VPC.
func crowd() []store.Document {
	var all []store.Document
	for g := range 200 {
		id := fmt.Sprintf("sg-%03d", g)
		all = append(all, vpc.SecurityGroup{ID: id, Region: region, VPCID: "vpc-1"})
		for r := range 50 {
			all = append(all, allow(fmt.Sprintf("sgr-%03d-%02d", g, r), id, vpc.Egress, vpc.TCP, int32(r*100), int32(r*100+50), "10.0.0.0/8"))
		}
	}
	for i := range 1000 {
		id := fmt.Sprintf("eni-%04d", i)
		all = append(all, plugged(id, "vpc-1", "subnet-app", fmt.Sprintf("10.0.%d.%d", 100+i/200, 10+i%200), "i-"+id, fmt.Sprintf("sg-%03d", i%200)),
			platform.Workload{Key: "i-" + id, Region: region, Desire: platform.Run, Interfaces: []string{id}, InstanceID: "i-" + id})
	}
	return all
}

// BenchmarkPicture draws a VPC of 1,000 interfaces and 10,000 rules with 2,000
// flows, right after a change and with the scene at hand. The promise is 50 ms.
func BenchmarkPicture(b *testing.B) {
	w := newTown(b, append(everything(), crowd()...)...)
	for i := range 2000 {
		e := traffic()[2]
		e.Destination = fmt.Sprintf("203.0.%d.%d", i/250, i%250)
		w.saw(e)
	}
	for name, draw := range map[string]func(){
		"service": func() { w.service("web") },
		"vpc":     func() { w.drawer.VPC(w.store.Snapshot(), "vpc-1", 5*time.Minute) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				draw()
			}
		})
		b.Run(name+" after a change", func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				b.StopTimer()
				w.put(allow("sgr-000-00", "sg-000", vpc.Egress, vpc.TCP, 1, int32(2+i%1000), "10.0.0.0/8"))
				w.drawer.Planner.Plan(w.store.Snapshot()) // as the loops do
				b.StartTimer()
				draw()
			}
		})
	}
}
