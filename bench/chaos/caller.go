package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"

	"archwire/internal/platform/auth"
)

// caller sends requests of one person.
type caller struct {
	url    string
	cookie string
	client *http.Client
}

type header struct{ name, value string }

// answer is what came back; err means that nobody knows what became of the
// request.
type answer struct {
	status int
	body   []byte
	err    error
}

// send sends JSON.
func (c caller) send(method, path string, body []byte, headers ...header) answer {
	return c.do(method, path, body, append(headers, header{"Content-Type", "application/json"}))
}

// upload sends a file.
func (c caller) upload(path string, body []byte, headers ...header) answer {
	return c.do("POST", path, body, append(headers, header{"Content-Type", "application/octet-stream"}))
}

func (c caller) do(method, path string, body []byte, headers []header) answer {
	r, err := http.NewRequest(method, c.url+"/api/v1"+path, bytes.NewReader(body))
	if err != nil {
		return answer{err: err}
	}
	r.AddCookie(&http.Cookie{Name: auth.CookieName, Value: c.cookie})
	for _, h := range headers {
		r.Header.Set(h.name, h.value)
	}
	// A request that has lost its connection is never sent again by itself.
	r.GetBody = nil
	in, err := c.client.Do(r)
	if err != nil {
		return answer{err: err}
	}
	defer in.Body.Close()
	text, err := io.ReadAll(in.Body)
	return answer{in.StatusCode, text, err}
}

func (a answer) lost() bool { return a.err != nil }

// refused tells whether the state of the clinic stood against the request.
func (a answer) refused() bool {
	return a.status == http.StatusConflict || a.status == http.StatusUnprocessableEntity
}

func (a answer) placed() (p placed) {
	_ = json.Unmarshal(a.body, &p)
	return p
}
