package containerd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/containerd/containerd/v2/client"
	"github.com/containerd/containerd/v2/core/content"
	"github.com/containerd/containerd/v2/pkg/cio"
	"github.com/containerd/containerd/v2/pkg/oci"
	"github.com/containerd/errdefs"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"github.com/opencontainers/runtime-spec/specs-go"

	"sallyport/internal/engine"
	"sallyport/internal/fault"
)

const (
	labelPrefix     = "sallyport.label/"
	stopSignalLabel = "sallyport.stop-signal"
	logPathLabel    = "sallyport.log-path"
)

// Run makes the workload's files, snapshot and container, and starts its process.
func (e *Engine) Run(ctx context.Context, w engine.Workload) error {
	if err := w.Validate(); err != nil {
		return err
	}
	defer e.locks.lock(w.ID)()
	ctx, cancel := e.uninterrupted(ctx)
	defer cancel()

	started, err := e.wasStarted(ctx, w.ID)
	if err != nil || started {
		return err
	}
	// An earlier Run may have been cut off at any step.
	if err := e.remove(ctx, w.ID); err != nil {
		return fmt.Errorf("clear what is left of an earlier start: %w", err)
	}
	if err := e.start(ctx, w); err != nil {
		return fmt.Errorf("run workload %s: %w", w.ID, err)
	}
	return nil
}

// stepsTime bounds a start as a whole, for a daemon that hangs.
const stepsTime = time.Minute

// uninterrupted is the context of a start's steps, which last a tenth of a second together. A step that was given up would be
// finished or undone by the daemon at some later time, and its traces appear after they were looked for. A start that was
// given up before it began does nothing.
func (e *Engine) uninterrupted(ctx context.Context) (context.Context, context.CancelFunc) {
	if ctx.Err() != nil {
		return e.context(ctx), func() {}
	}
	return context.WithTimeout(e.context(context.WithoutCancel(ctx)), stepsTime)
}

func (e *Engine) start(ctx context.Context, w engine.Workload) (err error) {
	image, err := e.client.GetImage(ctx, w.Image)
	if errdefs.IsNotFound(err) {
		return fault.New(fault.NotFound, "", "image %s has not been pulled", w.Image)
	} else if err != nil {
		return classed(err, "look for image %s", w.Image)
	}

	defer func() {
		if err != nil {
			err = e.undo(ctx, w.ID, err)
		}
	}()
	container, err := e.container(ctx, w, image)
	for try := 1; errdefs.IsAlreadyExists(err) && try < startTries; try++ {
		// What a killed caller had asked for can be done by the daemon after we looked for it.
		if err := e.remove(ctx, w.ID); err != nil {
			return err
		}
		container, err = e.container(ctx, w, image)
	}
	if err != nil {
		return err
	}
	return e.begin(ctx, container, w.LogPath)
}

// startTries bounds how often the way is cleared of what is left of an earlier start.
const startTries = 3

// undoTime bounds the undoing of a failed start, which goes on when the caller's context has ended.
const undoTime = 20 * time.Second

// undo deletes what a failed start has made, and joins what fails in that to the cause.
func (e *Engine) undo(ctx context.Context, id string, cause error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTime)
	defer cancel()
	if err := e.remove(ctx, id); err != nil {
		return errors.Join(cause, fmt.Errorf("undo the start: %w", err))
	}
	return cause
}

// begin starts the process of a container that has none.
func (e *Engine) begin(ctx context.Context, container client.Container, logPath string) error {
	output := cio.NullIO
	if logPath != "" {
		if err := openLog(logPath); err != nil {
			return fmt.Errorf("make the log file: %w", err)
		}
		output = cio.LogFile(logPath)
	}
	spec, err := container.Spec(ctx)
	if err != nil {
		return classed(err, "read the spec")
	}
	if err := checkNetNS(netNS(spec)); err != nil {
		return err
	}
	task, err := e.newTask(ctx, container, output)
	if err != nil {
		return startFailed(err, spec.Process.Args)
	}
	if err := task.Start(ctx); err != nil {
		return startFailed(err, spec.Process.Args)
	}
	return e.files(container.ID()).noteStart(time.Now())
}

func netNS(spec *oci.Spec) string {
	for _, namespace := range spec.Linux.Namespaces {
		if namespace.Type == specs.NetworkNamespace {
			return namespace.Path
		}
	}
	return ""
}

// newTask clears the way when the daemon still has a task of the name, or its directory, from an earlier start whose caller was killed.
func (e *Engine) newTask(ctx context.Context, container client.Container, output cio.Creator) (client.Task, error) {
	for try := 1; ; try++ {
		task, err := container.NewTask(ctx, output)
		if err == nil || !inTheWay(err) || try == startTries {
			return task, err
		}
		if _, err := removeTask(ctx, container); err != nil {
			return nil, err
		}
		if err := e.clearCutOff(ctx, container.ID()); err != nil {
			return nil, err
		}
	}
}

// container makes all but the task.
func (e *Engine) container(ctx context.Context, w engine.Workload, image client.Image) (client.Container, error) {
	if err := e.files(w.ID).write(w); err != nil {
		return nil, fmt.Errorf("write the /etc files: %w", err)
	}
	config, err := readConfig(ctx, image)
	if err != nil {
		return nil, classed(err, "read the configuration of image %s", w.Image)
	}
	labels := map[string]string{stopSignalLabel: config.Config.StopSignal, logPathLabel: w.LogPath}
	for key, value := range w.Labels {
		labels[labelPrefix+key] = value
	}
	container, err := e.client.NewContainer(ctx, w.ID,
		client.WithSnapshotter(e.snapshotter),
		client.WithNewSnapshot(w.ID, image),
		client.WithRuntime(runtimeName, nil),
		client.WithContainerLabels(labels),
		e.spec(w, image),
	)
	if err != nil {
		return nil, classed(err, "make the container")
	}
	return container, nil
}

// readConfig reads the image's configuration for this machine's architecture.
func readConfig(ctx context.Context, image client.Image) (ocispec.Image, error) {
	var config ocispec.Image
	desc, err := image.Config(ctx)
	if err != nil {
		return config, err
	}
	text, err := content.ReadBlob(ctx, image.ContentStore(), desc)
	if err != nil {
		return config, err
	}
	return config, json.Unmarshal(text, &config)
}
