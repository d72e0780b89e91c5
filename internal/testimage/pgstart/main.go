// Command pgstart is the entrypoint of the PostgreSQL image. At its first start it makes the database cluster and the database;
// then it becomes the server. It reads the variables that the well-known PostgreSQL images have:
//
//	POSTGRES_PASSWORD  of the superuser; required
//	POSTGRES_USER      the superuser, "postgres" by default
//	POSTGRES_DB        the database, named as the user by default
//	PGDATA             where the cluster is
//
// Its arguments are passed on to the server ("-c max_connections=20").
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

func main() {
	if err := start(); err != nil {
		fmt.Println("pgstart:", err)
		os.Exit(1)
	}
}

type settings struct {
	bin, data, user, password, database string
}

func start() error {
	if os.Getuid() == 0 {
		return errors.New("PostgreSQL refuses to run as root; run the image with its own user")
	}
	s := settings{
		bin: os.Getenv("PGBIN"), data: os.Getenv("PGDATA"),
		user: os.Getenv("POSTGRES_USER"), password: os.Getenv("POSTGRES_PASSWORD"), database: os.Getenv("POSTGRES_DB"),
	}
	if s.user == "" {
		s.user = "postgres"
	}
	if s.database == "" {
		s.database = s.user
	}
	_, err := os.Stat(s.data)
	if errors.Is(err, fs.ErrNotExist) {
		err = s.initialise()
	}
	if err != nil {
		return err
	}
	server := filepath.Join(s.bin, "postgres")
	args := append([]string{server, "-D", s.data}, os.Args[1:]...)
	return syscall.Exec(server, args, os.Environ())
}

// initialise makes the cluster beside its place and moves it there when it is whole: a container that was killed meanwhile and
// is started again begins anew.
func (s settings) initialise() error {
	if s.password == "" {
		return errors.New("POSTGRES_PASSWORD is not set: the database would be open to everybody who reaches it")
	}
	final := s.data
	s.data += ".new"
	if err := os.RemoveAll(s.data); err != nil {
		return err
	}
	if err := s.makeCluster(); err != nil {
		return err
	}
	return os.Rename(s.data, final)
}

func (s settings) makeCluster() error {
	secret, err := os.CreateTemp("", "password")
	if err != nil {
		return err
	}
	defer os.Remove(secret.Name())
	if _, err := secret.WriteString(s.password + "\n"); err != nil {
		return err
	}
	if err := secret.Close(); err != nil {
		return err
	}
	// The data lives as long as the container does: there is nothing to gain from waiting for the disk.
	if err := s.run("", "initdb", "--pgdata="+s.data, "--username="+s.user, "--pwfile="+secret.Name(),
		"--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"); err != nil {
		return err
	}
	for name, text := range map[string]string{
		"pg_hba.conf":     "host all all all scram-sha-256\n",
		"postgresql.conf": "listen_addresses = '*'\nunix_socket_directories = '/tmp'\n",
	} {
		if err := appendTo(filepath.Join(s.data, name), text); err != nil {
			return err
		}
	}
	if s.database == "postgres" {
		return nil
	}
	// Single-user mode reads one command a line.
	create := fmt.Sprintf("CREATE DATABASE %s;\n", quote(s.database))
	return s.run(create, "postgres", "--single", "-D", s.data, "postgres")
}

func (s settings) run(input, program string, args ...string) error {
	cmd := exec.Command(filepath.Join(s.bin, program), args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input), os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", program, err)
	}
	return nil
}

func quote(identifier string) string {
	return `"` + strings.ReplaceAll(identifier, `"`, `""`) + `"`
}

func appendTo(path, text string) error {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	return errors.Join(err, file.Close())
}
