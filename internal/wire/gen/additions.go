package main

import (
	_ "embed"
	"fmt"
)

// ec2Additions is what EC2 has learned since the model was frozen and its users' tools read or send, in the
// model's own form: members to append to shapes, new shapes, and operations whose answer was empty before.
//
//go:embed ec2_additions.json
var ec2Additions []byte

// add merges additions into a model. One that the model has already is an error, so that the list stays short.
func (m *model) add(additions *model) error {
	for name, extra := range additions.Operations {
		known, ok := m.Operations[name]
		if !ok || known.Output != nil {
			return fmt.Errorf("addition to operation %s: it is unknown or has an output", name)
		}
		known.Output = extra.Output
		m.Operations[name] = known
	}
	for name, extra := range additions.Shapes {
		known, ok := m.Shapes[name]
		if !ok {
			m.Shapes[name] = extra
			continue
		}
		if extra.Type != "" {
			return fmt.Errorf("added shape %s is in the model already", name)
		}
		for _, member := range extra.Members {
			if known.member(member.Name) {
				return fmt.Errorf("added member %s.%s is in the model already", name, member.Name)
			}
			known.Members = append(known.Members, member)
		}
	}
	return nil
}

func (s *modelShape) member(name string) bool {
	for _, member := range s.Members {
		if member.Name == name {
			return true
		}
	}
	return false
}
