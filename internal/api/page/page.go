// Package page makes and reads the tokens that lead from one page of a list to
// the next. A token names the operation, the region and the last key that was
// answered, so it stays good whatever is made or deleted meanwhile.
package page

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
)

// Cursor is the place in a list behind which the next page begins.
type Cursor struct {
	Operation string
	Region    string
	Last      string // key of the last resource answered
}

// checksumSize is how many bytes of a digest stand in front of a token's text,
// so that a garbled one is told from one of another list.
const checksumSize = 8

// Token makes the cursor opaque.
func (c Cursor) Token() string {
	text := strings.Join([]string{c.Operation, c.Region, c.Last}, "\x00")
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(append(sum[:checksumSize:checksumSize], text...))
}

// Parse reads the token of a request to operation in region. The error says
// what is wrong with it, as the end of a sentence about the token.
func Parse(token, operation, region string) (Cursor, error) {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) < checksumSize {
		return Cursor{}, fmt.Errorf("it is not one that an answer gave")
	}
	text := raw[checksumSize:]
	sum := sha256.Sum256(text)
	parts := strings.SplitN(string(text), "\x00", 3)
	switch {
	case string(sum[:checksumSize]) != string(raw[:checksumSize]) || len(parts) != 3:
		return Cursor{}, fmt.Errorf("it is not one that an answer gave")
	case parts[0] != operation:
		return Cursor{}, fmt.Errorf("it is of %s, not of %s", parts[0], operation)
	case parts[1] != region:
		return Cursor{}, fmt.Errorf("it is of the region %s, not of %s", parts[1], region)
	}
	return Cursor{Operation: parts[0], Region: parts[1], Last: parts[2]}, nil
}
