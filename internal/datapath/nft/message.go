package nft

import (
	"encoding/binary"
	"syscall"

	"golang.org/x/sys/unix"
)

// The parts of nf_tables' netlink that are used here (linux/netfilter/nf_tables.h).
const (
	subsystem = unix.NFNL_SUBSYS_NFTABLES << 8

	batchGenID = 1 // NFNL_BATCH_GENID

	attrListTable    = 1
	attrListSet      = 2
	attrListElements = 3
	attrElement      = 1
	attrKey          = 1
	attrData         = 2
	attrFlags        = 3
	attrKeyEnd       = 10
	attrValue        = 1
	attrVerdict      = 2
	attrVerdictCode  = 1
	attrVerdictChain = 2
	attrGenID        = 1

	verdictJump = ^uint32(2) // NFT_JUMP, -3
	verdictGoto = ^uint32(3) // NFT_GOTO, -4
)

// message is a run of netlink messages under construction.
type message struct {
	data  []byte
	start int
}

// begin opens a message of a type, with netfilter's own header.
func (m *message) begin(kind, flags uint16, seq uint32, family uint8, resource uint16) {
	m.start = len(m.data)
	m.data = append(m.data, 0, 0, 0, 0)
	m.data = binary.NativeEndian.AppendUint16(m.data, kind)
	m.data = binary.NativeEndian.AppendUint16(m.data, unix.NLM_F_REQUEST|flags)
	m.data = binary.NativeEndian.AppendUint32(m.data, seq)
	m.data = binary.NativeEndian.AppendUint32(m.data, 0)
	m.data = append(m.data, family, unix.NFNETLINK_V0)
	m.data = binary.BigEndian.AppendUint16(m.data, resource)
}

func (m *message) end() {
	binary.NativeEndian.PutUint32(m.data[m.start:], uint32(len(m.data)-m.start))
}

func (m *message) attr(kind uint16, value []byte) {
	m.data = binary.NativeEndian.AppendUint16(m.data, uint16(4+len(value)))
	m.data = binary.NativeEndian.AppendUint16(m.data, kind)
	m.data = append(m.data, value...)
	m.pad()
}

func (m *message) text(kind uint16, s string) { m.attr(kind, append([]byte(s), 0)) }

func (m *message) number(kind uint16, n uint32) {
	m.attr(kind, binary.BigEndian.AppendUint32(nil, n))
}

func (m *message) pad() {
	for len(m.data)%4 != 0 {
		m.data = append(m.data, 0)
	}
}

// nest opens an attribute that holds attributes; close it with the function.
func (m *message) nest(kind uint16) (end func()) {
	at := len(m.data)
	m.data = append(m.data, 0, 0)
	m.data = binary.NativeEndian.AppendUint16(m.data, kind|unix.NLA_F_NESTED)
	return func() { binary.NativeEndian.PutUint16(m.data[at:], uint16(len(m.data)-at)) }
}

// element appends one element of a set.
func (m *message) element(s *Set, e Element) {
	end := m.nest(attrElement)
	m.key(attrKey, s, e.From)
	if e.To != "" {
		m.key(attrKeyEnd, s, e.To)
	}
	switch {
	case s.Verdicts:
		code := verdictGoto
		if e.Jump {
			code = verdictJump
		}
		data := m.nest(attrData)
		verdict := m.nest(attrVerdict)
		m.number(attrVerdictCode, code)
		m.text(attrVerdictChain, e.Chain)
		verdict()
		data()
	case s.Data != "":
		data := m.nest(attrData)
		m.attr(attrValue, []byte(e.Value)[:s.Data.size()])
		data()
	}
	end()
}

func (m *message) key(kind uint16, s *Set, key string) {
	if len(s.Key) == 1 { // only the fields of a concatenation are padded
		key = key[:s.Key[0].size()]
	}
	end := m.nest(kind)
	m.attr(attrValue, []byte(key))
	end()
}

// batch is the transaction of a change of elements alone. The kernel refuses
// it with ERESTART when the ruleset is not of that generation any more.
func (c *Change) batch(generation uint32) (data []byte, last uint32) {
	m := &message{}
	seq := uint32(1)
	m.begin(unix.NFNL_MSG_BATCH_BEGIN, 0, seq, unix.AF_UNSPEC, unix.NFNL_SUBSYS_NFTABLES)
	m.number(batchGenID, generation)
	m.end()
	for pass, groups := range [][]elements{c.deletes, c.adds} {
		for _, g := range groups {
			for from := 0; from < len(g.list); from += chunk {
				part := g.list[from:min(from+chunk, len(g.list))]
				seq++
				// Every message asks for its answer: the last answer says
				// that the whole transaction was committed.
				kind, flags := uint16(unix.NFT_MSG_DELSETELEM), uint16(unix.NLM_F_ACK)
				if pass == 1 {
					kind, flags = unix.NFT_MSG_NEWSETELEM, flags|unix.NLM_F_CREATE|unix.NLM_F_EXCL
				}
				m.begin(subsystem|kind, flags, seq, unix.NFPROTO_INET, 0)
				m.text(attrListTable, c.table)
				m.text(attrListSet, g.name)
				end := m.nest(attrListElements)
				for _, e := range part {
					m.element(g.set, e)
				}
				end()
				m.end()
			}
		}
	}
	m.begin(unix.NFNL_MSG_BATCH_END, 0, seq+1, unix.AF_UNSPEC, unix.NFNL_SUBSYS_NFTABLES)
	m.end()
	return m.data, seq
}

// attributes calls do for each attribute in data, the flags of its type removed.
func attributes(data []byte, do func(kind uint16, value []byte)) {
	for len(data) >= 4 {
		size := int(binary.NativeEndian.Uint16(data))
		if size < 4 || size > len(data) {
			return
		}
		do(binary.NativeEndian.Uint16(data[2:])&^(unix.NLA_F_NESTED|unix.NLA_F_NET_BYTEORDER), data[4:size])
		data = data[min((size+3)&^3, len(data)):]
	}
}

// decodeElements reads the elements of one answer to GETSETELEM. Padding of
// single keys is put back, so that the bytes compare with those of Key.
func decodeElements(data []byte, out []Element) []Element {
	attributes(data, func(kind uint16, list []byte) {
		if kind != attrListElements {
			return
		}
		attributes(list, func(_ uint16, fields []byte) {
			var e Element
			attributes(fields, func(kind uint16, value []byte) {
				switch kind {
				case attrKey:
					e.From = paddedKey(value)
				case attrKeyEnd:
					e.To = paddedKey(value)
				case attrData:
					e.Chain, e.Jump = verdict(value)
					e.Value = paddedKey(value)
				}
			})
			out = append(out, e)
		})
	})
	return out
}

func paddedKey(data []byte) (key string) {
	attributes(data, func(kind uint16, value []byte) {
		if kind == attrValue {
			padded := make([]byte, (len(value)+3)&^3)
			copy(padded, value)
			key = string(padded)
		}
	})
	return key
}

// verdict reads the chain that a verdict leads to, and whether it comes back.
func verdict(data []byte) (chain string, jump bool) {
	attributes(data, func(kind uint16, verdict []byte) {
		if kind != attrVerdict {
			return
		}
		attributes(verdict, func(kind uint16, value []byte) {
			switch {
			case kind == attrVerdictChain && len(value) > 0:
				chain = string(value[:len(value)-1])
			case kind == attrVerdictCode && len(value) == 4:
				jump = binary.BigEndian.Uint32(value) == verdictJump
			}
		})
	})
	return chain, jump
}

// answerError is the error of an NLMSG_ERROR message; nil for an acknowledgement.
func answerError(data []byte) error {
	if len(data) < 4 {
		return unix.EBADMSG
	}
	if code := int32(binary.NativeEndian.Uint32(data)); code != 0 {
		return syscall.Errno(-code)
	}
	return nil
}
