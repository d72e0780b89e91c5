package testimage_test

import (
	"archive/tar"
	"errors"
	"io"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"sallyport/internal/testimage"
)

func entries(t *testing.T, image v1.Image) map[string]*tar.Header {
	t.Helper()
	layers, err := image.Layers()
	if err != nil || len(layers) != 1 {
		t.Fatalf("%d layers, %v", len(layers), err)
	}
	content, err := layers[0].Uncompressed()
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	all := make(map[string]*tar.Header)
	for reader := tar.NewReader(content); ; {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		if all[header.Name] != nil {
			t.Errorf("%s twice", header.Name)
		}
		all[header.Name] = header
	}
}

func TestImageHasItsFilesAndTheirDirectories(t *testing.T) {
	files := []testimage.File{
		{Path: "/a/b/file", Mode: 0o640, UID: 5, GID: 6, Content: []byte("text")},
		{Path: "/a/link", Link: "b/file"},
	}
	options := testimage.Options{Architecture: "arm64", User: "u", Cmd: []string{"x"}, ExposedPorts: []string{"80/tcp"}}
	image, err := testimage.Image(files, options)
	if err != nil {
		t.Fatal(err)
	}
	all := entries(t, image)
	if len(all) != 4 || all["a/"] == nil || all["a/b/"] == nil {
		t.Errorf("entries %v", all)
	}
	if file := all["a/b/file"]; file.Mode != 0o640 || file.Uid != 5 || file.Gid != 6 || file.Size != 4 {
		t.Errorf("file %+v", file)
	}
	if link := all["a/link"]; link.Typeflag != tar.TypeSymlink || link.Linkname != "b/file" {
		t.Errorf("link %+v", link)
	}
	config, err := image.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	if _, exposed := config.Config.ExposedPorts["80/tcp"]; config.Architecture != "arm64" || config.OS != "linux" || config.Config.User != "u" || !exposed {
		t.Errorf("configuration %+v", config)
	}
}

func TestEqualFilesMakeEqualImages(t *testing.T) {
	var digests [2]v1.Hash
	for i := range digests {
		image, err := testimage.Image([]testimage.File{{Path: "/x", Content: []byte("y")}}, testimage.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if digests[i], err = image.Digest(); err != nil {
			t.Fatal(err)
		}
	}
	if digests[0] != digests[1] {
		t.Errorf("%v and %v", digests[0], digests[1])
	}
}

func TestPrivateRegistryRefusesStrangers(t *testing.T) {
	registry, err := testimage.StartPrivateRegistry("reader", "secret")
	if err != nil {
		t.Fatal(err)
	}
	defer registry.Close()
	image, err := testimage.Image(nil, testimage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	reference, err := registry.Push(t.Context(), image, "team/app:v1")
	if err != nil || reference != registry.Host()+"/team/app:v1" {
		t.Errorf("pushed as %q, %v", reference, err)
	}
}
