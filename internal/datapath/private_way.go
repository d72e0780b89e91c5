package datapath

import "sallyport/internal/datapath/link"

// privateMark is the mark of packets in the edge that go to the operator's own
// network. What has not the mark never finds the way.
const privateMark = 1

// addWay6 is addWay for IPv6.
func addWay6(base *link.State, mark uint32, route link.Route) {
	route.Table, route.Destination = mark, anywhere6
	base.Routes.Add(route)
	base.Rules.Add(link.Rule{Priority: rulePriority, IPv6: true, Mark: mark, Table: mark})
}

// addWay adds a routing table with one default route, and the rule that leads
// there what has the table's number as its mark.
func addWay(base *link.State, mark uint32, route link.Route) {
	route.Table, route.Destination = mark, anywhere
	base.Routes.Add(route)
	base.Rules.Add(link.Rule{Priority: rulePriority, Mark: mark, Table: mark})
}
