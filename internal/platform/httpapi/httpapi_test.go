package httpapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/i18n"
	"archwire/internal/platform/testkit"
)

var (
	testFault = fault.New("test.broken", fault.Conflict)
	things    = fstest.MapFS{
		"migrations/sqlite/20260101_0000_things.sql":   {Data: []byte(`CREATE TABLE test_things (tenant_id TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (tenant_id, id))`)},
		"migrations/postgres/20260101_0000_things.sql": {Data: []byte(`CREATE TABLE test_things (tenant_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL, PRIMARY KEY (tenant_id, id))`)},
	}
	texts = fstest.MapFS{
		"i18n/zh-CN.json": {Data: []byte(`{"fault.test.broken": "坏在 {where}", "permission.test.other": "看别的"}`)},
		"i18n/en.json":    {Data: []byte(`{"fault.test.broken": "broken at {where}", "permission.test.other": "See other things"}`)},
	}
)

type thing struct {
	ID   string   `json:"id" db:"id"`
	Name string   `json:"name" db:"name"`
	Tags []string `json:"tags"`
}

type thingIn struct {
	Body struct {
		Name  string `json:"name" minLength:"1" maxLength:"20"`
		Count int    `json:"count,omitempty" minimum:"0" maximum:"9"`
	}
}

type edge struct {
	t      *testing.T
	server *httptest.Server
	acts   atomic.Int64
	answer bool          // the handler keeps its answer in the transaction
	meet   chan struct{} // two acts wait here for each other before they begin
	turn   sync.Mutex    // then they act one after the other
	actor  auth.Actor
	log    lines
	last   atomic.Int64 // the status of the last request, as the metrics have it
}

// lines is a log that may be read while it is written.
type lines struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lines) Write(p []byte) (int, error) { l.mu.Lock(); defer l.mu.Unlock(); return l.b.Write(p) }
func (l *lines) String() string              { l.mu.Lock(); defer l.mu.Unlock(); return l.b.String() }

func newEdge(t *testing.T, w *testkit.World) *edge {
	t.Helper()
	e := &edge{t: t, answer: true, actor: auth.Actor{ID: w.Actor, Tenant: w.Tenant, Grants: auth.Grants{Group: auth.KeysOf("test.make")}}}
	load, err := i18n.Load([]i18n.Source{{Module: "httpapi", Files: httpapi.Texts}, {Module: "auth", Files: auth.Texts}, {Module: "test", Files: texts}})
	if err != nil {
		t.Fatal(err)
	}
	w.DB.BeforeCommit(httpapi.KeepTickets)
	api := httpapi.New(httpapi.Options{DB: w.DB, Log: slog.New(slog.NewTextHandler(&e.log, &slog.HandlerOptions{Level: slog.LevelDebug})), Texts: load,
		Observe: func(_ string, status int, _ time.Duration) { e.last.Store(int64(status)) },
		Authenticate: func(r *http.Request) (auth.Actor, error) {
			if r.Header.Get("X-Nobody") != "" {
				return auth.Actor{}, auth.Unauthenticated.With()
			}
			return e.actor, nil
		}})
	api.In("test")
	e.routes(api, w)
	api.Reference()
	e.server = httptest.NewServer(api.Handler())
	t.Cleanup(e.server.Close)
	return e
}

func (e *edge) routes(api *httpapi.API, w *testkit.World) {
	httpapi.Handle(api, httpapi.Route{ID: "test.make", Method: "POST", Path: "/test/things", Permission: "test.make", Idempotent: true, MaxBody: 2000},
		func(ctx context.Context, in *thingIn) (*httpapi.Body[thing], error) {
			var out thing
			err := w.DB.Write(ctx, func(tx *db.Tx) error {
				e.acts.Add(1)
				out = thing{ID: tx.NewID(), Name: in.Body.Name}
				row := struct {
					ID   string `db:"id"`
					Name string `db:"name"`
				}{out.ID, out.Name}
				if err := tx.Insert("test_things", row); err != nil || !e.answer {
					return err
				}
				return httpapi.Answer(tx, out)
			})
			return &httpapi.Body[thing]{Body: out}, err
		})
	httpapi.Handle(api, httpapi.Route{ID: "test.claim", Method: "POST", Path: "/test/claims", Permission: "test.make", Idempotent: true,
		Faults: []*fault.Def{testFault}}, e.claim(w))
	httpapi.Handle(api, httpapi.Route{ID: "test.broken", Method: "GET", Path: "/test/broken", Open: "a test"},
		func(context.Context, *struct{}) (*httpapi.None, error) {
			return nil, testFault.At("place", "where", "B")
		})
	httpapi.Handle(api, httpapi.Route{ID: "test.crash", Method: "GET", Path: "/test/crash", Open: "a test"},
		func(context.Context, *struct{}) (*httpapi.None, error) { panic("secret of a patient") })
	httpapi.Handle(api, httpapi.Route{ID: "test.slow", Method: "GET", Path: "/test/slow", Open: "a test"},
		func(ctx context.Context, _ *struct{}) (*httpapi.None, error) {
			e.meet <- struct{}{}
			<-ctx.Done()
			return nil, w.DB.Read(ctx, func(tx *db.Tx) error { _, err := tx.From("test_things").Exists(); return err })
		})
	httpapi.Handle(api, httpapi.Route{ID: "test.lost", Method: "GET", Path: "/test/lost", Open: "a test"},
		func(context.Context, *struct{}) (*httpapi.None, error) { return nil, errors.New("something lost") })
	httpapi.Handle(api, httpapi.Route{ID: "test.list", Method: "GET", Path: "/test/list", Permission: "test.other"},
		func(context.Context, *httpapi.Paging) (*httpapi.None, error) { return nil, nil })
	httpapi.Handle(api, httpapi.Route{ID: "test.page", Method: "GET", Path: "/test/page", Permission: "test.make"},
		func(_ context.Context, in *httpapi.Paging) (*httpapi.Body[httpapi.Listing[int]], error) {
			from := 0
			if _, err := in.Read(&from); err != nil {
				return nil, err
			}
			var rows []int
			for i := from + 1; i <= 5 && len(rows) <= in.Limit; i++ {
				rows = append(rows, i)
			}
			return &httpapi.Body[httpapi.Listing[int]]{Body: httpapi.Page(rows, in.Limit, func(n int) []any { return []any{n} })}, nil
		})
}

// claim makes a thing unless one of the name is there: what is refused depends on
// what has just been done.
func (e *edge) claim(w *testkit.World) func(context.Context, *thingIn) (*httpapi.Body[thing], error) {
	return func(ctx context.Context, in *thingIn) (*httpapi.Body[thing], error) {
		select {
		case e.meet <- struct{}{}:
		case <-e.meet:
		}
		e.turn.Lock() // what a constraint does elsewhere
		defer e.turn.Unlock()
		var out thing
		err := w.DB.Write(ctx, func(tx *db.Tx) error {
			taken, err := tx.From("test_things").Where("name = ?", in.Body.Name).Exists()
			if err != nil {
				return err
			}
			if taken {
				return testFault.With("where", in.Body.Name)
			}
			out = thing{ID: tx.NewID(), Name: in.Body.Name}
			row := struct {
				ID   string `db:"id"`
				Name string `db:"name"`
			}{out.ID, out.Name}
			if err := tx.Insert("test_things", row); err != nil || !e.answer {
				return err
			}
			return httpapi.Answer(tx, out)
		})
		return &httpapi.Body[thing]{Body: out}, err
	}
}

type answer struct {
	status int
	header http.Header
	text   string
	httpapi.Problem
}

func (e *edge) do(method, path, body string, header ...string) answer {
	e.t.Helper()
	r, err := http.NewRequest(method, e.server.URL+path, strings.NewReader(body))
	if err != nil {
		e.t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		e.t.Fatal(err)
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	a := answer{status: res.StatusCode, header: res.Header, text: string(b)}
	_ = json.Unmarshal(b, &a.Problem)
	return a
}

func migrations() []db.Migrations {
	return []db.Migrations{{Module: "httpapi", Files: httpapi.Migrations}, {Module: "test", Files: things}}
}

func each(t *testing.T, f func(t *testing.T, e *edge, w *testkit.World)) {
	testkit.Each(t, migrations(), func(t *testing.T, w *testkit.World) { f(t, newEdge(t, w), w) })
}

// TestRefusals walks what may come in wrong: each is a problem with a code and a
// sentence, and nothing is done.
func TestRefusals(t *testing.T) {
	each(t, func(t *testing.T, e *edge, w *testkit.World) {
		key := []string{"Idempotency-Key", "refused-1"}
		cases := []struct {
			name, method, path, body string
			header                   []string
			status                   int
			code, field              string
		}{
			{"no such address", "GET", "/api/v1/nothing", "", nil, 404, "http.not_found", ""},
			{"wrong method", "DELETE", "/api/v1/test/things", "", nil, 405, "http.method_not_allowed", ""},
			{"nobody", "POST", "/api/v1/test/things", `{"name":"a"}`, []string{"X-Nobody", "1"}, 401, "auth.unauthenticated", ""},
			{"no right", "GET", "/api/v1/test/list", "", nil, 403, "auth.forbidden", ""},
			{"no JSON", "POST", "/api/v1/test/things", `{"name":`, key, 400, "http.malformed", ""},
			{"wrong type", "POST", "/api/v1/test/things", `{"name":7}`, key, 422, "http.invalid", "name"},
			{"missing", "POST", "/api/v1/test/things", `{}`, key, 422, "http.invalid", "name"},
			{"unknown field", "POST", "/api/v1/test/things", `{"name":"a","nmae":"b"}`, key, 422, "http.invalid", "nmae"},
			{"too long", "POST", "/api/v1/test/things", `{"name":"` + strings.Repeat("𠮷", 21) + `"}`, key, 422, "http.invalid", "name"},
			{"too big a number", "POST", "/api/v1/test/things", `{"name":"a","count":10}`, key, 422, "http.invalid", "count"},
			{"too large", "POST", "/api/v1/test/things", `{"name":"` + strings.Repeat("a", 3000) + `"}`, key, 413, "http.too_large", ""},
			{"a name twice", "POST", "/api/v1/test/things", `{"name":"a","name":"b"}`, key, 400, "http.malformed", ""},
			{"two values", "POST", "/api/v1/test/things", `{"name":"a"}{"name":"b"}`, key, 400, "http.malformed", ""},
			{"NUL", "POST", "/api/v1/test/things", `{"name":"a\u0000b"}`, key, 422, "http.control_characters", ""},
			{"broken UTF-8", "POST", "/api/v1/test/things", "{\"name\":\"a\xff\"}", key, 400, "http.malformed", ""},
			{"half a character", "POST", "/api/v1/test/things", "{\"name\":\"\xe4\xb8", key, 400, "http.malformed", ""},
			{"wrong media", "POST", "/api/v1/test/things", `name=a`, append([]string{"Content-Type", "text/csv"}, key...), 415, "http.unsupported_media", ""},
			{"no key", "POST", "/api/v1/test/things", `{"name":"a"}`, nil, 422, "http.idempotency_key_required", "Idempotency-Key"},
			{"bad key", "POST", "/api/v1/test/things", `{"name":"a"}`, []string{"Idempotency-Key", "a b;c d e f"}, 422, "http.idempotency_key_required", "Idempotency-Key"},
			{"control characters", "GET", "/api/v1/test/page?cursor=%00", "", nil, 422, "http.control_characters", ""},
			{"broken text", "GET", "/api/v1/test/page?cursor=%ff", "", nil, 400, "http.malformed", ""},
			{"bad cursor", "GET", "/api/v1/test/page?cursor=zzz", "", nil, 422, "http.bad_cursor", "cursor"},
			{"another site", "POST", "/api/v1/test/things", `{"name":"a"}`, []string{"Sec-Fetch-Site", "cross-site"}, 403, "http.cross_site", ""},
		}
		for _, c := range cases {
			a := e.do(c.method, c.path, c.body, c.header...)
			if a.status != c.status || a.Code != c.code || a.Detail == "" || strings.HasPrefix(a.Detail, "fault.") {
				t.Errorf("%s: %d %s", c.name, a.status, a.text)
			}
			if got := a.header.Get("Content-Type"); got != "application/problem+json" {
				t.Errorf("%s: content type %s", c.name, got)
			}
			if c.field != "" && (len(a.Errors) == 0 || a.Errors[0].Field != c.field) {
				t.Errorf("%s: fields %+v", c.name, a.Errors)
			}
		}
		if e.acts.Load() != 0 {
			t.Errorf("%d refused requests acted", e.acts.Load())
		}
	})
}

func TestFaultSpeaksTheReadersLanguage(t *testing.T) {
	each(t, func(t *testing.T, e *edge, w *testkit.World) {
		zh := e.do("GET", "/api/v1/test/broken", "")
		en := e.do("GET", "/api/v1/test/broken", "", "Accept-Language", "en-GB,en;q=0.8")
		if zh.status != 409 || zh.Detail != "坏在 B" || en.Detail != "broken at B" || zh.Errors[0].Field != "place" {
			t.Errorf("%s\n%s", zh.text, en.text)
		}
		if no := e.do("GET", "/api/v1/test/list", ""); no.Detail != "您没有“看别的”的权限。" || no.Args["permission"] != "test.other" {
			t.Errorf("a right is told by its key: %s", no.text)
		}
	})
}

func TestPanicTellsNothing(t *testing.T) {
	each(t, func(t *testing.T, e *edge, w *testkit.World) {
		a := e.do("GET", "/api/v1/test/crash", "")
		if a.status != 500 || a.Code != "http.internal" || strings.Contains(a.text, "secret") || !strings.Contains(a.Detail, a.Request) {
			t.Errorf("%d %s", a.status, a.text)
		}
	})
}

// Whoever leaves a page that loads gives the administrator nothing to look at; a
// failure of ours does.
func TestGivenUpIsNoError(t *testing.T) {
	testkit.Each(t, migrations(), func(t *testing.T, w *testkit.World) {
		e := newEdge(t, w)
		e.meet = make(chan struct{})
		ctx, leave := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() {
			r, err := http.NewRequestWithContext(ctx, "GET", e.server.URL+"/api/v1/test/slow", nil)
			if err == nil {
				_, err = http.DefaultClient.Do(r)
			}
			done <- err
		}()
		<-e.meet
		leave()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		e.server.Close() // waits for the request
		if got := e.last.Load(); got != 499 || strings.Contains(e.log.String(), "ERROR") || !strings.Contains(e.log.String(), "given up") {
			t.Errorf("status %d, log: %s", got, e.log.String())
		}
		e = newEdge(t, w)
		if r, err := http.Get(e.server.URL + "/api/v1/test/lost"); err != nil || r.StatusCode != 500 {
			t.Fatal(r, err)
		}
		if !strings.Contains(e.log.String(), "ERROR") {
			t.Error("a failure is not in the log")
		}
	})
}

func TestPagesAreWhole(t *testing.T) {
	each(t, func(t *testing.T, e *edge, w *testkit.World) {
		var all []int
		next := ""
		for range 4 {
			a := e.do("GET", "/api/v1/test/page?limit=2&cursor="+next, "")
			var page httpapi.Listing[int]
			if err := json.Unmarshal([]byte(a.text), &page); err != nil {
				t.Fatal(err, a.text)
			}
			all = append(all, page.Items...)
			if next = page.Next; next == "" {
				break
			}
		}
		if len(all) != 5 || all[4] != 5 {
			t.Errorf("pages gave %v", all)
		}
	})
}

// TestOnce tells the story of an idempotency key.
func TestOnce(t *testing.T) {
	for _, kept := range []bool{true, false} {
		each(t, func(t *testing.T, e *edge, w *testkit.World) {
			e.answer = kept
			post := func(key, body string) answer {
				return e.do("POST", "/api/v1/test/things", body, "Idempotency-Key", key)
			}
			first, again := post("one-key-1", `{"name":"a"}`), post("one-key-1", `{"name":"a"}`)
			if first.status != 200 || first.text != again.text || e.acts.Load() != 1 {
				t.Errorf("kept %v: acted %d times: %s, then %s", kept, e.acts.Load(), first.text, again.text)
			}
			if !strings.Contains(first.text, `"tags":[]`) {
				t.Errorf("an empty list is not written as one: %s", first.text)
			}
			if a := post("one-key-1", `{"name":"b"}`); a.status != 422 || a.Code != "http.idempotency_key_reused" {
				t.Errorf("another request under the key: %d %s", a.status, a.text)
			}
			if a := post("one-key-2", `{"name":"a"}`); a.status != 200 || a.text == first.text {
				t.Errorf("another key: %d %s", a.status, a.text)
			}
			w.Clock.Set(w.Clock.Now() + 49*60*60*1000)
			if err := w.DB.Write(w.Ctx(), httpapi.ForgetTickets); err != nil {
				t.Fatal(err)
			}
			if a := post("one-key-1", `{"name":"a"}`); a.status != 200 || a.text == first.text {
				t.Errorf("after two days the key still answers: %d %s", a.status, a.text)
			}
		})
	}
}

// TestOnceAtOnce presses the button twenty times in the same moment.
func TestOnceAtOnce(t *testing.T) {
	each(t, func(t *testing.T, e *edge, w *testkit.World) {
		texts := make([]string, 20)
		testkit.Race(t, 20, func(i int) error {
			for range 50 {
				a := e.do("POST", "/api/v1/test/things", `{"name":"a"}`, "Idempotency-Key", "race-key-1")
				if a.Code == "http.idempotency_in_flight" {
					continue
				}
				texts[i] = a.text
				return nil
			}
			return nil
		})
		for _, s := range texts {
			if s != texts[0] || !strings.Contains(s, `"name":"a"`) {
				t.Errorf("answers differ: %s and %s", s, texts[0])
			}
		}
		var n int
		if err := w.DB.Read(w.Ctx(), func(tx *db.Tx) (err error) { n, err = tx.From("test_things").Count(); return err }); err != nil || n != 1 {
			t.Errorf("%d things were made (%v)", n, err)
		}
	})
}

// TestOnceBothActing presses the button twice so that both requests have looked
// for an answer before either acts: the second is refused by the rule, for what
// the first has done, and gets the first one's answer all the same.
func TestOnceBothActing(t *testing.T) {
	for _, kept := range []bool{true, false} {
		each(t, func(t *testing.T, e *edge, w *testkit.World) {
			e.answer, e.meet = kept, make(chan struct{})
			for i, name := range []string{"甲", "乙", "丙", "丁", "戊"} {
				got, key := make([]answer, 2), fmt.Sprintf("both-keys-%d", i)
				testkit.Race(t, 2, func(i int) error {
					got[i] = e.do("POST", "/api/v1/test/claims", `{"name":"`+name+`"}`, "Idempotency-Key", key)
					return nil
				})
				if got[0].status != 200 || got[0].text != got[1].text {
					t.Errorf("kept %v: %d %s, and %d %s", kept, got[0].status, got[0].text, got[1].status, got[1].text)
				}
			}
			// Under other keys the rule's word stands.
			refused := 0
			got := make([]answer, 2)
			testkit.Race(t, 2, func(i int) error {
				got[i] = e.do("POST", "/api/v1/test/claims", `{"name":"己"}`, "Idempotency-Key", fmt.Sprintf("claim-key-%d", i))
				return nil
			})
			for _, a := range got {
				if a.Code == "test.broken" {
					refused++
				}
			}
			if refused != 1 {
				t.Errorf("two people: %s, and %s", got[0].text, got[1].text)
			}
		})
	}
}

func TestServesPages(t *testing.T) {
	files := fstest.MapFS{
		"index.html": {Data: []byte("page")}, "assets/a-1.js": {Data: []byte("plain")}, "assets/a-1.js.gz": {Data: []byte("small")},
		"c/index.html": {Data: []byte("page of c")},
	}
	h := httpapi.Pages(files, true)
	get := func(path, accept string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", path, nil)
		r.Header.Set("Accept-Encoding", accept)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	if w := get("/board/2026-11-22", ""); w.Body.String() != "page" || w.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("an address of the application: %v", w)
	}
	if w := get("/assets/a-1.js", "gzip, br"); w.Body.String() != "small" || w.Header().Get("Content-Encoding") != "gzip" ||
		!strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("a hashed file: %v", w)
	}
	for path, want := range map[string]string{"/": "page", "/c/x/y": "page of c", "/c/": "page of c", "/cc/x": "page", "/assets/": "page"} {
		if w := get(path, ""); w.Body.String() != want || w.Header().Get("Content-Security-Policy") == "" {
			t.Errorf("%s: %v", path, w)
		}
	}
	pictured := httpapi.Pages(files, true, httpapi.Guest{Under: "/", Images: func() []string { return []string{"https://pictures.example"} }})
	shown := httptest.NewRecorder()
	pictured.ServeHTTP(shown, httptest.NewRequest("GET", "/board", nil))
	if p := shown.Header().Get("Content-Security-Policy"); !strings.Contains(p, "img-src 'self' https://pictures.example data:") || !strings.Contains(p, "frame-ancestors 'none'") {
		t.Errorf("a page with pictures from elsewhere: %s", p)
	}
	if w := get("/assets/gone.js", ""); w.Code != 404 {
		t.Errorf("a file that is gone: %d", w.Code)
	}
	w := httptest.NewRecorder()
	httpapi.Pages(nil, false).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Code != 503 || !strings.Contains(w.Body.String(), "make web") {
		t.Errorf("without a build: %d %s", w.Code, w.Body)
	}
}
