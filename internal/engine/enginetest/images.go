package enginetest

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"sallyport/internal/engine"
	"sallyport/internal/fault"
)

var digestForm = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)

func (s *suite) pull(t *testing.T) {
	ctx := bounded(t)
	var done, total int64
	image, err := s.Engine.Pull(ctx, engine.PullRequest{
		Reference: s.Images.Probe,
		Progress:  func(d, all int64) { done, total = d, all },
	})
	if err != nil {
		t.Fatal(err)
	}
	if !digestForm.MatchString(image.Digest) || image.Reference != s.Images.Probe+"@"+image.Digest {
		t.Errorf("reference %q and digest %q of %s", image.Reference, image.Digest, s.Images.Probe)
	}
	if image.Size <= 0 {
		t.Errorf("size %d", image.Size)
	}
	if done != total || done <= 0 {
		t.Errorf("progress ended at %d of %d", done, total)
	}
	if !slices.Equal(image.ExposedPorts, []string{"8080/tcp"}) {
		t.Errorf("ports %q", image.ExposedPorts)
	}

	again, err := s.Engine.Pull(ctx, engine.PullRequest{Reference: s.Images.Probe})
	if err != nil || again.Reference != image.Reference || again.Size != image.Size {
		t.Errorf("second pull: %+v, %v", again, err)
	}
	pinned, err := s.Engine.Pull(ctx, engine.PullRequest{Reference: image.Reference})
	if err != nil || pinned.Reference != image.Reference {
		t.Errorf("pull by digest: %+v, %v", pinned, err)
	}
	other, err := s.Engine.Pull(ctx, engine.PullRequest{Reference: s.Images.Again})
	if err != nil || other.Digest != image.Digest || other.Reference == image.Reference {
		t.Errorf("the same content under another tag: %+v, %v", other, err)
	}
	user, err := s.Engine.Pull(ctx, engine.PullRequest{Reference: s.Images.User})
	if err != nil || user.User != UserName {
		t.Errorf("user of the image: %+v, %v", user, err)
	}
	if _, err := s.Engine.Pull(ctx, engine.PullRequest{Reference: s.Images.Private, Credentials: &s.Images.Login}); err != nil {
		t.Errorf("with the right credentials: %v", err)
	}
	mirrored, err := s.Engine.Pull(ctx, engine.PullRequest{Reference: s.Images.Mirrored, Mirrors: s.Images.Mirrors})
	if err != nil || !strings.HasPrefix(mirrored.Reference, s.Images.Mirrored+"@") {
		t.Errorf("by a mirror: %+v, %v", mirrored, err)
	}
}

// resolve asks for what Pull would bring.
func (s *suite) resolve(t *testing.T) {
	ctx := bounded(t)
	for _, req := range []engine.PullRequest{
		{Reference: s.Images.Probe},
		{Reference: s.Images.Private, Credentials: &s.Images.Login},
		{Reference: s.Images.Mirrored, Mirrors: s.Images.Mirrors},
	} {
		digest, err := s.Engine.Resolve(ctx, req)
		if err != nil {
			t.Errorf("resolve %s: %v", req.Reference, err)
			continue
		}
		if image, err := s.Engine.Pull(ctx, req); err != nil || image.Digest != digest {
			t.Errorf("%s was said to be %s; the pull brought %s, %v", req.Reference, digest, image.Digest, err)
		}
	}
	for reference, want := range map[string]fault.Class{
		"UPPER//x": fault.Invalid, s.Images.Missing: fault.NotFound, s.Images.Unreachable: fault.Unavailable, s.Images.Private: fault.Denied,
	} {
		_, err := s.Engine.Resolve(ctx, engine.PullRequest{Reference: reference})
		class(t, err, want, reference)
	}
}

// report is what a pull told of its progress.
type report struct{ done, total int64 }

// pullProgress lets two ask for an image at the same time, and a third one afterwards.
func (s *suite) pullProgress(t *testing.T) {
	pull := func() (image engine.Image, told []report) {
		image, err := s.Engine.Pull(bounded(t), engine.PullRequest{
			Reference: s.Images.Slow, Progress: func(done, total int64) { told = append(told, report{done, total}) },
		})
		if err != nil {
			t.Errorf("pull: %v", err)
		}
		return image, told
	}
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			image, told := pull()
			grown := 0
			for i, r := range told {
				if r.total != image.Size || r.done < 0 || r.done > r.total {
					t.Errorf("%d of %d bytes, of an image of %d", r.done, r.total, image.Size)
				}
				if i > 0 && r.done < told[i-1].done {
					t.Errorf("%d bytes are here after %d", r.done, told[i-1].done)
				}
				if i > 0 && r.done > told[i-1].done {
					grown++
				}
			}
			if last := len(told) - 1; grown < 3 || told[last] != (report{image.Size, image.Size}) {
				t.Errorf("the pull of %d bytes told %v", image.Size, told)
			}
			if len(told) > 100 {
				t.Errorf("it told its progress %d times", len(told))
			}
		})
	}
	both.Wait()
	if image, told := pull(); !slices.Equal(told, []report{{image.Size, image.Size}}) {
		t.Errorf("what is here already was told as %v of %d", told, image.Size)
	}
}

func (s *suite) pullErrors(t *testing.T) {
	registry := func(reference string) string {
		host, _, _ := strings.Cut(reference, "/")
		return host
	}
	images := s.Images
	tests := []struct {
		name  string
		req   engine.PullRequest
		class fault.Class
		says  []string
	}{
		{"malformed", engine.PullRequest{Reference: "UPPER//x"}, fault.Invalid, []string{`"UPPER//x"`}},
		{"missing", engine.PullRequest{Reference: images.Missing}, fault.NotFound, []string{images.Missing, registry(images.Missing)}},
		{"unreachable", engine.PullRequest{Reference: images.Unreachable}, fault.Unavailable, []string{images.Unreachable, registry(images.Unreachable)}},
		{"no login", engine.PullRequest{Reference: images.Private}, fault.Denied, []string{images.Private, registry(images.Private)}},
		{"wrong login", engine.PullRequest{
			Reference: images.Private, Credentials: &engine.Credentials{Username: images.Login.Username, Password: "wrong"},
		}, fault.Denied, []string{images.Private}},
		{"other platform", engine.PullRequest{Reference: images.OtherOnly}, fault.Invalid, images.OtherPlatforms[:1]},
		{"other platforms", engine.PullRequest{Reference: images.OtherIndex}, fault.Invalid, images.OtherPlatforms},
		{"malformed mirror", engine.PullRequest{
			Reference: images.Mirrored, Mirrors: map[string]string{registry(images.Mirrored): "nonsense"},
		}, fault.Invalid, []string{`"nonsense"`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := s.Engine.Pull(bounded(t), test.req)
			class(t, err, test.class, test.says...)
		})
	}
}
