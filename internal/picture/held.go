package picture

// Held is what the kernel was last read to hold. Maps are by the ids of
// sandboxes, VPCs and gateways: nil means that it stands, an error why it does
// not, and what is not in them was not asked for.
type Held struct {
	Sandboxes map[string]error
	Networks  map[string]error
	Gateways  map[string]error
	// Behind has the VPCs of which a change is not in the kernel yet.
	Behind map[string]bool
	// Edge is why the public side does not stand; nil if it does.
	Edge error
	// Err is why the whole does not.
	Err error
}

// state is that of a part.
func (h *Held) state(parts map[string]error, id string) (State, string) {
	failure, known := parts[id]
	switch {
	case h.Err != nil:
		return Failed, h.Err.Error()
	case failure != nil:
		return Failed, failure.Error()
	case !known:
		return Pending, ""
	}
	return Enforced, ""
}

func (h *Held) sandbox(id string) (State, string) { return h.state(h.Sandboxes, id) }
func (h *Held) gateway(id string) (State, string) { return h.state(h.Gateways, id) }

// network is the state of a VPC's rules.
func (h *Held) network(id string) (State, string) {
	state, reason := h.state(h.Networks, id)
	if state == Enforced && h.Behind[id] {
		return Pending, "A change is on its way into the kernel."
	}
	return state, reason
}

func (h *Held) publicSide() (State, string) {
	return h.state(map[string]error{"": h.Edge}, "")
}
