package tasks

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"archwire/internal/platform/auth"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/i18n"
	"archwire/internal/platform/testkit"
)

// edge serves the module's routes to the actor that the test sets.
type edge struct {
	*desk
	actor auth.Actor
	h     http.Handler
	keys  int
}

func (d *desk) edge() *edge {
	d.t.Helper()
	load, err := i18n.Load([]i18n.Source{{Module: "tasks", Files: texts}, {Module: "httpapi", Files: httpapi.Texts}})
	if err != nil {
		d.t.Fatal(err)
	}
	e := &edge{desk: d}
	api := httpapi.New(httpapi.Options{DB: d.DB, Log: slog.New(slog.DiscardHandler), Texts: load,
		Authenticate: func(*http.Request) (auth.Actor, error) { return e.actor, nil }})
	d.DB.BeforeCommit(httpapi.KeepTickets)
	api.In("tasks")
	d.s.Module().Routes(api)
	e.h = api.Handler()
	e.actor = d.actor(d.manager())
	return e
}

// call sends a request; headers are "Name: value" texts.
func (e *edge) send(method, path, body string, headers ...string) (int, map[string]any) {
	e.t.Helper()
	r := httptest.NewRequest(method, httpapi.Prefix+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	e.h.ServeHTTP(w, r)
	out := map[string]any{}
	if w.Body.Len() > 0 {
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
			e.t.Fatalf("%s %s: %s", method, path, w.Body)
		}
	}
	return w.Code, out
}

func (e *edge) key() string { e.keys++; return fmt.Sprintf("Idempotency-Key: key-%08d", e.keys) }

func (d *desk) openBody(text string, due int64) string {
	b, _ := json.Marshal(map[string]any{"kind": Todo, "clinic_id": d.clinic, "text": text, "due_at": due, "role": "front_desk"})
	return string(b)
}

// A task's whole life through the routes.
func TestRoutes(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		e := d.edge()
		due := testkit.Start + 10*minute
		key := e.key()
		status, task := e.send("POST", "/tasks", d.openBody("给技工所回电", due), key)
		if status != 200 || task["colour"] != "amber" || task["opened_by"] != "石定海" {
			t.Fatalf("%d %v", status, task)
		}
		if status, again := e.send("POST", "/tasks", d.openBody("给技工所回电", due), key); status != 200 || again["id"] != task["id"] {
			t.Errorf("the same key: %d %v", status, again)
		}
		id := task["id"].(string)
		for _, step := range []struct {
			path, body string
			want       int
			state      string
		}{
			{"/hand-over", `{"owner_id":"` + d.he + `"}`, 200, "open"},
			{"/snooze", fmt.Sprintf(`{"until":%d}`, due), 200, "open"},
			{"/outcome", `{"outcome":"done","note":"已回"}`, 200, "done"},
			{"/outcome", `{"outcome":"done"}`, 409, "done"},
			{"/reopen", ``, 200, "open"},
		} {
			before := d.get(id).Version
			status, out := e.send("POST", "/tasks/"+id+step.path, step.body, fmt.Sprintf(`If-Match: "%d"`, before))
			if status != step.want || string(d.get(id).State) != step.state {
				t.Errorf("%s: %d %v", step.path, status, out)
			}
		}
		if status, out := e.send("POST", "/tasks/"+id+"/outcome", `{"outcome":"done"}`, `If-Match: "1"`); status != 412 || out["code"] != "db.stale" {
			t.Errorf("stale: %d %v", status, out)
		}
		if status, out := e.send("POST", "/tasks/"+id+"/comments", `{"text":"😀𠮷"}`, e.key()); status != 200 {
			t.Errorf("comment: %d %v", status, out)
		}
		status, one := e.send("GET", "/tasks/"+id, "")
		steps := one["steps"].([]any)
		if status != 200 || len(steps) != 6 || steps[5].(map[string]any)["text"] != "😀𠮷" || one["task"].(map[string]any)["owner_name"] != "何迎" {
			t.Errorf("%d %v", status, one)
		}
		if status, list := e.send("GET", "/tasks?whose=clinic&limit=1", ""); status != 200 || len(list["items"].([]any)) != 1 {
			t.Errorf("%d %v", status, list)
		}
		if status, c := e.send("GET", "/tasks/counts", ""); status != 200 || c["mine"].(map[string]any)["open"] != 0.0 {
			t.Errorf("%d %v", status, c)
		}
		if status, k := e.send("GET", "/tasks/kinds", ""); status != 200 || len(k["items"].([]any)) != 3 {
			t.Errorf("%d %v", status, k)
		}
	})
}

func TestRoutesRefuse(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		e := d.edge()
		due := testkit.Start + 10*minute
		for name, c := range map[string]struct {
			method, path, body string
			want               int
		}{
			"10,000 characters": {"POST", "/tasks", d.openBody(strings.Repeat("长", 10_000), due), 422},
			"past":              {"POST", "/tasks", d.openBody("x", 1), 422},
			"a NUL":             {"POST", "/tasks", `{"kind":"tasks.todo","text":"a\u0000b"}`, 422},
			"wrong type":        {"POST", "/tasks", `{"kind":7}`, 422},
			"no JSON":           {"POST", "/tasks", `{`, 400},
			"instant too large": {"POST", "/tasks", strings.Replace(d.openBody("x", 1), `"due_at":1`, `"due_at":1e30`, 1), 422},
			"unknown id":        {"GET", "/tasks/" + d.IDs(), "", 404},
			"no id":             {"GET", "/tasks/x", "", 422},
			"cursor":            {"GET", "/tasks?cursor=x", "", 422},
			"forged cursor":     {"GET", "/tasks?cursor=" + httpapi.Cursor(1, 2, "' OR 1=1"), "", 200},
			"whose":             {"GET", "/tasks?whose=yours", "", 422},
		} {
			status, out := e.send(c.method, c.path, c.body, e.key())
			if status != c.want {
				t.Errorf("%s: %d %v", name, status, out)
			}
		}
		if d.facts() != "" {
			t.Errorf("something was stored: %s", d.facts())
		}
		e.actor = d.actor(d.as(d.he, []string{d.clinic}, MayView))
		if status, _ := e.send("POST", "/tasks", d.openBody("x", due), e.key()); status != 403 {
			t.Errorf("who may only look opens a task: %d", status)
		}
	})
}
