package ec2

import (
	"encoding/base64"
	"regexp"
	"strings"

	"sallyport/internal/fault"
)

// userDataLength is the most user data that an instance can have, in bytes before base64.
const userDataLength = 16 << 10

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)

// environment reads an instance's user data: lines of KEY=VALUE, which become the environment of its process. Empty
// lines and those that begin with # mean nothing. The value is everything behind the first equals sign, as it stands.
func environment(userData *string) (map[string]string, error) {
	if !present(userData) {
		return nil, nil
	}
	// Clients may wrap base64 in lines.
	data, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(*userData), ""))
	if err != nil {
		return nil, fault.New(fault.Invalid, "InvalidUserData.Malformed", "Invalid BASE64 encoding of user data. %w", err)
	}
	if len(data) > userDataLength {
		return nil, invalidValue("userData", "…", "User data is limited to %d bytes; it has %d.", userDataLength, len(data))
	}
	variables := map[string]string{}
	for n, line := range strings.Split(string(data), "\n") {
		line = strings.TrimSuffix(line, "\r")
		if trimmed := strings.TrimSpace(line); trimmed == "" || trimmed[0] == '#' {
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if !ok || !variableName.MatchString(key) || strings.ContainsRune(value, 0) {
			return nil, fault.New(fault.Invalid, "InvalidUserData.Malformed",
				"Line %d of the user data is not KEY=VALUE. User data is the environment of the instance's process here; set its command with the tag %s", n+1, commandTag)
		}
		variables[key] = value
	}
	return variables, nil
}
