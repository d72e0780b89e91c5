package reconcile_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sallyport/internal/reconcile"
)

// journal records what passes saw. The times are since it was made.
type journal struct {
	start time.Time
	mu    sync.Mutex
	keys  []string
	times []time.Duration
}

func newJournal() *journal { return &journal{start: time.Now()} }

func (j *journal) note(key string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.keys = append(j.keys, key)
	j.times = append(j.times, time.Since(j.start))
}

func (j *journal) expect(t *testing.T, want ...string) {
	t.Helper()
	j.mu.Lock()
	defer j.mu.Unlock()
	if !slices.Equal(j.keys, want) {
		t.Errorf("passes %q, want %q", j.keys, want)
	}
}

// run starts a loop within a bubble and stops it when the test function is done with it.
func run(t *testing.T, l *reconcile.Loop) (stop func()) {
	t.Helper()
	if l.Log == nil {
		l.Log = slog.New(slog.DiscardHandler)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx) }()
	return func() {
		t.Helper()
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	}
}

// later lets time pass and everything that is due then come to rest. Unlike a bare sleep it also orders memory.
func later(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func TestKeysAreDeduplicatedAndKeepTheirOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := newJournal()
		l := &reconcile.Loop{Reconcile: func(_ context.Context, key string) (reconcile.Result, error) {
			j.note(key)
			return reconcile.Done()
		}}
		for _, key := range []string{"b", "a", "b", "c", "a", "b"} { // before Run
			l.Enqueue(key)
		}
		defer run(t, l)()
		synctest.Wait()
		j.expect(t, "b", "a", "c")
		l.Enqueue("a")
		synctest.Wait()
		j.expect(t, "b", "a", "c", "a")
	})
}

func TestNewsDuringAPassIsNotLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := newJournal()
		l := &reconcile.Loop{Workers: 4, Reconcile: func(_ context.Context, key string) (reconcile.Result, error) {
			j.note(key)
			time.Sleep(time.Second)
			return reconcile.Done()
		}}
		defer run(t, l)()
		l.Enqueue("a")
		synctest.Wait()
		for range 5 {
			l.Enqueue("a")
		}
		later(10 * time.Second)
		j.expect(t, "a", "a")
		if j.times[1] != time.Second {
			t.Errorf("the second pass began at %v, want when the first ended", j.times[1])
		}
	})
}

func TestOneKeyIsNeverWorkedOnTwiceAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		running, most := map[string]bool{}, 0
		l := &reconcile.Loop{Workers: 3, Reconcile: func(_ context.Context, key string) (reconcile.Result, error) {
			mu.Lock()
			if running[key] {
				t.Errorf("%s is worked on twice at once", key)
			}
			running[key] = true
			most = max(most, len(running))
			mu.Unlock()
			time.Sleep(time.Duration(len(key)) * time.Millisecond)
			mu.Lock()
			delete(running, key)
			mu.Unlock()
			return reconcile.Done()
		}}
		defer run(t, l)()
		for i := range 500 {
			l.Enqueue(strings.Repeat("x", i%5+1))
			time.Sleep(300 * time.Microsecond)
		}
		later(time.Second)
		if most != 3 {
			t.Errorf("at most %d keys at once, want as many as workers: 3", most)
		}
	})
}

// Whatever comes when: once all is quiet, each key has had a pass that saw its last change.
func TestNoWakeUpIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const keys = 10
		var changed, seen [keys]atomic.Int64
		l := &reconcile.Loop{
			Workers: 4,
			Backoff: reconcile.Backoff{Base: time.Millisecond, Cap: time.Second},
			Reconcile: func(_ context.Context, key string) (reconcile.Result, error) {
				i := int(key[0] - '0')
				now := changed[i].Load()
				switch rand.IntN(4) {
				case 0:
					return reconcile.Result{}, errors.New("bad luck")
				case 1:
					time.Sleep(time.Duration(rand.IntN(1000)) * time.Microsecond)
				case 2:
					runtime.Gosched()
				}
				seen[i].Store(now)
				return reconcile.Done()
			},
		}
		defer run(t, l)()
		for range 8 {
			go func() { // ends after 500 changes
				for n := range 500 {
					i := rand.IntN(keys)
					changed[i].Add(1)
					l.Enqueue(fmt.Sprint(i))
					if n%10 == 0 {
						time.Sleep(time.Duration(rand.IntN(1000)) * time.Microsecond)
					}
				}
			}()
		}
		later(time.Hour)
		for i := range keys {
			if c, s := changed[i].Load(), seen[i].Load(); c != s || c == 0 {
				t.Errorf("key %d: changed %d times, last pass saw %d", i, c, s)
			}
		}
	})
}

func TestBackoffGrowsToItsCapAndIsResetBySuccess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := newJournal()
		const failures = 6
		var last reconcile.Pass
		l := &reconcile.Loop{
			Backoff: reconcile.Backoff{Base: time.Second, Cap: 5 * time.Second},
			Reconcile: func(_ context.Context, key string) (reconcile.Result, error) {
				j.note(key)
				if len(j.times) <= failures || len(j.times) == failures+2 {
					return reconcile.Result{}, errors.New("not yet")
				}
				return reconcile.Done()
			},
			Observe: func(p reconcile.Pass) { last = p },
		}
		defer run(t, l)()
		l.Enqueue("a")
		later(time.Minute)
		if len(j.times) != failures+1 || last.Failures != 0 || last.Err != nil {
			t.Fatalf("%d passes, the last one %+v", len(j.times), last)
		}
		for i, whole := range []time.Duration{1, 2, 4, 5, 5, 5} {
			whole *= time.Second
			if wait := j.times[i+1] - j.times[i]; wait < whole/2 || wait > whole {
				t.Errorf("wait %v after failure %d, want between half of %v and the whole", wait, i+1, whole)
			}
		}
		l.Enqueue("a") // fails once more
		later(time.Minute)
		if wait := j.times[failures+2] - j.times[failures+1]; wait > time.Second {
			t.Errorf("wait %v after a success and one failure, want to start again from 1s", wait)
		}
	})
}

func TestFailedKeysComeBackApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := newJournal()
		seen := map[string]bool{}
		l := &reconcile.Loop{Reconcile: func(_ context.Context, key string) (reconcile.Result, error) {
			j.note(key)
			if seen[key] {
				return reconcile.Done()
			}
			seen[key] = true
			return reconcile.Result{}, errors.New("all fail together")
		}}
		defer run(t, l)()
		for i := range 20 {
			l.Enqueue(fmt.Sprint(i))
		}
		later(time.Second)
		if different := len(slices.Compact(slices.Clone(j.times[20:]))); different < 10 {
			t.Errorf("20 keys came back at %d different times", different)
		}
	})
}

// A pass that fails and writes a status is told of its own write. That must not make a loop without backoff.
func TestNewsShortensABackoffButNotToNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := newJournal()
		var l *reconcile.Loop
		l = &reconcile.Loop{
			Backoff: reconcile.Backoff{Base: time.Second, Cap: time.Hour},
			Reconcile: func(_ context.Context, key string) (reconcile.Result, error) {
				j.note(key)
				l.Enqueue(key)
				return reconcile.Result{}, errors.New("no")
			},
		}
		defer run(t, l)()
		l.Enqueue("a")
		later(10*time.Second + 1)
		if n := len(j.times); n != 21 {
			t.Errorf("%d passes in 10 s of news, want one each half of Base", n)
		}
	})
}

func TestNewsOfAWaitingKeyBringsItBackSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := newJournal()
		l := &reconcile.Loop{
			Backoff: reconcile.Backoff{Base: time.Second, Cap: time.Hour},
			Reconcile: func(_ context.Context, key string) (reconcile.Result, error) {
				j.note(key)
				if len(j.times) < 10 {
					return reconcile.Result{}, errors.New("no")
				}
				return reconcile.Done()
			},
		}
		defer run(t, l)()
		l.Enqueue("a")
		later(time.Second + time.Minute)
		before := len(j.times)
		asked := time.Since(j.start)
		l.Enqueue("a")
		synctest.Wait()
		if len(j.times) != before+1 || j.times[before] != asked {
			t.Errorf("news at %v, passes at %v", asked, j.times)
		}
	})
}

func TestNewsRightAfterAFailureIsHeldBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := newJournal()
		l := &reconcile.Loop{
			Backoff: reconcile.Backoff{Base: time.Second, Cap: time.Hour},
			Reconcile: func(_ context.Context, key string) (reconcile.Result, error) {
				j.note(key)
				return reconcile.Result{}, errors.New("no")
			},
		}
		defer run(t, l)()
		l.Enqueue("a")
		later(100 * time.Millisecond)
		for range 5 {
			l.Enqueue("a")
		}
		later(300 * time.Millisecond)
		j.expect(t, "a")
		later(100*time.Millisecond + 1)
		j.expect(t, "a", "a")
	})
}

func TestListingDoesNotCutABackoffShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		passes := map[string]int{}
		l := &reconcile.Loop{
			Backoff: reconcile.Backoff{Base: time.Second, Cap: time.Hour},
			Resync:  time.Second,
			Keys:    func() []string { return []string{"bad", "good"} },
			Reconcile: func(_ context.Context, key string) (reconcile.Result, error) {
				passes[key]++
				if key == "bad" {
					return reconcile.Result{}, errors.New("no")
				}
				return reconcile.Done()
			},
		}
		defer run(t, l)()
		later(time.Minute)
		// Waits of at least 1/2, 1, 2, 4, 8, 16 and 32 s leave room for 7 passes.
		if passes["good"] != 61 || passes["bad"] > 7 {
			t.Errorf("passes in a minute: %v", passes)
		}
	})
}

func TestAfterAsksForAnotherPass(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := newJournal()
		l := &reconcile.Loop{Reconcile: func(_ context.Context, key string) (reconcile.Result, error) {
			j.note(key)
			return reconcile.After(10 * time.Second)
		}}
		defer run(t, l)()
		l.Enqueue("a")
		later(15 * time.Second) // passes at 0 and 10
		l.Enqueue("a")          // and at 15, which moves the next one to 25
		later(11 * time.Second)
		want := []time.Duration{0, 10 * time.Second, 15 * time.Second, 25 * time.Second}
		if !slices.Equal(j.times, want) {
			t.Errorf("passes at %v, want %v", j.times, want)
		}
	})
}

func TestPanicIsAFailureOfItsKeyAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := newJournal()
		var log bytes.Buffer
		l := &reconcile.Loop{
			Name: "networks",
			Log:  slog.New(slog.NewTextHandler(&log, nil)),
			Reconcile: func(_ context.Context, key string) (reconcile.Result, error) {
				j.note(key)
				if len(j.times) == 1 {
					panic("a map was nil")
				}
				return reconcile.Done()
			},
		}
		defer run(t, l)()
		l.Enqueue("a")
		l.Enqueue("b")
		later(time.Second)
		j.expect(t, "a", "b", "a")
		for _, part := range []string{"a map was nil", "loop_test.go", "loop=networks", "key=a", "failures=1"} {
			if !strings.Contains(log.String(), part) {
				t.Errorf("the log does not say %q:\n%s", part, &log)
			}
		}
	})
}

func TestStopWaitsForRunningPassesAndStartsNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := newJournal()
		var log bytes.Buffer
		ended := 0
		l := &reconcile.Loop{
			Log:    slog.New(slog.NewTextHandler(&log, nil)),
			Resync: time.Second,
			Keys:   func() []string { return []string{"a", "b"} },
			Reconcile: func(ctx context.Context, key string) (reconcile.Result, error) {
				j.note(key)
				<-ctx.Done()
				time.Sleep(5 * time.Second) // it needs a while to tidy up
				ended++
				return reconcile.Result{}, fmt.Errorf("wait for the engine: %w", ctx.Err())
			},
		}
		stop := run(t, l)
		later(time.Second)
		stop()
		if ended != 1 {
			t.Error("Run returned before its running pass")
		}
		l.Enqueue("c") // too late, and harmless
		later(time.Hour)
		j.expect(t, "a")
		if log.Len() > 0 {
			t.Errorf("stopping was logged as a failure: %s", &log)
		}
	})
}

func TestRunRefusesWhatCanNotRun(t *testing.T) {
	if err := (&reconcile.Loop{Name: "empty"}).Run(t.Context()); err == nil || !strings.Contains(err.Error(), "empty") {
		t.Errorf("without Reconcile: %v", err)
	}
	synctest.Test(t, func(t *testing.T) {
		l := &reconcile.Loop{Reconcile: func(context.Context, string) (reconcile.Result, error) { return reconcile.Done() }}
		run(t, l)()
		if err := l.Run(t.Context()); err == nil {
			t.Error("a second Run was accepted")
		}
	})
}
