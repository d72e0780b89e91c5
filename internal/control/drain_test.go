package control

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"sallyport/internal/platform"
)

// answerAfter is an application that takes its time over each request.
func answerAfter(delay time.Duration) func(string, net.Conn) {
	return func(sandbox string, conn net.Conn) {
		defer conn.Close()
		for in := bufio.NewReader(conn); ; {
			if _, err := http.ReadRequest(in); err != nil {
				return
			}
			time.Sleep(delay)
			if _, err := fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(sandbox), sandbox); err != nil {
				return
			}
		}
	}
}

// ask sends a request through the front door and hands the answer back.
func (w *world) ask(host string) <-chan *httptest.ResponseRecorder {
	answered := make(chan *httptest.ResponseRecorder, 1)
	door := w.door
	go func() { // ends with the answer
		recorder := httptest.NewRecorder()
		door.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "http://"+host+"/", nil))
		answered <- recorder
	}()
	return answered
}

func TestUpdateWaitsForRequestsInFlight(t *testing.T) {
	inBubble(t, func(w *world) {
		w.network.serve = answerAfter(90 * time.Second)
		arn := w.service("web-1", goodImage)
		w.expect(arn, platform.Running)
		first := w.ask("web-1.test")
		time.Sleep(time.Second)
		w.operate(arn, platform.UpdateService, nil)
		time.Sleep(time.Second)
		second := w.ask("web-1.test") // goes to the new instance already
		began := time.Now()
		w.expect(arn, platform.Running)
		if took := time.Since(began); took < 80*time.Second {
			t.Errorf("the old instance went after %s, with a request in flight", took)
		}
		if a := <-first; a.Code != http.StatusOK || a.Body.String() != firstKey {
			t.Errorf("the request in flight got %d %q", a.Code, a.Body)
		}
		if a := <-second; a.Code != http.StatusOK || a.Body.String() == firstKey {
			t.Errorf("the request behind got %d %q", a.Code, a.Body)
		}
	})
}

func TestDrainEndsAtTheLimitOfARequest(t *testing.T) {
	inBubble(t, func(w *world) {
		w.network.serve = answerAfter(10 * time.Minute)
		arn := w.service("web-1", goodImage)
		w.expect(arn, platform.Running)
		first := w.ask("web-1.test")
		time.Sleep(time.Second)
		w.operate(arn, platform.DeleteService, nil)
		began := time.Now()
		w.expect(arn, platform.Deleted)
		if took := time.Since(began); took < 100*time.Second || took > drainLimit+5*time.Second {
			t.Errorf("it took %s", took)
		}
		if a := <-first; a.Code < 500 {
			t.Errorf("the request that never ended got %d", a.Code)
		}
		w.consistent()
		time.Sleep(10 * time.Minute) // lets the application end
	})
}

// Instances that wait for their requests took all the workers that there were.
func TestDrainingHoldsUpNobody(t *testing.T) {
	inBubble(t, func(w *world) {
		w.network.serve = answerAfter(10 * time.Minute)
		w.egress = platform.Egress{Type: platform.EgressDefault}
		var arns []string
		for i := range 40 {
			arns = append(arns, w.service(fmt.Sprintf("web-%02d", i), goodImage))
		}
		for i, arn := range arns {
			w.expect(arn, platform.Running)
			w.ask(fmt.Sprintf("web-%02d.test", i))
		}
		time.Sleep(time.Second)
		for _, arn := range arns {
			w.operate(arn, platform.DeleteService, nil)
		}
		began := time.Now()
		w.expect(w.service("other", goodImage), platform.Running)
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("another service came up after %s", took)
		}
		for _, arn := range arns {
			w.expect(arn, platform.Deleted)
		}
		time.Sleep(10 * time.Minute) // lets the applications end
	})
}
