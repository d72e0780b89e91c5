package testimage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// Where the distribution's package postgresql-15 puts its parts.
const (
	postgresLib   = "/usr/lib/postgresql/15"
	postgresShare = "/usr/share/postgresql/15"
	zoneinfo      = "/usr/share/zoneinfo"

	postgresUser = 999
	postgresHome = "/var/lib/postgresql"
)

// Postgres is an image of the PostgreSQL 15 that this machine has installed, with what it needs and nothing else. It runs as its own
// user, listens on port 5432 of all addresses, and takes POSTGRES_PASSWORD (required), POSTGRES_USER and POSTGRES_DB. The database is
// made at the first start and lives in the container.
func Postgres(ctx context.Context) (v1.Image, error) {
	if _, err := os.Stat(postgresLib + "/bin/postgres"); err != nil {
		return nil, fmt.Errorf("no PostgreSQL 15 in %s: install the distribution's package postgresql-15: %w", postgresLib, err)
	}
	files, err := postgresFiles(ctx)
	if err != nil {
		return nil, fmt.Errorf("collect PostgreSQL: %w", err)
	}
	return Program(ctx, packagePath+"pgstart", Options{
		User: "postgres", WorkingDir: postgresHome, ExposedPorts: []string{"5432/tcp"},
		StopSignal: "SIGINT", // PostgreSQL's fast shutdown: SIGTERM would wait for clients to leave
		Env:        []string{"PGDATA=" + postgresHome + "/data", "PGBIN=" + postgresLib + "/bin", "LANG=C", "TZ=UTC"},
		Files:      files,
	})
}

func postgresFiles(ctx context.Context) ([]File, error) {
	owned := func(path string, mode os.FileMode) File {
		return File{Path: path, Mode: os.ModeDir | mode, UID: postgresUser, GID: postgresUser}
	}
	files := []File{
		{Path: "/etc/passwd", Mode: 0o644, Content: []byte("root:x:0:0:root:/root:/bin/sh\npostgres:x:999:999::" + postgresHome + ":/bin/sh\n")},
		{Path: "/etc/group", Mode: 0o644, Content: []byte("root:x:0:\npostgres:x:999:\n")},
		{Path: "/tmp", Mode: os.ModeDir | os.ModeSticky | 0o777},
		owned(postgresHome, 0o755),
		owned("/var/run/postgresql", 0o755),
	}
	binaries := []string{"/bin/sh"} // initdb starts the server through it
	for _, name := range []string{"postgres", "initdb", "psql", "pg_isready"} {
		binaries = append(binaries, postgresLib+"/bin/"+name)
	}
	modules, err := walk(postgresLib+"/lib", func(path string) bool { return filepath.Ext(path) == ".so" && !foreign(path) })
	if err != nil {
		return nil, err
	}
	libraries, err := sharedLibraries(ctx, append(slices.Clone(binaries), modules...))
	if err != nil {
		return nil, err
	}
	data, err := walk(postgresShare, func(path string) bool { return !strings.HasPrefix(path, postgresShare+"/man/") })
	if err != nil {
		return nil, err
	}
	zones, err := walk(zoneinfo, func(path string) bool {
		return !strings.HasPrefix(path, zoneinfo+"/posix/") && !strings.HasPrefix(path, zoneinfo+"/right/")
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // without it the server knows UTC only
		return nil, err
	}
	for _, path := range slices.Concat(binaries, modules, libraries, data, zones) {
		file, err := copyOf(path)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}

// foreign modules need a compiler or a language that the image does without.
func foreign(module string) bool {
	name := filepath.Base(module)
	return strings.HasPrefix(name, "llvmjit") || strings.Contains(name, "perl") || strings.Contains(name, "python") || strings.Contains(name, "tcl")
}

// walk lists the files below dir that are wanted. Links count as what they lead to; one that leads nowhere is left out.
func walk(dir string, wanted func(path string) bool) ([]string, error) {
	var found []string
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && wanted(path) {
			found = append(found, path)
		}
		return nil
	})
	return found, err
}

// copyOf reads the file behind the path, through links.
func copyOf(path string) (File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return File{}, err
	}
	content, err := os.ReadFile(path)
	return File{Path: path, Mode: info.Mode().Perm() &^ 0o022, Content: content}, err
}

// sharedLibraries lists, by ldd, all that the programs and modules load, the loader included.
func sharedLibraries(ctx context.Context, programs []string) ([]string, error) {
	output, err := exec.CommandContext(ctx, "ldd", programs...).Output()
	if err != nil {
		return nil, fmt.Errorf("ldd: %w", err)
	}
	found := make(map[string]bool)
	for line := range strings.Lines(string(output)) {
		line = strings.TrimSpace(line)
		if strings.HasSuffix(line, "not found") {
			return nil, fmt.Errorf("a library of PostgreSQL is not installed: %s", line)
		}
		// "libc.so.6 => /lib/…/libc.so.6 (0x…)", "/lib64/ld-linux-x86-64.so.2 (0x…)"; a line that ends in ':' names a program.
		if _, target, linked := strings.Cut(line, " => "); linked {
			line = target
		}
		if path, _, loaded := strings.Cut(line, " (0x"); loaded && filepath.IsAbs(path) {
			found[path] = true
		}
	}
	var list []string
	for path := range found {
		list = append(list, path)
	}
	slices.Sort(list)
	return list, nil
}
