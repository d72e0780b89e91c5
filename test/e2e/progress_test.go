//go:build e2e

package e2e

import (
	"bufio"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/random"
	imagetypes "github.com/google/go-containerregistry/pkg/v1/types"

	"sallyport/internal/api/live"
	"sallyport/internal/testimage"
	"sallyport/test/e2e/harness"
)

// followed is what was told of a service's operation from now to its end.
func followed(r *harness.Region, service string) []live.Progress {
	r.T.Helper()
	// The exit status of a failed operation is 1; the lines tell what there is to tell.
	output, err := r.Run(r.Context(), "progress", "--region", r.Name, "--follow", "--json", service)
	var told []live.Progress
	for lines := bufio.NewScanner(strings.NewReader(output)); lines.Scan(); {
		var p live.Progress
		if jsonErr := json.Unmarshal(lines.Bytes(), &p); jsonErr != nil {
			r.T.Fatalf("%v: %v: %s", err, jsonErr, output)
		}
		told = append(told, p)
	}
	if len(told) == 0 || told[len(told)-1].Operation == nil || told[len(told)-1].Operation.Ended == nil {
		r.T.Fatalf("the operation of %s was not followed to its end: %v: %s", service, err, output)
	}
	return told
}

// wantOneRunning expects one running step while the operation runs, and none after.
func wantOneRunning(t *testing.T, told []live.Progress) {
	t.Helper()
	for _, p := range told {
		running := 0
		for _, s := range p.Operation.Steps {
			if s.State == live.StepRunning {
				running++
			}
		}
		if running == 1 != (p.Operation.Ended == nil) {
			t.Errorf("%d steps run while the operation is %s: %+v", running, p.Operation.Status, p.Operation.Steps)
		}
	}
}

// stepOf is the last that was told of a step.
func stepOf(t *testing.T, told []live.Progress, name string) live.StepProgress {
	t.Helper()
	steps := told[len(told)-1].Operation.Steps
	i := slices.IndexFunc(steps, func(s live.StepProgress) bool { return s.Name == name })
	if i < 0 {
		t.Fatalf("there is no step %s: %+v", name, steps)
	}
	return steps[i]
}

func stepStates(p live.Progress) string {
	var words []string
	for _, s := range p.Operation.Steps {
		words = append(words, s.Name+":"+string(s.State))
	}
	return strings.Join(words, " ")
}

// Who waits for a large image over a slow line sees its bytes come.
func TestPullShowsItsProgress(t *testing.T) {
	r := begin(t)
	registry, err := testimage.StartRegistry()
	r.Must("start a registry", err)
	t.Cleanup(func() { r.Must("close the registry", registry.Close()) })
	image, err := testimage.Probe(r.Context(), testimage.Options{})
	r.Must("make the image", err)
	layer, err := random.Layer(6<<20, imagetypes.OCILayer)
	r.Must("make a layer", err)
	image, err = mutate.AppendLayers(image, layer)
	r.Must("make the image", err)
	reference, err := registry.Push(r.Context(), image, "slow:v1")
	r.Must("push the image", err)
	layers, err := image.Layers()
	r.Must("read the image", err)
	var size int64
	for _, l := range layers {
		bytes, err := l.Size()
		r.Must("measure a layer", err)
		size += bytes
	}
	registry.Limit(2 << 20)

	s := r.BeginService("slow", harness.WithImage(reference))
	told := followed(r, "slow")
	wantOneRunning(t, told)
	var grown []int64
	for _, p := range told {
		for _, step := range p.Operation.Steps {
			if step.Name != "pull" || step.State != live.StepRunning || step.Pull == nil || step.Pull.Total == 0 {
				continue
			}
			if step.Pull.Total != size {
				t.Errorf("the pull is of %d bytes, the image has %d", step.Pull.Total, size)
			}
			if n := len(grown); n == 0 || step.Pull.Done > grown[n-1] {
				grown = append(grown, step.Pull.Done)
			} else if step.Pull.Done < grown[n-1] {
				t.Errorf("%d bytes are here after %v", step.Pull.Done, grown)
			}
		}
	}
	if len(grown) < 5 {
		t.Errorf("the bytes that were here were %v of %d", grown, size)
	}
	last := told[len(told)-1]
	if got, want := stepStates(last), "provision:done pull:done network:done start:done health:done route:done"; got != want {
		t.Errorf("the steps ended %s, want %s", got, want)
	}
	pull := stepOf(t, told, "pull")
	if pull.Pull.Done != size || !strings.HasPrefix(pull.Pull.Image, reference+"@sha256:") {
		t.Errorf("the pull ended at %+v", pull.Pull)
	}
	if took := pull.Ended.Sub(*pull.Began); took < 2*time.Second || took > time.Minute {
		t.Errorf("the pull is said to have taken %s", took)
	}
	s.WantEvent("Pulling image "+reference+".", "Successfully pulled image "+reference, " MB in ")

	s.Update(&apprunner.UpdateServiceInput{SourceConfiguration: r.Request("slow", harness.WithEnvironment("PROBE_NAME=next")).SourceConfiguration}, types.OperationStatusSucceeded)
	output, err := r.Run(r.Context(), "progress", "--region", r.Name, "slow")
	if err != nil || !strings.Contains(output, "✓ Drain the old instance") || !strings.Contains(output, "✓ Stop the old instance") || !strings.Contains(output, "UPDATE_SERVICE of slow: SUCCEEDED after ") {
		t.Errorf("%v: %s", err, output)
	}
}

func TestProgressNamesTheStepThatFailed(t *testing.T) {
	for _, c := range []struct {
		name, step, says, states string
		setting                  func(*harness.Region) harness.Setting
	}{
		{"absent", "pull", "no image", "provision:done pull:failed network:skipped start:skipped health:skipped route:skipped",
			func(r *harness.Region) harness.Setting {
				return harness.WithImage(r.Images.Registry.Host() + "/nothing/here:1")
			}},
		{"mute", "health", "Health check failed on port '8080'", "provision:done pull:done network:done start:done health:failed route:skipped",
			func(*harness.Region) harness.Setting { return harness.WithCommand("hold") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := begin(t)
			s := r.BeginService(c.name, c.setting(r), harness.WithHealth(2))
			told := followed(r, c.name)
			wantOneRunning(t, told)
			if got := stepStates(told[len(told)-1]); got != c.states {
				t.Errorf("the steps ended %s, want %s", got, c.states)
			}
			step, op := stepOf(t, told, c.step), told[len(told)-1].Operation
			if !strings.Contains(step.Text, c.says) || op.Reason != step.Text || op.Status != "FAILED" {
				t.Errorf("%s says %q of the step %q", op.Status, op.Reason, step.Text)
			}
			s.WantEvent("Failure reason : " + op.Reason)
			output, err := r.Run(r.Context(), "progress", "--region", r.Name, "--follow", c.name)
			if err == nil || !strings.Contains(output, "✗ "+step.Title) || !strings.Contains(output, c.says) {
				t.Errorf("%v: %s", err, output)
			}
		})
	}
}
