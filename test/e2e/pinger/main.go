// Command pinger keeps one TCP connection to an echo server at TARGET and sends
// something over it every 50 ms. It never connects a second time: a test asks
// it whether the first connection still lives.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"time"
)

// State is what / answers, as JSON.
type State struct {
	Connected bool      `json:"connected"`
	Pings     int       `json:"pings"`
	LastAt    time.Time `json:"last_at"`
	// LongestMillis is the longest time between two answers.
	LongestMillis int64  `json:"longest_millis"`
	Local         string `json:"local"`
	Error         string `json:"error,omitempty"`
}

func main() {
	var mu sync.Mutex
	var state State
	go func() { // ends with the connection
		err := ping(os.Getenv("TARGET"), func(change func(*State)) {
			mu.Lock()
			defer mu.Unlock()
			change(&state)
		})
		mu.Lock()
		defer mu.Unlock()
		state.Connected, state.Error = false, err.Error()
		fmt.Println("pinger:", err)
	}()
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		_ = json.NewEncoder(w).Encode(state) // a client that left needs no answer
	})
	fmt.Println("pinger:", http.ListenAndServe(":"+os.Getenv("PORT"), handler))
	os.Exit(1)
}

func ping(target string, update func(func(*State))) error {
	conn, err := net.DialTimeout("tcp", target, 10*time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	last := time.Now()
	update(func(s *State) { s.Connected, s.Local = true, conn.LocalAddr().String() })
	for message := make([]byte, 4); ; time.Sleep(50 * time.Millisecond) {
		// Longer than a flow that lives is ever silent, shorter than TCP gives up by itself.
		if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
			return err
		}
		if _, err := conn.Write([]byte("ping")); err != nil {
			return err
		}
		if _, err := io.ReadFull(conn, message); err != nil {
			return err
		}
		now := time.Now()
		gap := now.Sub(last).Milliseconds()
		last = now
		update(func(s *State) {
			s.Pings++
			s.LastAt, s.LongestMillis = now, max(s.LongestMillis, gap)
		})
	}
}
