// Package testimage makes OCI images without the internet: of Go programs of this module, and of the PostgreSQL that the
// distribution packages. Tests and the demo use it.
package testimage

import (
	"archive/tar"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// Options describe an image around its files. The zero value runs as root with an empty environment.
type Options struct {
	Architecture string // GOARCH; empty is this machine's
	Entrypoint   []string
	Cmd          []string
	Env          []string // "NAME=value"
	User         string
	WorkingDir   string
	ExposedPorts []string // "8080/tcp"
	StopSignal   string
	Files        []File // beside the program
}

// File is one entry of an image. The directories above it are made when no File names them.
type File struct {
	Path     string // absolute
	Mode     os.FileMode
	UID, GID int
	Content  []byte
	Link     string // target: makes a symbolic link
}

// Program compiles a main package of this module ("sallyport/internal/testimage/probe"), statically, to /bin/program, which becomes
// the entrypoint unless the options name one. It needs the go command, and a working directory inside of the module.
func Program(ctx context.Context, pkg string, options Options) (v1.Image, error) {
	binary, err := compile(ctx, pkg, options.Architecture)
	if err != nil {
		return nil, err
	}
	if options.Entrypoint == nil {
		options.Entrypoint = []string{"/bin/program"}
	}
	files := append([]File{{Path: "/bin/program", Mode: 0o755, Content: binary}}, options.Files...)
	return Image(files, options)
}

func compile(ctx context.Context, pkg, architecture string) ([]byte, error) {
	dir, err := os.MkdirTemp("", "sallyport-program-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	binary := filepath.Join(dir, "program")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w -buildid=", "-o", binary, pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+orDefault(architecture), "GOFLAGS=")
	if output, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("compile %s: %w: %s", pkg, err, output)
	}
	return os.ReadFile(binary)
}

func orDefault(architecture string) string {
	if architecture == "" {
		return runtime.GOARCH
	}
	return architecture
}

// Image makes an image with one layer of the files. The same files and options give the same digest. Options.Files is not read.
func Image(files []File, options Options) (v1.Image, error) {
	layer, err := pack(files)
	if err != nil {
		return nil, err
	}
	// Not compressed: these images travel over loopback only.
	image, err := mutate.AppendLayers(empty.Image, static.NewLayer(layer, types.OCIUncompressedLayer))
	if err != nil {
		return nil, err
	}
	config, err := image.ConfigFile()
	if err != nil {
		return nil, err
	}
	config = config.DeepCopy()
	config.OS, config.Architecture = "linux", orDefault(options.Architecture)
	config.Config = v1.Config{
		Entrypoint: options.Entrypoint, Cmd: options.Cmd, Env: options.Env, User: options.User,
		WorkingDir: options.WorkingDir, StopSignal: options.StopSignal,
	}
	if len(options.ExposedPorts) > 0 {
		config.Config.ExposedPorts = make(map[string]struct{})
		for _, port := range options.ExposedPorts {
			config.Config.ExposedPorts[port] = struct{}{}
		}
	}
	image, err = mutate.ConfigFile(image, config)
	if err != nil {
		return nil, err
	}
	return mutate.ConfigMediaType(mutate.MediaType(image, types.OCIManifestSchema1), types.OCIConfigJSON), nil
}

// epoch stands in every entry, so that equal files make equal layers.
var epoch = time.Unix(0, 0)

func pack(files []File) ([]byte, error) {
	var buffer bytes.Buffer
	writer := tar.NewWriter(&buffer)
	made := make(map[string]bool)
	for _, file := range files {
		if err := packParents(writer, filepath.Dir(file.Path), made); err != nil {
			return nil, err
		}
		if file.Mode.IsDir() {
			made[file.Path] = true
		}
		if err := packFile(writer, file); err != nil {
			return nil, fmt.Errorf("pack %s: %w", file.Path, err)
		}
	}
	if err := writer.Close(); err != nil {
		return nil, err
	}
	return buffer.Bytes(), nil
}

func packParents(writer *tar.Writer, dir string, made map[string]bool) error {
	if dir == "/" || made[dir] {
		return nil
	}
	made[dir] = true
	if err := packParents(writer, filepath.Dir(dir), made); err != nil {
		return err
	}
	return packFile(writer, File{Path: dir, Mode: os.ModeDir | 0o755})
}

func packFile(writer *tar.Writer, file File) error {
	header := &tar.Header{
		Name: file.Path[1:], Mode: int64(file.Mode.Perm()), Uid: file.UID, Gid: file.GID, ModTime: epoch,
		Typeflag: tar.TypeReg, Size: int64(len(file.Content)), Format: tar.FormatPAX,
	}
	if file.Mode&os.ModeSticky != 0 {
		header.Mode |= 0o1000
	}
	switch {
	case file.Link != "":
		header.Typeflag, header.Linkname, header.Size = tar.TypeSymlink, file.Link, 0
	case file.Mode.IsDir():
		header.Typeflag, header.Size = tar.TypeDir, 0
		header.Name += "/"
	}
	if err := writer.WriteHeader(header); err != nil {
		return err
	}
	if header.Typeflag != tar.TypeReg {
		return nil
	}
	_, err := writer.Write(file.Content)
	return err
}
