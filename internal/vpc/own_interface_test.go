package vpc

import "testing"

func TestOwnInterfaces(t *testing.T) {
	own := Interface{ID: "eni-1", Tags: Tags{NamespaceTag: "db", DefaultRouteTag: "true"}}
	box, place, ok := own.Own()
	if !ok || box.Namespace != "/run/netns/db" || box.ID != "own-eni-1" || place.Sandbox != box.ID || !place.DefaultRoute || len(place.Device) != 15 {
		t.Errorf("%+v %+v %v", box, place, ok)
	}
	own.Tags = Tags{NamespaceTag: "/proc/7/ns/net"}
	if box, place, ok = own.Own(); !ok || box.Namespace != "/proc/7/ns/net" || place.DefaultRoute {
		t.Errorf("%+v %+v %v", box, place, ok)
	}
	own.Attachment = &Attachment{}
	if _, _, ok = own.Own(); ok {
		t.Error("an attached interface is taken away from where it is")
	}
	if _, _, ok = (Interface{ID: "eni-2"}).Own(); ok {
		t.Error("an interface without the tag is the operator's")
	}
}

func TestHostInterfaces(t *testing.T) {
	box, place, ok := Interface{ID: "eni-1", Tags: Tags{HostInterfaceTag: "eth3.20"}}.Own()
	if !ok || box.HostInterface != "eth3.20" || box.ID != "link-eni-1" || box.Namespace != "" || place.Sandbox != box.ID {
		t.Errorf("%+v %+v %v", box, place, ok)
	}
}
