package control

import (
	"context"
	"testing"
	"testing/synctest"

	"sallyport/internal/engine"
)

func list(ids ...string) []engine.Status {
	var statuses []engine.Status
	for _, id := range ids {
		statuses = append(statuses, engine.Status{ID: id, Phase: engine.Running})
	}
	return statuses
}

// Lists that overlapped could end in the wrong order, and the older picture stay.
func TestOlderListNeverReplacesANewer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := slow{lists: make(chan chan []engine.Status)}
		c := newContainers(e)
		done := make(chan error, 10)
		look := func(ctx context.Context) { go func() { done <- c.look(ctx) }() }
		look(t.Context())
		first := <-e.lists
		for range 5 {
			look(t.Context())
		}
		synctest.Wait()
		select {
		case <-e.lists:
			t.Fatal("two lists at once")
		default:
		}
		first <- list("old")
		second := <-e.lists
		second <- list("new")
		for range 6 { // five shared the second
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if _, ok := c.get("new"); !ok {
			t.Error("the newer list was lost")
		}
	})
}

func TestListOutlivesTheCallerThatBeganIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := slow{lists: make(chan chan []engine.Status)}
		c := newContainers(e)
		hasty, leave := context.WithCancel(t.Context())
		gone, stays := make(chan error, 1), make(chan error, 1)
		go func() { gone <- c.look(hasty) }() // waits in List until it leaves
		synctest.Wait()
		go func() { stays <- c.look(t.Context()) }()
		synctest.Wait()
		leave()
		if err := <-gone; err == nil {
			t.Error("a look that was given up succeeded")
		}
		(<-e.lists) <- list("a")
		if err := <-stays; err != nil {
			t.Error(err)
		}
	})
}

// A list that began before a removal brought the container back.
func TestRemovedContainerStaysForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := slow{lists: make(chan chan []engine.Status)}
		c := newContainers(removing{e})
		done := make(chan error, 2)
		go func() { done <- c.look(t.Context()) }()
		answer := <-e.lists
		go func() { done <- c.remove(t.Context(), "a") }()
		synctest.Wait()
		answer <- list("a")
		for range 2 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if _, ok := c.get("a"); ok {
			t.Error("the container is back")
		}
	})
}

type removing struct{ slow }

func (removing) Remove(context.Context, string) error { return nil }
