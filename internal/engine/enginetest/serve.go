package enginetest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"runtime"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"sallyport/internal/engine"
	"sallyport/internal/testimage"
)

// Serve builds the suite's images and serves them from two registries on loopback, until the end of the test.
func Serve(t *testing.T) Images {
	t.Helper()
	open, err := testimage.StartRegistry()
	if err != nil {
		t.Fatal(err)
	}
	login := engine.Credentials{Username: "reader", Password: "secret"}
	private, err := testimage.StartPrivateRegistry(login.Username, login.Password)
	if err != nil {
		t.Fatal(err)
	}
	slow, err := testimage.StartRegistry()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(open.Close(), private.Close(), slow.Close()); err != nil {
			t.Error(err)
		}
	})
	b := &builder{t: t, open: open}
	images := Images{
		Probe:      b.push("probe:v1", testimage.Options{}),
		Again:      b.push("probe:v2", testimage.Options{}),
		StopSignal: b.push("signal:v1", testimage.Options{StopSignal: "SIGUSR1"}),
		NoProgram:  b.push("nothing:v1", testimage.Options{Entrypoint: []string{"/bin/nothing"}}),
		NoUser:     b.push("nobody:v1", testimage.Options{User: "nobody-here"}),
		OtherOnly:  b.push("other:v1", testimage.Options{Architecture: otherArchitectures()[0]}),
		User: b.push("user:v1", testimage.Options{
			User: UserName, WorkingDir: UserDirectory, Env: []string{ImageVariable + "=" + ImageValue},
			Files: []testimage.File{
				{Path: "/etc/passwd", Mode: 0o644, Content: []byte(Passwd)},
				{Path: "/etc/group", Mode: 0o644, Content: []byte(Group)},
				{Path: UserDirectory, Mode: os.ModeDir | 0o755, UID: UserUID, GID: UserGID},
			},
		}),
		Missing:        open.Host() + "/absent/image:v1",
		Unreachable:    closedPort(t) + "/image:v1",
		Login:          login,
		Mirrored:       "public.example.test/team/probe:v1",
		Mirrors:        map[string]string{"public.example.test": "http://" + open.Host() + "/mirror/"},
		OtherPlatforms: []string{"linux/" + otherArchitectures()[0], "linux/" + otherArchitectures()[1]},
	}
	b.push("mirror/team/probe:v1", testimage.Options{})
	images.Slow = pushSlow(t, slow)
	images.OtherIndex = b.pushIndex("index:v1")
	var failed error
	images.Private, failed = private.Push(t.Context(), b.probe(testimage.Options{}), "probe:v1")
	if failed != nil {
		t.Fatal(failed)
	}
	return images
}

// pushSlow serves an index of an image for this machine, of three layers, and
// one for another, at half a layer a second.
func pushSlow(t *testing.T, registry *testimage.Registry) string {
	t.Helper()
	const layer = 200_000
	var index v1.ImageIndex = empty.Index
	for _, architecture := range []string{runtime.GOARCH, otherArchitectures()[0]} {
		image, err := testimage.Image(nil, testimage.Options{Architecture: architecture})
		for range 3 {
			content, failed := random.Layer(layer, types.OCILayer)
			if err = errors.Join(err, failed); err == nil {
				image, err = mutate.AppendLayers(image, content)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		index = mutate.AppendManifests(index, mutate.IndexAddendum{
			Add: image, Descriptor: v1.Descriptor{Platform: &v1.Platform{OS: "linux", Architecture: architecture}},
		})
	}
	reference, err := registry.PushIndex(t.Context(), index, "slow:v1")
	if err != nil {
		t.Fatal(err)
	}
	registry.Limit(layer / 2)
	return reference
}

func otherArchitectures() []string {
	if runtime.GOARCH == "s390x" {
		return []string{"arm64", "amd64"}
	}
	if runtime.GOARCH == "arm64" {
		return []string{"amd64", "s390x"}
	}
	return []string{"arm64", "s390x"}
}

type builder struct {
	t    *testing.T
	open *testimage.Registry
}

// probe compiles for this machine even where the image says otherwise: those are never started.
func (b *builder) probe(options testimage.Options) v1.Image {
	b.t.Helper()
	image, err := testimage.Probe(context.Background(), options)
	if err != nil {
		b.t.Fatal(err)
	}
	return image
}

func (b *builder) push(pathAndTag string, options testimage.Options) string {
	b.t.Helper()
	reference, err := b.open.Push(b.t.Context(), b.probe(options), pathAndTag)
	if err != nil {
		b.t.Fatal(err)
	}
	return reference
}

func (b *builder) pushIndex(pathAndTag string) string {
	b.t.Helper()
	var index v1.ImageIndex = empty.Index
	for _, architecture := range otherArchitectures() {
		image, err := testimage.Image(nil, testimage.Options{Architecture: architecture})
		if err != nil {
			b.t.Fatal(err)
		}
		index = mutate.AppendManifests(index, mutate.IndexAddendum{
			Add: image, Descriptor: v1.Descriptor{Platform: &v1.Platform{OS: "linux", Architecture: architecture}},
		})
	}
	reference, err := b.open.PushIndex(b.t.Context(), index, pathAndTag)
	if err != nil {
		b.t.Fatal(err)
	}
	return reference
}

// closedPort is an address of loopback where nobody listens.
func closedPort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return fmt.Sprint(listener.Addr())
}
