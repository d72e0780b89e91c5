// Package metrics keeps what services did, minute by minute, for 15 days.
//
// A Recorder gathers the running minute; a Store keeps those that are over. Who
// looks at the front door, the containers and the kernel tells the Recorder; the
// API reads the Store. Names and meaning are those of App Runner in CloudWatch,
// and Sallyport's own in a namespace of their own.
package metrics

// Measure is what is measured. The numbers stand in files: they never change,
// and those of a measure that is given up are not used again.
type Measure uint8

// What is measured of a service; CPUUtilization and MemoryUtilization also of
// each instance.
const (
	Requests           Measure = 1
	Responses2xx       Measure = 2
	Responses4xx       Measure = 3
	Responses5xx       Measure = 4
	RequestLatency     Measure = 5 // milliseconds
	ActiveInstances    Measure = 6
	Concurrency        Measure = 7 // requests in flight
	CPUUtilization     Measure = 8 // percent of the vCPU that it was given
	MemoryUtilization  Measure = 9 // percent of the memory that it was given
	EgressBytes        Measure = 10
	EgressPackets      Measure = 11
	RejectedFlows      Measure = 12
	lastMeasure                = RejectedFlows
	namespaceAppRunner         = "AWS/AppRunner"
	namespaceOwn               = "Sallyport/AppRunner"
)

// kinds are the measures' namespaces, names and units, as CloudWatch has them.
var kinds = [lastMeasure + 1]struct{ namespace, name, unit string }{
	Requests:          {namespaceAppRunner, "Requests", "Count"},
	Responses2xx:      {namespaceAppRunner, "2xxStatusResponses", "Count"},
	Responses4xx:      {namespaceAppRunner, "4xxStatusResponses", "Count"},
	Responses5xx:      {namespaceAppRunner, "5xxStatusResponses", "Count"},
	RequestLatency:    {namespaceAppRunner, "RequestLatency", "Milliseconds"},
	ActiveInstances:   {namespaceAppRunner, "ActiveInstances", "Count"},
	Concurrency:       {namespaceAppRunner, "Concurrency", "Count"},
	CPUUtilization:    {namespaceAppRunner, "CPUUtilization", "Percent"},
	MemoryUtilization: {namespaceAppRunner, "MemoryUtilization", "Percent"},
	EgressBytes:       {namespaceOwn, "EgressBytes", "Bytes"},
	EgressPackets:     {namespaceOwn, "EgressPackets", "Count"},
	RejectedFlows:     {namespaceOwn, "RejectedFlows", "Count"},
}

// Namespace is the measure's namespace in CloudWatch.
func (m Measure) Namespace() string { return kinds[m].namespace }

// Name is the measure's name in CloudWatch.
func (m Measure) Name() string { return kinds[m].name }

// Unit is the measure's unit in CloudWatch's words.
func (m Measure) Unit() string { return kinds[m].unit }

// Named finds a measure.
func Named(namespace, name string) (Measure, bool) {
	for m := Requests; m <= lastMeasure; m++ {
		if kinds[m].namespace == namespace && kinds[m].name == name {
			return m, true
		}
	}
	return 0, false
}

// Measures is a set of them.
type Measures uint64

// Has says whether the set has a measure.
func (s Measures) Has(m Measure) bool { return s&(1<<m) != 0 }

// List is the set's members in the order of their numbers.
func (s Measures) List() []Measure {
	var list []Measure
	for m := Requests; m <= lastMeasure; m++ {
		if s.Has(m) {
			list = append(list, m)
		}
	}
	return list
}

// Subject is who is measured: a service, or one instance of it.
type Subject struct {
	Region      string
	ServiceName string
	ServiceID   string
	InstanceID  string // empty for the service
}
