package fake_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sallyport/internal/engine"
	"sallyport/internal/engine/enginetest"
	"sallyport/internal/engine/fake"
	"sallyport/internal/fault"
)

func TestConformance(t *testing.T) {
	state := fake.NewState(probe)
	state.CheckNetNS(func(path string) bool {
		_, err := os.Stat(path)
		return err == nil
	})
	images := register(state)
	enginetest.Run(t, enginetest.Harness{
		Engine: fake.Open(state),
		Reopen: func(t *testing.T) engine.Engine {
			e := fake.Open(state)
			t.Cleanup(func() { e.Close() })
			return e
		},
		NetNS: func(t *testing.T) string {
			path := filepath.Join(t.TempDir(), "ns")
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			return path
		},
		Images: images,
	})
}

// probe behaves as the commands of the test program do.
func probe(w engine.Workload) fake.Behaviour {
	switch w.Command[0] {
	case "exit":
		code, _ := strconv.Atoi(w.Command[1])
		return fake.Behaviour{Exits: true, ExitCode: code}
	case "print":
		return fake.Behaviour{Exits: true, Output: strings.Join(w.Command[1:], "\n") + "\n"}
	case "mark":
		return fake.Behaviour{Exits: true, Output: "marks\n"}
	case "stubborn":
		return fake.Behaviour{IgnoreStop: true, Output: "holding\n"}
	case "oom":
		return fake.Behaviour{OOMKilled: true, After: 10 * time.Millisecond}
	}
	signal := "terminated"
	if strings.Contains(w.Image, "signal") {
		signal = "user defined signal 1"
	}
	return fake.Behaviour{CleanStop: true, Output: "holding\n", StopOutput: "got " + signal + "\n"}
}

func register(state *fake.State) enginetest.Images {
	images := enginetest.Images{
		Probe: "registry.test/probe:v1", Again: "registry.test/probe:v2", User: "registry.test/user:v1",
		StopSignal: "registry.test/signal:v1", NoProgram: "registry.test/nothing:v1", NoUser: "registry.test/nobody:v1",
		Missing: "registry.test/absent/image:v1", Unreachable: "gone.test/image:v1",
		OtherOnly: "registry.test/other:v1", OtherIndex: "registry.test/index:v1", OtherPlatforms: []string{"linux/arm64", "linux/s390x"},
		Private: "private.test/probe:v1", Login: engine.Credentials{Username: "reader", Password: "secret"},
		Slow:     "registry.test/slow:v1",
		Mirrored: "public.test/team/probe:v1", Mirrors: map[string]string{"public.test": "http://127.0.0.1:1/mirror"},
	}
	same := engine.Image{Digest: "sha256:" + strings.Repeat("a", 64), ExposedPorts: []string{"8080/tcp"}}
	state.AddImage(images.Probe, fake.Remote{Image: same})
	state.AddImage(images.Again, fake.Remote{Image: same})
	state.AddImage(images.Slow, fake.Remote{FetchTime: 1500 * time.Millisecond})
	state.AddImage(images.User, fake.Remote{Image: engine.Image{User: enginetest.UserName}})
	state.AddImage(images.StopSignal, fake.Remote{})
	state.AddImage(images.NoProgram, fake.Remote{RunError: fault.New(fault.Invalid, "", "the image can't start: no /bin/nothing")})
	state.AddImage(images.NoUser, fake.Remote{RunError: fault.New(fault.Invalid, "", "the image's user is unknown")})
	state.AddImage(images.Unreachable, fake.Remote{Error: fault.New(fault.Unavailable, "", "pull image %s: no answer", images.Unreachable)})
	for _, name := range []string{images.OtherOnly, images.OtherIndex} {
		state.AddImage(name, fake.Remote{Error: fault.New(fault.Invalid, "", "image %s is made for linux/arm64, linux/s390x", name)})
	}
	state.AddImage(images.Private, fake.Remote{Login: &images.Login})
	state.AddImage(images.Mirrored, fake.Remote{Mirror: images.Mirrors["public.test"]})
	return images
}

func started(t *testing.T, e *fake.Engine) engine.Workload {
	t.Helper()
	e.State().AddImage("registry.test/app:v1", fake.Remote{})
	image, err := e.Pull(t.Context(), engine.PullRequest{Reference: "registry.test/app:v1"})
	if err != nil {
		t.Fatal(err)
	}
	w := engine.Workload{ID: "w", Image: image.Reference, NetNS: "/run/netns/x"}
	if err := e.Run(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	return w
}

func TestTimePassesByTheClockOfTheTest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := fake.New(func(engine.Workload) fake.Behaviour {
			return fake.Behaviour{RunDelay: time.Minute, Exits: true, After: time.Hour, ExitCode: 4}
		})
		defer e.Close()
		begin := time.Now()
		started(t, e)
		if took := time.Since(begin); took != time.Minute {
			t.Errorf("run took %v", took)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		list, err := e.List(t.Context())
		if err != nil || len(list) != 1 || list[0].ExitCode != 4 || list[0].ExitedAt.Sub(list[0].StartedAt) != time.Hour {
			t.Errorf("list %+v, %v", list, err)
		}
	})
}

func TestLostDaemon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := fake.New(nil)
		defer e.Close()
		started(t, e)
		events, err := e.Events(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		gone := fault.New(fault.Unavailable, "", "no answer")
		e.State().Lose(gone)
		if _, open := <-events; open {
			t.Error("the subscription survived")
		}
		if _, err := e.List(context.Background()); !errors.Is(err, fault.Unavailable) {
			t.Errorf("list: %v", err)
		}
		e.State().Lose(nil)
		if list, err := e.List(t.Context()); err != nil || len(list) != 1 || list[0].Phase != engine.Running {
			t.Errorf("back again: %+v, %v", list, err)
		}
	})
}
