// Command leaker asks for the URL at TARGET from its first moment on, again and
// again, and answers with the number of its attempts. A test watches whether one
// of them ever arrives.
package main

import (
	"fmt"
	"net/http"
	"os"
	"sync/atomic"
	"time"
)

func main() {
	var tries atomic.Int64
	client := &http.Client{Timeout: 200 * time.Millisecond, Transport: &http.Transport{DisableKeepAlives: true}}
	for range 4 {
		go func() { // ends with the program
			for ; ; time.Sleep(5 * time.Millisecond) {
				tries.Add(1)
				if response, err := client.Get(os.Getenv("TARGET")); err == nil {
					response.Body.Close()
				}
			}
		}()
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, tries.Load()) })
	fmt.Println("leaker:", http.ListenAndServe(":"+os.Getenv("PORT"), handler))
	os.Exit(1)
}
