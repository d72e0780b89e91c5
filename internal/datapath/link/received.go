package link

// Received is what came in by a link since it stands.
type Received struct{ Bytes, Packets uint64 }

// Received reads the counters of all links, by their names.
func (h *Handle) Received() (map[string]Received, error) {
	links, err := dump("links", h.nl.LinkList)
	if err != nil {
		return nil, err
	}
	received := make(map[string]Received, len(links))
	for _, l := range links {
		if a := l.Attrs(); a.Statistics != nil {
			received[a.Name] = Received{a.Statistics.RxBytes, a.Statistics.RxPackets}
		}
	}
	return received, nil
}
