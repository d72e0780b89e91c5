package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/gorilla/websocket"
)

// The environment of the service:
//
//	PORT              of the web service, 8080 by default; "none" for none
//	PROBE_TCP         port on which what comes by TCP is sent back
//	PROBE_UDP         port on which what comes by UDP is sent back
//	PROBE_NAME        returned by / and /id; the host name by default
//	PROBE_START_DELAY how long it waits before it listens ("2s")
//	PROBE_FAIL_START  exit code to end with at once, in place of serving
//	PROBE_DRAIN       how long open requests are waited for after SIGTERM, 10s by default

// instance tells one start of the program from another.
var instance = rand.Text()[:12]

func serve() error {
	fmt.Println("probe: starting instance", instance, "as", name())
	if code := os.Getenv("PROBE_FAIL_START"); code != "" {
		fmt.Println("probe: told to fail with", code)
		os.Exit(exitWith([]string{code}))
	}
	if err := startDelay(); err != nil {
		return err
	}
	failed := make(chan error, 3)
	if port := os.Getenv("PROBE_TCP"); port != "" {
		listener, err := net.Listen("tcp", ":"+port)
		if err != nil {
			return err
		}
		go func() { failed <- echoTCP(listener) }()
	}
	if port := os.Getenv("PROBE_UDP"); port != "" {
		conn, err := net.ListenPacket("udp", ":"+port)
		if err != nil {
			return err
		}
		go func() { failed <- echoUDP(conn) }()
	}
	server := &http.Server{Handler: routes()}
	if port := environment("PORT", "8080"); port != "none" {
		listener, err := net.Listen("tcp", ":"+port)
		if err != nil {
			return err
		}
		fmt.Println("probe: listening on", listener.Addr())
		go func() { failed <- server.Serve(listener) }()
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	select {
	case err := <-failed:
		return err
	case got := <-signals:
		fmt.Println("probe: got", got)
	}
	return drain(server)
}

func startDelay() error {
	delay, err := time.ParseDuration(environment("PROBE_START_DELAY", "0s"))
	if err != nil {
		return err
	}
	time.Sleep(delay)
	return nil
}

func drain(server *http.Server) error {
	limit, err := time.ParseDuration(environment("PROBE_DRAIN", "10s"))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	err = server.Shutdown(ctx)
	fmt.Println("probe: ended")
	return err
}

func environment(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func name() string {
	hostname, _ := os.Hostname()
	return environment("PROBE_NAME", hostname)
}

// routes:
//
//	/                         "<name>\n"
//	/id                       {"name","instance","hostname","requests"}
//	/env                      the environment, a JSON object
//	/self                     what `probe self` prints
//	/headers                  the request as it came: method, host, URL, remote address, headers
//	/status?code=             answers with that code
//	/log?line=                prints the line
//	/dial?addr=&timeout=      opens a TCP connection (see dial.go)
//	/echo?addr=&data=&timeout= sends data by TCP and waits for it to come back
//	/udp?addr=&data=&timeout= the same by UDP
//	/get?url=&timeout=        fetches a URL over a new connection
//	/lookup?host=             asks the resolver
//	/hold?for=                answers after that time
//	/stream?count=&every=     a line every so often
//	/download?bytes=          so many bytes
//	/upload                   {"bytes","sha256"} of the body
//	/ws                       WebSocket that sends every message back
//	/exit?code=  /oom         ends, takes memory until killed
func routes() http.Handler {
	mux := http.NewServeMux()
	var requests atomic.Int64
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, name()) })
	mux.HandleFunc("/id", func(w http.ResponseWriter, _ *http.Request) {
		hostname, _ := os.Hostname()
		answer(w, map[string]any{"name": name(), "instance": instance, "hostname": hostname, "requests": requests.Load()})
	})
	mux.HandleFunc("/env", showEnvironment)
	mux.HandleFunc("/self", func(w http.ResponseWriter, _ *http.Request) { answer(w, look()) })
	mux.HandleFunc("/headers", showRequest)
	mux.HandleFunc("/status", func(w http.ResponseWriter, r *http.Request) {
		if code, ok := numberOf(w, r, "code", 200); ok {
			w.WriteHeader(int(code))
		}
	})
	mux.HandleFunc("/log", func(_ http.ResponseWriter, r *http.Request) { fmt.Println(r.URL.Query().Get("line")) })
	mux.HandleFunc("/dial", dialTCP)
	mux.HandleFunc("/echo", exchange("tcp"))
	mux.HandleFunc("/udp", exchange("udp"))
	mux.HandleFunc("/get", fetch)
	mux.HandleFunc("/lookup", lookup)
	mux.HandleFunc("/hold", holdRequest)
	mux.HandleFunc("/stream", stream)
	mux.HandleFunc("/download", download)
	mux.HandleFunc("/upload", upload)
	mux.HandleFunc("/ws", echoWebSocket)
	mux.HandleFunc("/exit", func(w http.ResponseWriter, r *http.Request) {
		if code, ok := numberOf(w, r, "code", 0); ok {
			fmt.Println("probe: told to exit with", code)
			os.Exit(int(code))
		}
	})
	mux.HandleFunc("/oom", func(http.ResponseWriter, *http.Request) { eatMemory(nil) })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		mux.ServeHTTP(w, r)
	})
}

func answer(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(value)
}

func numberOf(w http.ResponseWriter, r *http.Request, key string, otherwise int64) (int64, bool) {
	text := r.URL.Query().Get(key)
	if text == "" {
		return otherwise, true
	}
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
	}
	return value, err == nil
}

func durationOf(w http.ResponseWriter, r *http.Request, key string, otherwise time.Duration) (time.Duration, bool) {
	text := r.URL.Query().Get(key)
	if text == "" {
		return otherwise, true
	}
	value, err := time.ParseDuration(text)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
	}
	return value, err == nil
}

func showEnvironment(w http.ResponseWriter, _ *http.Request) {
	all := make(map[string]string)
	for _, entry := range os.Environ() {
		for i := range entry {
			if entry[i] == '=' {
				all[entry[:i]] = entry[i+1:]
				break
			}
		}
	}
	answer(w, all)
}

func showRequest(w http.ResponseWriter, r *http.Request) {
	answer(w, map[string]any{
		"method": r.Method, "host": r.Host, "url": r.URL.String(), "remote": r.RemoteAddr, "proto": r.Proto, "headers": r.Header,
	})
}

func holdRequest(w http.ResponseWriter, r *http.Request) {
	wait, ok := durationOf(w, r, "for", time.Second)
	if !ok {
		return
	}
	select {
	case <-time.After(wait):
		answer(w, map[string]any{"held": wait.String(), "instance": instance})
	case <-r.Context().Done():
		fmt.Println("probe: a held request was given up")
	}
}

func stream(w http.ResponseWriter, r *http.Request) {
	count, ok := numberOf(w, r, "count", 10)
	if !ok {
		return
	}
	every, ok := durationOf(w, r, "every", 100*time.Millisecond)
	if !ok {
		return
	}
	for n := range count {
		fmt.Fprintln(w, "line", n)
		http.NewResponseController(w).Flush()
		select {
		case <-time.After(every):
		case <-r.Context().Done():
			return
		}
	}
}

// zeros is an endless file.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func download(w http.ResponseWriter, r *http.Request) {
	size, ok := numberOf(w, r, "bytes", 1<<20)
	if !ok {
		return
	}
	w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	io.CopyN(w, zeros{}, size)
}

func upload(w http.ResponseWriter, r *http.Request) {
	sum := sha256.New()
	size, err := io.Copy(sum, r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	answer(w, map[string]any{"bytes": size, "sha256": hex.EncodeToString(sum.Sum(nil))})
}

func echoWebSocket(w http.ResponseWriter, r *http.Request) {
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // the upgrader has answered
	}
	defer conn.Close()
	for {
		kind, message, err := conn.ReadMessage()
		if err != nil {
			if !websocket.IsCloseError(err, websocket.CloseNormalClosure) && !errors.Is(err, io.EOF) {
				fmt.Println("probe: websocket:", err)
			}
			return
		}
		if err := conn.WriteMessage(kind, message); err != nil {
			return
		}
	}
}
