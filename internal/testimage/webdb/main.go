// Command webdb is a sample application: a web service in front of a PostgreSQL.
//
//	/         a row of the database at DATABASE_URL, as JSON; 502 with the error's text when there is none
//	/healthz  200, whatever the database does
//
// Each request opens a connection of its own, so that a changed network rule shows at once. PORT is 8080 by default,
// DATABASE_TIMEOUT 2s.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

func main() {
	if err := serve(); err != nil {
		fmt.Println("webdb:", err)
		os.Exit(1)
	}
}

func serve() error {
	timeout := 2 * time.Second
	if text := os.Getenv("DATABASE_TIMEOUT"); text != "" {
		var err error
		if timeout, err = time.ParseDuration(text); err != nil {
			return err
		}
	}
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, r *http.Request) { showRow(w, r, timeout) })
	server := &http.Server{Addr: ":" + port, Handler: mux, ReadHeaderTimeout: 10 * time.Second}

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe() }() // ends with the shutdown below
	fmt.Println("webdb: listening on port", port)
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return server.Shutdown(drain)
}

// row is what the database says of itself and of the connection.
type row struct {
	Database string    `json:"database"`
	User     string    `json:"user"`
	Client   string    `json:"client"` // our address, as the database sees it
	Server   string    `json:"server"`
	Version  string    `json:"version"`
	Now      time.Time `json:"now"`
}

const query = `select current_database(), current_user, host(inet_client_addr()), host(inet_server_addr()), current_setting('server_version'), now()`

func showRow(w http.ResponseWriter, r *http.Request, timeout time.Duration) {
	ctx, cancel := context.WithTimeout(r.Context(), timeout)
	defer cancel()
	w.Header().Set("Content-Type", "application/json")
	answer, err := read(ctx)
	if err != nil {
		fmt.Println("webdb:", err)
		w.WriteHeader(http.StatusBadGateway)
		json.NewEncoder(w).Encode(map[string]string{"error": err.Error()})
		return
	}
	json.NewEncoder(w).Encode(answer)
}

func read(ctx context.Context) (row, error) {
	var answer row
	address := os.Getenv("DATABASE_URL")
	if address == "" {
		return answer, fmt.Errorf("DATABASE_URL is not set")
	}
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return answer, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	err = conn.QueryRow(ctx, query).Scan(&answer.Database, &answer.User, &answer.Client, &answer.Server, &answer.Version, &answer.Now)
	return answer, err
}
