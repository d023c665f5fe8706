package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"time"

	"archwire/internal/platform/auth"
	"archwire/internal/platform/httpapi"
)

// reply is what came back.
type reply struct {
	status int
	media  string
	cookie string
	etag   string
	text   string
	json   map[string]any // nil if it is no object
}

func (r reply) ok() bool { return r.status >= 200 && r.status < 300 }

// hidden tells of the two answers to who may not.
func (r reply) hidden() bool {
	return r.status == http.StatusForbidden || r.status == http.StatusNotFound
}

func (r reply) code() string { s, _ := r.json["code"].(string); return s }

func (r reply) String() string { return fmt.Sprintf("%d %.300s", r.status, r.text) }

// request is one request before it is sent.
type request struct {
	by           *person
	method, path string
	key, match   string
	media        string
	body         []byte
	header       map[string]string // further ones
}

// do sends a request to the program itself, without a network. A stream ends
// after a moment.
func (w *world) do(q request) reply {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	r := httptest.NewRequestWithContext(ctx, q.method, "http://archwire.test/", bytes.NewReader(q.body))
	r.URL.Path, r.URL.RawQuery, _ = strings.Cut(httpapi.Prefix+q.path, "?")
	for name, value := range map[string]string{"Content-Type": q.media, "Idempotency-Key": q.key, "If-Match": q.match} {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	for name, value := range q.header {
		r.Header.Set(name, value)
	}
	if q.by != nil {
		r.AddCookie(&http.Cookie{Name: auth.CookieName, Value: q.by.cookie})
	}
	rec := httptest.NewRecorder()
	if strings.HasSuffix(q.path, "/stream") {
		w.http.ServeHTTP(leaving{rec, cancel}, r)
	} else {
		w.http.ServeHTTP(rec, r)
	}
	out := reply{status: rec.Code, media: rec.Header().Get("Content-Type"), etag: rec.Header().Get("ETag"), text: rec.Body.String()}
	_ = json.Unmarshal(rec.Body.Bytes(), &out.json)
	for _, c := range rec.Result().Cookies() {
		out.cookie = c.Value
	}
	return out
}

// leaving is somebody who goes away as soon as something has come: a stream has no end
// of its own.
type leaving struct {
	*httptest.ResponseRecorder
	leave func()
}

func (l leaving) Flush() {
	l.ResponseRecorder.Flush()
	l.leave()
}

// must sends a request of the furnishing, which has to succeed.
func (w *world) must(by *person, method, path string, body any) reply {
	w.T.Helper()
	q := request{by: by, method: method, path: path}
	if body != nil {
		q.media, q.body = "application/json", encode(body)
	}
	if method == http.MethodPost {
		q.key = w.fresh("furnish-")
	}
	got := w.do(q)
	if !got.ok() {
		w.T.Fatalf("%s %s: %s", method, path, got)
	}
	return got
}

// post creates something and gives it as it was answered.
func (w *world) post(by *person, path string, body any) map[string]any {
	w.T.Helper()
	return w.must(by, http.MethodPost, path, body).json
}

// get reads something.
func (w *world) get(by *person, path string) map[string]any {
	w.T.Helper()
	return w.must(by, http.MethodGet, path, nil).json
}

func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// request makes the example's request.
func (ex example) request(r httpapi.Route, by *person, key string) request {
	path := r.Path
	for name, value := range ex.path {
		path = strings.ReplaceAll(path, "{"+name+"}", value)
	}
	if len(ex.query) > 0 {
		path += "?" + ex.query.Encode()
	}
	q := request{by: by, method: r.Method, path: path, media: ex.media, body: ex.raw, header: ex.head}
	if ex.body != nil {
		q.media, q.body = "application/json", encode(ex.body)
	}
	if r.Idempotent {
		q.key = key
	}
	if ex.match != 0 || ex.fresh {
		q.match = fmt.Sprintf(`"%d"`, ex.match)
	}
	return q
}

var uuidForm = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// ids are the identifiers that the example names.
func (ex example) ids(r httpapi.Route) []string {
	q := ex.request(r, nil, "")
	return uuidForm.FindAllString(q.path+" "+string(q.body), -1)
}

// try sends the example as somebody and checks the answer against the
// description of the route.
func (c *trial) try(by *person, ex example) reply { return c.tryWith(by, ex, c.fresh("key-")) }

func (c *trial) tryWith(by *person, ex example, key string) reply {
	return c.send(ex.request(c.route, by, key))
}

func (c *trial) send(q request) reply {
	got := c.do(q)
	if err := c.op.check(got); err != nil {
		c.T.Errorf("%s %.200s: %s: %v", q.method, q.path, got, err)
	}
	if err := c.told(got); err != nil {
		c.T.Errorf("%s %.200s: %s: %v", q.method, q.path, got, err)
	}
	return got
}
