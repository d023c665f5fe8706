package audit

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"
	"time"

	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/i18n"
	"archwire/internal/platform/testkit"
)

// serve gives the routes to an actor who may read the audit of the whole group,
// or of the clinics that are named.
func serve(t *testing.T, w *testkit.World, l *Log, clinics ...string) func(path string) (int, map[string]any) {
	t.Helper()
	words := fstest.MapFS{
		"i18n/zh-CN.json": {Data: []byte(`{"audit.visits.moved":"改约"}`)},
		"i18n/en.json":    {Data: []byte(`{"audit.visits.moved":"Visit moved"}`)},
	}
	texts, err := i18n.Load([]i18n.Source{{Module: "audit", Files: Texts}, {Module: "httpapi", Files: httpapi.Texts}, {Module: "x", Files: words}})
	if err != nil {
		t.Fatal(err)
	}
	actor := auth.Actor{ID: w.Actor, Tenant: w.Tenant, Grants: auth.Grants{Clinic: map[string]auth.Keys{}}}
	if len(clinics) == 0 {
		actor.Grants.Group = auth.KeysOf(ReadPermission)
	}
	for _, c := range clinics {
		actor.Grants.Clinic[c] = auth.KeysOf(ReadPermission)
	}
	api := httpapi.New(httpapi.Options{DB: w.DB, Log: slog.New(slog.DiscardHandler), Texts: texts,
		Authenticate: func(*http.Request) (auth.Actor, error) { return actor, nil }})
	l.Routes(api, func(*db.Tx, []string) (map[string]string, error) { return map[string]string{w.Actor: "何迎"}, nil })
	h := api.Handler()
	return func(path string) (int, map[string]any) {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, httptest.NewRequest("GET", httpapi.Prefix+path, nil))
		out := map[string]any{}
		if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil {
			t.Fatalf("%s: %s", path, rec.Body)
		}
		return rec.Code, out
	}
}

func TestRoutes(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World, l *Log) {
		clinic, patient := w.IDs(), w.IDs()
		for range 205 {
			write(t, w, func(tx *db.Tx) error {
				return l.Record(tx, Entry{Action: "visits.moved", SubjectKind: "visit", SubjectID: "v", Clinic: clinic, Patient: patient,
					Before: map[string]int{"start": 1}, After: map[string]int{"start": 2}, Reason: "医生请假"})
			})
			w.Clock.Add(time.Second)
		}
		if err := l.SealAll(w.Ctx()); err != nil {
			t.Fatal(err)
		}
		send := serve(t, w, l)
		seen := 0
		for next := "start"; next != ""; {
			path := "/audit?limit=200&action=visits."
			if next != "start" {
				path += "&cursor=" + next
			}
			status, page := send(path)
			if status != 200 {
				t.Fatalf("%d %v", status, page)
			}
			seen += len(page["items"].([]any))
			next = page["next"].(string)
		}
		if seen != 205 {
			t.Errorf("%d rows on all pages, want 205", seen)
		}
		status, page := send("/audit?limit=1&patient_id=" + patient + "&action=visits.moved")
		line := page["items"].([]any)[0].(map[string]any)
		if status != 200 || line["title"] != "改约" || line["actor"] != "何迎" || line["reason"] != "医生请假" ||
			line["after"].(map[string]any)["start"] != 2.0 {
			t.Errorf("%d %v", status, line)
		}
		if _, page := send("/audit?kind=read&patient_id=" + patient); len(page["items"].([]any)) != 2 {
			t.Errorf("reading the audit of a patient was recorded %d times, want 2", len(page["items"].([]any)))
		}
		if status, r := send("/audit/verify"); status != 200 || r["whole"] != true || r["rows"] != 205.0 {
			t.Errorf("%d %v", status, r)
		}
	})
}

func TestRoutesRefuse(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World, l *Log) {
		mine, other := w.IDs(), w.IDs()
		write(t, w, func(tx *db.Tx) error { return l.Record(tx, Entry{Action: "visits.moved", Clinic: other}) })
		send := serve(t, w, l, mine)
		if status, page := send("/audit"); status != 200 || len(page["items"].([]any)) != 0 {
			t.Errorf("who sees one clinic: %d %v", status, page)
		}
		for path, want := range map[string]int{
			"/audit/verify": 403, "/audit?limit=0": 422, "/audit?limit=201": 422, "/audit?actor_id=x": 422, "/audit?kind=all": 422,
			"/audit?from=-1": 422, "/audit?cursor=%22": 422, "/audit?cursor=" + httpapi.Cursor(1, "' OR 1=1"): 200,
			"/audit?cursor=" + httpapi.Cursor("1", 2): 422,
		} {
			if status, out := send(path); status != want {
				t.Errorf("%s: %d %v", path, status, out)
			}
		}
	})
}
