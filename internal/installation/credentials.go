package installation

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/base32"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Credentials are an access key and its secret.
type Credentials struct {
	AccessKeyID string
	secret      string
}

// Secret returns the secret of the access key; it answers sigv4's question.
func (c Credentials) Secret(_ context.Context, accessKeyID string) (string, bool) {
	if accessKeyID != c.AccessKeyID {
		return "", false
	}
	return c.secret, true
}

// SecretAccessKey is the secret, for whoever prints it on purpose.
func (c Credentials) SecretAccessKey() string { return c.secret }

// CredentialsFile is the file of the root credentials, in AWS's own format.
func (i Installation) CredentialsFile() string { return filepath.Join(i.Dir, "credentials") }

// String is the access key's id: credentials that are printed show no secret.
func (c Credentials) String() string { return c.AccessKeyID }

// GoString is String, for %#v.
func (c Credentials) GoString() string { return c.AccessKeyID }

// Credentials reads the root credentials: those of the profile default, to
// which a person may have added others. Before the first start there are none.
func (i Installation) Credentials() (Credentials, error) {
	file, err := os.Open(i.CredentialsFile())
	if err != nil {
		return Credentials{}, fmt.Errorf("read the root credentials: %w", err)
	}
	defer file.Close()
	var c Credentials
	profile := ""
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if strings.HasPrefix(line, "[") {
			profile = line
		}
		if profile != "[default]" {
			continue
		}
		name, value, _ := strings.Cut(line, "=")
		switch strings.TrimSpace(name) {
		case "aws_access_key_id":
			c.AccessKeyID = strings.TrimSpace(value)
		case "aws_secret_access_key":
			c.secret = strings.TrimSpace(value)
		}
	}
	if err := lines.Err(); err != nil {
		return Credentials{}, fmt.Errorf("read the root credentials: %w", err)
	}
	if c.AccessKeyID == "" || c.secret == "" {
		return Credentials{}, fmt.Errorf("the file %s names no access key with its secret for the profile default; remove it and start again to get new ones", i.CredentialsFile())
	}
	return c, nil
}

// EnsureCredentials reads the root credentials, and makes them at the first start.
func (i Installation) EnsureCredentials() (Credentials, error) {
	c, err := i.Credentials()
	if !errors.Is(err, fs.ErrNotExist) {
		return c, err
	}
	c = newCredentials()
	text := fmt.Sprintf("[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n", c.AccessKeyID, c.secret)
	return c, writeWhole(i.CredentialsFile(), text)
}

// newCredentials have the form of AWS's, which some clients check.
func newCredentials() Credentials {
	var id [10]byte
	var secret [30]byte
	rand.Read(id[:]) // never fails: it ends the program instead
	rand.Read(secret[:])
	return Credentials{
		AccessKeyID: "AKIA" + base32.StdEncoding.EncodeToString(id[:]),
		secret:      base64.StdEncoding.EncodeToString(secret[:]),
	}
}

// writeWhole writes a file of root's alone, all of it or nothing, whenever the
// machine may lose its power.
func writeWhole(path, text string) error {
	if err := write(path, text); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

func write(path, text string) error {
	next, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // made with mode 0600
	if err != nil {
		return err
	}
	_, err = next.WriteString(text)
	err = errors.Join(err, next.Sync(), next.Close())
	if err == nil {
		err = os.Rename(next.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(next.Name()))
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
