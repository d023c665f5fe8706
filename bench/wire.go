package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"archwire/internal/platform/auth"
)

// wire is one kept connection to the program. It does little beside sending and
// reading: what the client costs is taken from the same cores as the server.
type wire struct {
	conn net.Conn
	r    *bufio.Reader
}

// patience is how long a request may take before the run is given up.
const patience = 30 * time.Second

func dial(url string) (*wire, error) {
	c, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		return nil, err
	}
	return &wire{c, bufio.NewReaderSize(c, 64<<10)}, nil
}

// ask is one request, ready to be sent.
type ask struct {
	text []byte
	want int // status
}

func sessionCookie(value string) string { return auth.CookieName + "=" + value }

// get makes a reading request.
func get(cookie, path string) ask {
	return ask{fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: bench\r\nCookie: %s\r\n\r\n", path, sessionCookie(cookie)), http.StatusOK}
}

// post makes a request with a body; key is its Idempotency-Key, "" for none.
func post(cookie, path, key string, body []byte, want int) ask {
	head := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: bench\r\nCookie: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n",
		path, sessionCookie(cookie), len(body))
	if key != "" {
		head += "Idempotency-Key: " + key + "\r\n"
	}
	return ask{append([]byte(head+"\r\n"), body...), want}
}

// do sends the request and reads the answer to its end.
func (w *wire) do(a ask) error {
	if err := w.conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	if _, err := w.conn.Write(a.text); err != nil {
		return err
	}
	r, err := http.ReadResponse(w.r, nil)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if r.StatusCode == a.want {
		_, err = io.Copy(io.Discard, r.Body)
		return err
	}
	said, _ := io.ReadAll(io.LimitReader(r.Body, 400))
	return fmt.Errorf("answered %s: %s", r.Status, said)
}
